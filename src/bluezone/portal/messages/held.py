"""What is held of messages to one person, for their own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_moment
from bluezone.portal.messages.addresses import Address
from bluezone.portal.messages.models import Message, OptOut

TELLS = ("messages.Message", "messages.OptOut")
KEEPS_BACK = {
    "messages.Message.sent": "Tin nhắn đã gửi: số nhận được xóa ngay khi gửi, không còn biết tin nào gửi cho ai; "
    "riêng tin nhắn nhắc thì kể ở mục của nó.",
}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells what waits to be sent to the person's number, and that they want no messages."""
    waiting = Message.objects.filter(address__in=about.phones).exclude(address="").order_by("pk")
    yield from held(
        "Tin nhắn chờ gửi",
        ("Loại", "Viết lúc", "Nội dung"),
        [(one.get_purpose_display(), said_moment(one.created_at), one.body) for one in waiting],
    )
    hashes = [Address(phone).hash for phone in sorted(about.phones)]
    noted = OptOut.objects.filter(address_hash__in=hashes).order_by("pk")
    yield from held("Không nhận tin nhắn", ("Ghi lúc",), [(said_moment(one.recorded_at),) for one in noted])
