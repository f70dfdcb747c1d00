"""What publishing stands on: the press with its log, the hours, the heads, the lease, and the configuration in force.

Whoever has the turn (turns.py) changes them; whoever only follows (following.py) takes note of what others changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.exchange.errors import KeyringError
from bluezone.exchange.publishing.hours import Hours
from bluezone.exchange.publishing.leading import Leading
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.publishing.witnesses import Heads
from bluezone.protocol.config import Configuration
from bluezone.protocol.signature import Kind


@dataclass(slots=True)
class Standing:
    """The parts of one publisher, each its own; the configuration alone is another one from time to time."""

    press: Press
    leading: Leading
    hours: Hours
    heads: Heads
    configuration: Configuration

    @property
    def log(self) -> Logbook:
        return self.press.log

    @property
    def is_shared(self) -> bool:
        """Whether other processes may publish from the same store."""
        return self.press.store.is_shared

    def require_newest_keys(self) -> None:
        """Raises KeyringError where a later key list than ours is published: another process has it."""
        newest, ours = self.log.newest(Kind.KEYS), self.press.keyring.key_list.sequence
        if newest is not None and newest.sequence > ours and self.is_shared:
            raise KeyringError(
                f"key list {newest.sequence} is in force and list {ours} lies here: install it here, too"
            )
