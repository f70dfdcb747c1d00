"""What the pages keep in the device's encrypted store: what was sent or waits, and through the device its visits.

Each is one value under one name; it is read, changed and saved in one step and goes when the owner erases everything.
What is old is deleted by the device itself, whether pages are opened or not; and a page that only looks is shown also
while nothing can be written.
"""

from __future__ import annotations

import contextlib

import msgspec

from bluezone.citizen.phone import Phone
from bluezone.device import saved
from bluezone.device.core.outbox import Outbox, Outgoing, What
from bluezone.device.core.visits import VisitBook
from bluezone.device.errors import StoreError

__all__ = [
    "OUTBOX_FACT",
    "SECRET_FACT",
    "Outbox",
    "Outgoing",
    "What",
    "outbox",
    "save_outbox",
    "save_visits",
    "visit_secret",
    "visits",
]

OUTBOX_FACT, SECRET_FACT = saved.OUTBOX, saved.SHOWN_AT_DOORS
SECRET_BYTES = 32


def visits(phone: Phone) -> VisitBook:
    """The diary of places, with what is over ended and what is old deleted, on disk too."""
    book = saved.visits_in(phone.device.store)
    chosen = msgspec.structs.replace(book, ends_alone=phone.preferences.check_out_alone)
    settled = chosen.settled(phone.now_ms()).since(phone.oldest_ms)
    if settled != book:
        with contextlib.suppress(StoreError):  # whoever looks must see; that nothing can be written is told on home
            save_visits(phone, settled)
    return settled


def save_visits(phone: Phone, book: VisitBook) -> None:
    saved.save_visits(phone.device.store, book)


def outbox(phone: Phone) -> Outbox:
    """What was sent or waits, of the days that are kept."""
    return saved.outbox_in(phone.device.store).since(phone.oldest_ms)


def save_outbox(phone: Phone, box: Outbox) -> None:
    saved.save_outbox(phone.device.store, box)


def visit_secret(phone: Phone) -> bytes:
    """The secret from which the tokens shown at doors are made; drawn at first use, never shown."""
    known = phone.device.store.fact(SECRET_FACT)
    if known is None:
        known = phone.device.around.entropy(SECRET_BYTES)
        phone.device.store.save_fact(SECRET_FACT, known)
    return known
