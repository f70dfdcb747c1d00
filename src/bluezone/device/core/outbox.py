"""The owner's sealed messages: what was sent, what waits for the owner's word, what goes when cover's turn comes.

Pure values. Only an owner's tap makes one; it is on disk before it leaves, and its text is forgotten once it was taken.
"""

from __future__ import annotations

import enum

import msgspec

MessageKey = tuple[bytes, str]
"""The number and the kind of a sealed message."""


class What(enum.StrEnum):
    """Kinds of sealed messages, as the owner is told of them."""

    CONTACT = "contact"
    LINK = "link"
    DECLARATION = "declaration"
    WITHDRAWAL = "withdrawal"


class Outgoing(msgspec.Struct, frozen=True):
    """One sealed message: made by the owner's tap, sent or waiting."""

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
    later: bool = False
    """It goes by itself in the place of the next cover: sent at once it would stand out behind what was just sent."""

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether its owner may take the message back; also what has perhaps arrived must not be out of their hands."""
        return (self.sent_ms is not None or self.perhaps) and not self.withdrawn and self.what is not What.WITHDRAWAL

    @property
    def key(self) -> MessageKey:
        """A withdrawal has the number of what it takes back."""
        return self.report_id, self.what.value


class Outbox(msgspec.Struct, frozen=True):
    """The newest first."""

    messages: tuple[Outgoing, ...] = ()

    @property
    def next_later(self) -> Outgoing | None:
        """The oldest message that goes by itself when cover's turn comes."""
        return next((message for message in reversed(self.messages) if message.later and message.sealed), None)

    def of(self, what: What) -> tuple[Outgoing, ...]:
        return tuple(message for message in self.messages if message.what is what)

    def find(self, key: MessageKey | None) -> Outgoing | None:
        return next((message for message in self.messages if message.key == key), None)

    def with_(self, message: Outgoing) -> Outbox:
        others = (m for m in self.messages if m.key != message.key)
        return Outbox((message, *others))

    def changed(self, message: Outgoing) -> Outbox:
        """A message in its place among the others: the list does not jump under the owner's finger."""
        return Outbox(tuple(message if m.key == message.key else m for m in self.messages))

    def without(self, message: Outgoing) -> Outbox:
        """Drops a message. Of one that has perhaps arrived the number stays, by which it can be withdrawn."""
        if message.perhaps:
            return self.with_(msgspec.structs.replace(message, sealed=b""))
        return Outbox(tuple(m for m in self.messages if m != message))

    def taken(self, message: Outgoing, now_ms: int) -> Outbox:
        """A message that has arrived: its text is forgotten, and so is that of what it takes back."""
        sent = msgspec.structs.replace(message, sealed=b"", sent_ms=now_ms, perhaps=False, later=False)
        box = self.with_(sent)
        if message.what is What.WITHDRAWAL:
            for taken_back in [m for m in box.messages if m.report_id == sent.report_id and m != sent]:
                box = box.with_(msgspec.structs.replace(taken_back, sealed=b"", withdrawn=True))
        return box

    def since(self, oldest_ms: int) -> Outbox:
        return Outbox(tuple(message for message in self.messages if message.made_ms >= oldest_ms))

    def until(self, latest_ms: int) -> Outbox:
        """Has what was made later than this count as of then: its owner may still withdraw it, and it ends with its
        days."""
        return Outbox(tuple(msgspec.structs.replace(m, made_ms=min(m.made_ms, latest_ms)) for m in self.messages))
