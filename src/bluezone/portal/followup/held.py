"""What follow-up holds about one person, for their own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.followup.models import Link, Task, Visit, Watch
from bluezone.portal.frame.held import About, Held, held, said_day, said_moment

TELLS = ("followup.Watch", "followup.Visit", "followup.Task", "followup.Link")
KEEPS_BACK: dict[str, str] = {}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells from when until when the person is followed up, what they answered, and what was done about symptoms."""
    watches = Watch.objects.filter(involvement__person__in=about.persons).order_by("pk")
    yield from held(
        "Theo dõi sức khỏe",
        ("Từ ngày", "Cách ly đến", "Đến hết ngày", "Hỏi lần cuối"),
        [
            (said_day(one.first_day), said_day(one.apart_until), said_day(one.last_day), said_moment(one.asked_at))
            for one in watches
            if one.first_day is not None
        ],
    )
    yield from held(
        "Các lần hỏi sức khỏe",
        ("Lúc", "Kết quả", "Cách hỏi", "Triệu chứng", "Nhiệt độ", "Ghi chú"),
        [_visit(one) for one in Visit.objects.filter(watch__in=watches).order_by("at", "pk")],
    )
    yield from held(
        "Xử trí triệu chứng",
        ("Báo lúc", "Xong lúc", "Kết quả", "Lý do"),
        [
            (said_moment(one.raised_at), said_moment(one.done_at), one.get_outcome_display(), one.reason)
            for one in Task.objects.filter(watch__in=watches).order_by("pk")
        ],
    )
    yield from held(
        "Mã tự trả lời",
        ("Cấp lúc", "Thôi dùng lúc"),
        [
            (said_moment(one.made_at), said_moment(one.ended_at))
            for one in Link.objects.filter(watch__in=watches).order_by("pk")
        ],
    )


def _visit(one: Visit) -> tuple[str, ...]:
    degrees = f"{one.temperature}".replace(".", ",") if one.temperature is not None else ""
    channel = one.get_channel_display()
    return (said_moment(one.at), one.get_outcome_display(), channel, one.complaints, degrees, one.words)
