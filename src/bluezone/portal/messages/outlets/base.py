"""What an outlet is: it takes one message to one address, and says what became of it or why nothing did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bluezone.portal.errors import CarrierError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""To this machine alone messages may travel in clear."""


class OutletError(CarrierError):
    """The message did not leave. The reason names neither address nor words."""

    def __init__(self, reason: str, *, may_be_tried_again: bool, may_have_left: bool = False) -> None:
        super().__init__(reason)
        self.may_be_tried_again = may_be_tried_again
        self.may_have_left = may_have_left
        """Whether the carrier may have taken it all the same: it was told, and its answer did not come."""


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One message as it is sent. Its repr tells nothing, so that no log can."""

    key: str
    """Ours, so that a carrier can see that it has had it before."""
    address: str
    body: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an outlet says of a message that it has taken."""

    carrier_key: str = ""
    """The carrier's own name for it; with one, a receipt may follow."""


class MessageOutlet(Protocol):
    """One way out of the house."""

    def send(self, letter: Letter) -> Taken:
        """Hands a message over. Raises OutletError."""
