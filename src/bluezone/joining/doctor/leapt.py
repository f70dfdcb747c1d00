"""Whether a service doubts its clock: what it noted beside its data, and what a person types."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.clocks import VIETNAM
from bluezone.joining.doctor.check import Check, well, wrong
from bluezone.vietnam.words import Words

_WAITS = {
    "exchange": Words("Trạm trao đổi không ký, không xóa gì", "The exchange signs and erases nothing"),
    "portal": Words("Cổng không xóa gì", "The portal erases nothing"),
}


def clock_is_believed(data: Path, service: str) -> Check:
    """A service that doubts its clock waits for a person, whether it runs or refuses to start."""
    name, doubt = f"{service}-leapt", FolderNotes(data, service).doubt()
    if doubt is None:
        return well(name, "Dịch vụ tin đồng hồ của máy.", "The service believes the machine's clock.")
    seen, expected = (f"{_moment(time_s):%H:%M %d/%m/%Y}" for time_s in (doubt.seen_s, doubt.expected_s))
    waits = _WAITS[service]
    return wrong(
        name,
        Words(
            f"{waits.vi}: đồng hồ chỉ {seen}, lẽ ra khoảng {expected}.",
            f"{waits.en}: the clock said {seen}, where about {expected} was expected.",
        ),
        Words(
            "Sai thì đặt lại giờ; đúng thì gõ: bluezone clock-is-right --data THƯ_MỤC (su-co.md).",
            "If it is wrong, set it; if it is right, type: bluezone clock-is-right --data DIRECTORY (emergencies.md).",
        ),
    )


def _moment(time_s: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(time_s, VIETNAM)
