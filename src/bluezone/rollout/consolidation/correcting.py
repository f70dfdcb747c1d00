"""Correcting a reported figure: with a note, visible for good, and valid only once the reporter has confirmed it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bluezone.rollout.errors import CorrectionError
from bluezone.rollout.reports.figures import LARGEST
from bluezone.vietnam.words import Words


@dataclass(frozen=True, slots=True)
class Correction:
    """What a consolidator proposes instead of a figure, and whether the reporter agreed."""

    organisation: str
    indicator: str
    was: int
    becomes: int
    note: str
    by: str
    at: dt.datetime
    confirmed_by: str | None = None
    confirmed_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        if not self.note.strip():
            raise CorrectionError(Words("Phải ghi rõ lý do sửa số liệu.", "A correction needs a note that says why."))
        if not 0 <= self.becomes <= LARGEST or self.becomes == self.was:
            raise CorrectionError(Words("Số sửa không hợp lệ.", "That is no other count."))

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


def confirm(correction: Correction, *, by: str, at: dt.datetime) -> Correction:
    """Confirms the correction, as the reporter. Raises CorrectionError for anybody else."""
    if by != correction.organisation:
        raise CorrectionError(
            Words("Chỉ đơn vị báo cáo mới xác nhận được.", "Only the one that reported the figure can confirm.")
        )
    if correction.is_confirmed or at < correction.at:
        raise CorrectionError(Words("Không thể xác nhận lúc này.", "It cannot be confirmed now."))
    return replace(correction, confirmed_by=by, confirmed_at=at)
