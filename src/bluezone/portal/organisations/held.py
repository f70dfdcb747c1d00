"""Whom offices name to be called, for somebody's own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_day
from bluezone.portal.organisations.models import Contact

TELLS = ("organisations.Contact",)
KEEPS_BACK: dict[str, str] = {}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells the offices that name the person's number to be called."""
    found = Contact.objects.filter(phone__in=about.phones).exclude(phone="").select_related("organisation")
    yield from held(
        "Đầu mối liên hệ của cơ quan",
        ("Cơ quan", "Họ và tên", "Chức vụ", "Điện thoại", "Đến ngày"),
        [
            (one.organisation.name, about.called(one.full_name), one.position, one.phone, said_day(one.ended_on))
            for one in found.order_by("pk")
        ],
    )
