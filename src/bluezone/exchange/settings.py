"""Everything that can be set about an exchange, in one frozen object that is built once and passed down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bluezone.exchange.errors import SettingsError
from bluezone.protocol.proof_of_work import CEILING_BITS, FLOOR_BITS

ALIKE_PREFIXES = 32
"""Six bits, a price of sixty-four times the first: from there on a network's guesses are its own affair."""


@dataclass(frozen=True, slots=True)
class ExchangeSettings:
    """The settings of one exchange: where it lives and how it answers."""

    data: Path
    """The data directory: keys, the default store, the published files."""
    store_url: str | None = None
    """An SQLAlchemy address; None is SQLite in the data directory."""
    bucket: str | None = None
    """`s3://bucket/prefix` for what is published, with the keys in the environment; None is a folder in `data`."""
    answer_delay_ms: tuple[int, int] = (100, 300)
    """Every answer is held for a time drawn evenly from this range (docs/protocol/5-calls.md)."""
    work_bits: int = FLOOR_BITS
    """The base difficulty of a redeem; it rises from here while guessing goes on."""
    failures_per_prefix: int = 20
    """So many failed guesses an hour in one network raise the difficulty of short codes there by a bit, and so on."""
    failures_everywhere: int = 1_000
    """So many failed guesses an hour in all raise it everywhere; one network adds to them only until it is dear there
    (`ALIKE_PREFIXES`), so that a single one makes nothing dear for the others."""
    guesses_per_prefix: int = 20_000
    """So many failed guesses an hour in one network, and short codes rest there until the hour is over."""
    guesses_everywhere: int = 500_000
    """So many in all, and they rest everywhere: whatever somebody's machines, this many is all that an hour holds.
    Long codes are never guessed and never rest."""
    alerts_of_a_day: int = 200_000
    """So many entries about places, with those that fill up their groups, wait or came out within a day, and no more
    are taken: every phone fetches them all."""
    behind_proxy: bool = False
    """Take the caller's network from the last X-Forwarded-For entry; only behind a proxy that sets it."""
    pending_limit: int = 4_096
    """So many calls may wait for the store; the next one is told to come back."""

    def __post_init__(self) -> None:
        low, high = self.answer_delay_ms
        if not 0 <= low <= high <= 60_000:
            raise SettingsError("the answer delay is a range of 0..60,000 ms")
        if not FLOOR_BITS <= self.work_bits <= CEILING_BITS:
            raise SettingsError(f"the base difficulty lies in {FLOOR_BITS}..{CEILING_BITS} bits")
        if min(self._limits()) < 1:
            raise SettingsError("limits are at least 1")

    def _limits(self) -> tuple[int, ...]:
        return (
            self.failures_per_prefix,
            self.failures_everywhere,
            self.guesses_per_prefix,
            self.guesses_everywhere,
            self.alerts_of_a_day,
            self.pending_limit,
        )

    @property
    def public_files(self) -> Path:
        """Root of everything that any web server or CDN may serve, where there is no bucket."""
        return self.data / "public"

    @property
    def key_directory(self) -> Path:
        return self.data / "keys"

    @property
    def store_address(self) -> str:
        return self.store_url or f"sqlite:///{self.data / 'exchange.db'}"

    @property
    def is_shared(self) -> bool:
        """Whether several processes may serve on this store at once."""
        return self.store_address.startswith("postgresql")
