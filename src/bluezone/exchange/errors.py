"""What can go wrong in the exchange, and whose fault it is.

    ExchangeError
    ├── RefusedCallError    a phone's call is not acceptable; carries the coarse reason that the phone is told
    ├── RequestError        a request of the internal interface is not acceptable; its words go back to the caller
    ├── BusyError           nothing was stored; the same call may be tried later
    ├── SettingsError       we were started with settings that cannot work
    ├── KeyringError        a key file is missing, open to others, or does not fit the key list
    ├── ClockError          the clock is far ahead of what we signed last, or of a second one; nothing was signed
    ├── StoreError          the store cannot be opened or is used by another exchange
    │   └── OtherVersionError   its tables are another version's
    ├── DeposedError        another process publishes by now; what was to be written was not
    ├── ChangedError        somebody else wrote the file meanwhile; ours was not
    └── ForkError           publishing on would contradict what is already published

Each carries one plain line, free of codes, keys and addresses.
"""

from __future__ import annotations

from bluezone.protocol.messages import Refusal


class ExchangeError(Exception):
    """The root of everything this room raises."""


class RefusedCallError(ExchangeError):
    """A phone's call is not acceptable, and nothing was stored."""

    def __init__(self, reason: Refusal, explanation: str) -> None:
        super().__init__(explanation)
        self.reason = reason


class RequestError(ExchangeError):
    """A request of the internal interface asks for something impossible."""


class BusyError(ExchangeError):
    """More work waits than may wait."""


class SettingsError(ExchangeError):
    """Settings that cannot work."""


class KeyringError(ExchangeError):
    """A key file is missing, open to others, or does not fit."""


class ClockError(ExchangeError):
    """The clock cannot be believed, and nothing may be signed by it."""


class StoreError(ExchangeError):
    """The store cannot be used."""


class OtherVersionError(StoreError):
    """The store's tables are another version's, and nobody asked to change them."""


class DeposedError(ExchangeError):
    """The term under which something was to be written is over."""


class ChangedError(ExchangeError):
    """A file is not any more what it was when it was decided to replace it."""


class ForkError(ExchangeError):
    """What would be signed next does not extend what is already published."""
