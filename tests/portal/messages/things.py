"""The case to whose person a message goes, and a message that was sent, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.messages.addresses import Address
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.services import queue_messages, record_opt_out
from tests.portal.cases.things import its_opener, the_case
from tests.support.portal.offices import NOW
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.raw import Raw
from tests.support.portal.things import Things

RECEIPT_SECRET = "what a carrier shows"
LINES = {
    "message_list": "messages.list",
}


def raw(_known: Things) -> dict[str, Raw]:
    """What a carrier tells, where it was given this secret."""
    return {"message_receipt": Raw(b'{"id": "m-1", "delivered": true}', {"authorization": f"Bearer {RECEIPT_SECRET}"})}


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    """What another unit noted."""
    address = Address("0933222111")
    record_opt_out(actor=there.colleague, address=address, path=there.unit.path, now=NOW)
    return {"opt_outs": {"address": address.text, "what": "again"}}


def things(known: Things) -> dict[str, object]:
    queue_messages(
        actor=its_opener(known),
        addresses=[Address("0912000111")],
        body="Một câu.",
        subject="Thông báo",
        outlet=Outlet.QUEUE,
        path=the_case(known).path,
        now=NOW,
    )
    return {"number": known.of("cases")["number"]}
