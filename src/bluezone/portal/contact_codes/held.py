"""That somebody agreed to warn others, for their own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.contact_codes.models import ContactCode
from bluezone.portal.frame.held import About, Held, held, said_day, said_moment

TELLS = ("contact_codes.ContactCode",)
KEEPS_BACK: dict[str, str] = {}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells when the person agreed, of which days, and what became of the code."""
    rows = ContactCode.objects.filter(person__in=about.persons).order_by("pk")
    yield from held(
        "Mã cảnh báo của người tiếp xúc gần",
        ("Đồng ý lúc", "Cách đồng ý", "Những ngày", "Cấp mã lúc", "Tình trạng mã"),
        [
            (
                said_moment(one.asked_at),
                one.get_consent_display(),
                f"{said_day(one.first_day)} – {said_day(one.last_day)}",
                said_moment(one.given_at),
                one.get_state_display() if one.state else one.reason,
            )
            for one in rows
        ],
    )
