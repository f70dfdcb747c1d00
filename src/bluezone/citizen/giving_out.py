"""The files that a page gives out at its owner's tap: each stands in the ledger before it leaves."""

from __future__ import annotations

from bluezone.citizen.phone import Phone
from bluezone.device.calling import note_departure
from bluezone.protocol.calendar import MINUTE_MS

HANDOVER = "handover"
EXPORT = "export"
GIVEN_OUT = (HANDOVER, EXPORT)
"""The ledger's words for them."""
_ONE_TAP_MS = MINUTE_MS
"""One tap may ask twice: a WebView drops the first answer, and its application asks for the file once more."""


def note_given_out(phone: Phone, what: str, size: int) -> None:
    """Notes a file that is about to leave; once, where it was noted within the last minute."""
    last_ms = phone.device.store.last_departure_ms(what)
    if last_ms is None or not 0 <= phone.device.around.clock.wall_ms() - last_ms < _ONE_TAP_MS:
        note_departure(phone.device.around, what, size, owner_act=True)
