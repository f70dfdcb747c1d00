"""A warned owner who tells the health authority something, and what it then reads."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bluezone.protocol.messages import ReportRequest
from bluezone.protocol.report import Sealable, open_sealed
from tests.support.citizen.owners import REPORT_PRIVATE_KEY, Desk, an_owner, has_met, is_warned, may_report

ANSWERS = {
    "for_other": "no",
    "name": "Trần Văn An",
    "birth_year": "1980",
    "phone": "0912 345 678",
    "address": "Thôn Đồng Đài",
    "symptom-1": "yes",
    "met_case": "no",
    "travelled": "Hà Nội",
}


@contextlib.asynccontextmanager
async def a_warned_owner(folder: Path, **desk):
    """Somebody with a warning, a meeting that matched, and an exchange that takes what they tell."""
    exchange = Desk(**desk)
    async with an_owner(folder, exchange=exchange) as owner:
        may_report(owner.device)
        is_warned(owner.device)
        has_met(owner.device)
        yield owner, exchange


def opened(desk: Desk, at: int = 0) -> Sealable:
    """What the health authority reads of the message that arrived."""
    return open_sealed(desk.taken(ReportRequest)[at].sealed, REPORT_PRIVATE_KEY)
