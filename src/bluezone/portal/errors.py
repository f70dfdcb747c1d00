"""Everything that the portal's rooms raise on purpose.

PortalError             something is wrong that a person can mend; the text says what
├── ConfigurationError  the operator's: a setting, a file, a database
│   ├── EarlierStoreError  the store is an earlier version's, and nobody asked to change it
│   └── LaterStoreError    the store was written by a later version
├── RefusedError        the caller's: the act is against a rule, and nothing was changed
│   ├── ChangedError    what the caller decides on is not what they read
│   └── BusyError       ours: there is no room for it now; the same may be tried again
├── ExchangeError       the exchange's: it is away or refuses
├── CarrierError        a carrier's: a message did not leave
└── BrokenChainError    the audit chain does not hold; somebody changed what is written
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bluezone.vietnam.errors import VietnamError
from bluezone.vietnam.words import Words


class PortalError(Exception):
    """Something is wrong that a person can mend."""


class ConfigurationError(PortalError):
    """A setting, a file or a database is not as it has to be."""


class EarlierStoreError(ConfigurationError):
    """The store is an earlier version's, and nobody asked to change it."""


class LaterStoreError(ConfigurationError):
    """The store was written by a later version."""


class RefusedError(PortalError):
    """The act is against a rule; nothing was changed. What the country refuses brings its own words along."""

    words: Words | None = None


class ChangedError(RefusedError):
    """What is decided on is no longer what was read; nothing was changed."""


class BusyError(RefusedError):
    """There is no room for it now; the same may be tried again."""


class ExchangeError(PortalError):
    """The exchange is away or refuses."""


class CarrierError(PortalError):
    """A carrier is away or refuses; the message did not leave."""


class BrokenChainError(PortalError):
    """The audit chain does not hold."""


@contextmanager
def refused_by_the_country() -> Iterator[None]:
    """Turns what `bluezone.vietnam` refuses into a refusal of ours: here only, so that callers know one error."""
    try:
        yield
    except VietnamError as error:
        refusal = RefusedError(str(error))
        refusal.words = error.words
        raise refusal from error
