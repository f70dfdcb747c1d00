"""What the pages keep in the device's encrypted store: what was sent or waits, and through the device its visits.

Each is one value under one name; it is read, changed and saved in one step and goes when the owner erases everything.
"""

from __future__ import annotations

import enum
from typing import TypeVar

import msgspec

from bluezone.citizen.errands import MessageKey
from bluezone.citizen.phone import Phone
from bluezone.device import saved
from bluezone.device.core.visits import VisitBook

OUTBOX_FACT, SECRET_FACT = "outbox", "visit-secret"
SECRET_BYTES = 32

_T = TypeVar("_T")


class What(enum.StrEnum):
    """Kinds of sealed messages, as the owner is told of them."""

    CONTACT = "contact"
    LINK = "link"
    DECLARATION = "declaration"
    WITHDRAWAL = "withdrawal"


class Outgoing(msgspec.Struct, frozen=True):
    """One sealed message: made by the owner's tap, sent or waiting for the next one."""

    report_id: bytes
    what: What
    made_ms: int
    label: str = ""
    """For the owner's eyes: for whom a declaration is."""
    sealed: bytes = b""
    """Forgotten once it was taken."""
    sent_ms: int | None = None
    withdrawn: bool = False
    perhaps: bool = False
    """It has left and no answer came, so it may have arrived: also while it is on its way."""

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether its owner may take the message back; also what has perhaps arrived must not be out of their hands."""
        return (self.sent_ms is not None or self.perhaps) and not self.withdrawn and self.what is not What.WITHDRAWAL

    @property
    def key(self) -> MessageKey:
        """The message's number; a withdrawal has the number of what it takes back."""
        return self.report_id, self.what.value


class Outbox(msgspec.Struct, frozen=True):
    """The newest first."""

    messages: tuple[Outgoing, ...] = ()

    def of(self, what: What) -> tuple[Outgoing, ...]:
        return tuple(message for message in self.messages if message.what is what)

    def find(self, key: MessageKey | None) -> Outgoing | None:
        return next((message for message in self.messages if message.key == key), None)

    def with_(self, message: Outgoing) -> Outbox:
        others = (m for m in self.messages if m.key != message.key)
        return Outbox((message, *others))

    def without(self, message: Outgoing) -> Outbox:
        """Drops a message. Of one that has perhaps arrived the number stays, by which it can be withdrawn."""
        if message.perhaps:
            return self.with_(msgspec.structs.replace(message, sealed=b""))
        return Outbox(tuple(m for m in self.messages if m != message))

    def since(self, oldest_ms: int) -> Outbox:
        return Outbox(tuple(message for message in self.messages if message.made_ms >= oldest_ms))


def visits(phone: Phone) -> VisitBook:
    """The diary of places, with what is over ended and what is old deleted, on disk too."""
    book = saved.visits_in(phone.device.store)
    chosen = msgspec.structs.replace(book, ends_alone=phone.preferences.check_out_alone)
    settled = chosen.settled(phone.now_ms()).since(phone.oldest_ms)
    if settled != book:
        save_visits(phone, settled)
    return settled


def save_visits(phone: Phone, book: VisitBook) -> None:
    saved.save_visits(phone.device.store, book)


def outbox(phone: Phone) -> Outbox:
    """What was sent or waits, of the days that are kept."""
    box = _read(phone, OUTBOX_FACT, Outbox)
    kept = box.since(phone.oldest_ms)
    if kept != box:
        save_outbox(phone, kept)
    return kept


def save_outbox(phone: Phone, box: Outbox) -> None:
    phone.device.store.save_fact(OUTBOX_FACT, msgspec.msgpack.encode(box))


def visit_secret(phone: Phone) -> bytes:
    """The secret from which the tokens shown at doors are made; drawn at first use, never shown."""
    known = phone.device.store.fact(SECRET_FACT)
    if known is None:
        known = phone.device.around.entropy(SECRET_BYTES)
        phone.device.store.save_fact(SECRET_FACT, known)
    return known


def _read(phone: Phone, name: str, kind: type[_T]) -> _T:
    packed = phone.device.store.fact(name)
    return kind() if packed is None else msgspec.msgpack.decode(packed, type=kind)
