"""What this room holds about one person, for their own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_day, said_moment
from bluezone.portal.reminders.models import Consent, Reminder, Whose

TELLS = ("reminders.Consent", "reminders.Reminder")
KEEPS_BACK: dict[str, str] = {}
_ANOTHERS = "(của người khác)"


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells what the person agreed to, and when they were reminded; a guardian's number is not theirs."""
    yield from held(
        "Đồng ý nhận tin nhắn nhắc",
        ("Lúc", "Số hoặc địa chỉ", "Ai đọc được", "Cách hỏi", "Thôi nhận lúc"),
        [
            (
                said_moment(one.asked_at),
                one.address if one.whose != Whose.GUARDIAN or one.address in about.phones else _ANOTHERS,
                one.get_whose_display(),
                one.get_how_display(),
                said_moment(one.ended_at),
            )
            for one in Consent.objects.filter(person__in=about.persons).order_by("pk")
        ],
    )
    yield from held(
        "Tin nhắn nhắc",
        ("Ngày", "Về việc", "Tình trạng", "Gọi thay lúc"),
        [
            (said_day(one.day), one.get_kind_display(), one.message.get_state_display(), said_moment(one.called_at))
            for one in Reminder.objects.filter(involvement__person__in=about.persons)
            .select_related("message")
            .order_by("pk")
        ],
    )
