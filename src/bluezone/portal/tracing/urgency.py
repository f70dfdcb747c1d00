"""How soon somebody should look at a meeting of which evidence tells, as a sum of named reasons. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

_LONG_BAND = 1
"""From 15 minutes on (`protocol/report.py`)."""
_LONG_MINUTES = 15
_MOST_FURTHER = 3


class Because(TextChoices):
    """Why a meeting stands higher in the inbox."""

    ILL = "ill", gettext_lazy("has signs of illness")
    CASE = "case", gettext_lazy("a case is named")
    SEVERAL = "several", gettext_lazy("told from several sides")
    LONG = "long", gettext_lazy("15 minutes or longer")
    CERTAIN = "certain", gettext_lazy("told as certain")


_POINTS = {Because.ILL: 8, Because.CASE: 6, Because.SEVERAL: 3, Because.LONG: 2, Because.CERTAIN: 1}
_CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """One piece, as far as it says how soon to look."""

    origin: str
    confidence: int = 1
    says: Mapping[str, object] = field(default_factory=dict)


def reasons_to_look(pieces: Collection[Weighed]) -> tuple[Because, ...]:
    """Finds what makes a meeting urgent, the weightiest first."""
    return tuple(sorted(_reasons(pieces), key=lambda why: -_POINTS[why]))


def rank_of(pieces: Collection[Weighed]) -> int:
    """Adds the reasons up; further sides from which it is told count each."""
    further = min(_MOST_FURTHER, max(0, len({piece.origin for piece in pieces}) - 2))
    return sum(_POINTS[why] for why in reasons_to_look(pieces)) + further * _POINTS[Because.SEVERAL]


def _reasons(pieces: Collection[Weighed]) -> Iterable[Because]:
    if any(piece.says.get("ill") is True for piece in pieces):
        yield Because.ILL
    if any(piece.says.get("case") for piece in pieces):
        yield Because.CASE
    if len({piece.origin for piece in pieces}) > 1:
        yield Because.SEVERAL
    if any(_is_long(piece) for piece in pieces):
        yield Because.LONG
    if any(piece.confidence == _CERTAIN for piece in pieces):
        yield Because.CERTAIN


def _is_long(piece: Weighed) -> bool:
    band, minutes = piece.says.get("band"), piece.says.get("minutes")
    return (isinstance(band, int) and band >= _LONG_BAND) or (isinstance(minutes, int) and minutes >= _LONG_MINUTES)
