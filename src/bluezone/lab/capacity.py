"""How large an exchange must be for so many people: arithmetic over measured figures, each named with its command.

Nothing is measured here. What stands in MEASURED stands in docs/performance.md too; a test holds them together. Formats
give the rest: how often a phone asks, how long an index is (docs/protocol/3-batches.md), what a sequence is (page 5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bluezone.exchange.publishing.index import LISTED_DAYS
from bluezone.lab.exchange.phones import SEEDS
from bluezone.protocol.index import Index, Published, write_index
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES
from bluezone.protocol.signature import Kind, SigningKey

CALLS_A_SEQUENCE = 3
"""time, redeem and upload, or the cover of it."""
PEAK = 4
"""The busiest second has so many times the calls of the day's mean: evenings, and phones that catch up."""
CASES_PER_MILLION_A_DAY = 300
"""A national wave: 30,000 cases a day of 100 million people, whose 420,000 seeds `bench publish` writes."""
SPARE = 0.5
"""Of what a process was measured to answer, so much is planned with: a measurement is not an evening."""
UPDATES_A_DAY = 24
"""A phone looks for news every 45 to 75 minutes."""
_HOURS, _DAY_S = 24, 86_400


@dataclass(frozen=True, slots=True)
class Factor:
    """One measured figure, and how it was come by."""

    figure: str
    value: float
    command: str
    machine: str
    date: str


CALLS_A_SECOND = Factor(
    "calls a second of one process, PostgreSQL on the same two cores",
    1_379,
    "bluezone bench exchange --store postgresql --seconds 10 --json",
    "AMD EPYC, 2 cores, calm, the slower of two runs",
    "2026-11-27",
)
BYTES_A_SEED = Factor(
    "bytes of a published seed",
    16.03,
    "bluezone bench publish --seeds 420000 --json",
    "A (Intel Xeon, 2 cores, calm) and C (AMD EPYC, 2 cores, calm) of docs/performance.md",
    "2026-11-25",
)
STORED_BYTES_A_SEED = Factor(
    "bytes of a stored seed on PostgreSQL, its indexes included",
    200,
    "bluezone bench publish --seeds 200200 --store postgresql --json",
    "Intel Xeon 2.8 GHz, 2 cores, 24 GiB, PostgreSQL 15, beside other work",
    "2026-11-30",
)
EMPTY_BATCH_BYTES = Factor(
    "bytes of an hour's batch in which nobody disclosed: what stands in for people",
    14_921,
    "bluezone bench publish --seeds 0 --json",
    "Intel Xeon 2.8 GHz, 2 cores, 24 GiB, beside other work",
    "2026-11-30",
)
MEASURED_PROCESSES = 2
"""So many at a time were measured on one PostgreSQL, and answered 1.1 to 1.5 times as much as one on cores that they
shared with phones and database. A plan counts each as one more, so for more than these it extrapolates."""
MEASURED = (CALLS_A_SECOND, BYTES_A_SEED, STORED_BYTES_A_SEED, EMPTY_BATCH_BYTES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The people, how many of them have the app, how often their phones send cover, how many fall ill."""

    people: float
    share: float
    cover_per_day: float
    cases_per_million_a_day: float = CASES_PER_MILLION_A_DAY

    @property
    def phones(self) -> float:
        return self.people * self.share

    @property
    def seeds_a_day(self) -> float:
        """Each case with the app discloses once, a seed for each of fourteen days."""
        return self.phones * self.cases_per_million_a_day / 1e6 * SEEDS


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes."""

    calls_per_s_peak: float
    processes: int
    database_gb: float
    bucket_gb_per_day: float
    cdn_tb_per_day: float
    phones_mb_per_day: float

    @property
    def extrapolated(self) -> tuple[str, ...]:
        """The figures that no measurement reaches."""
        return ("processes",) if self.processes > MEASURED_PROCESSES else ()


def plan(wanted: Wanted) -> Plan:
    """Works out the plan. A disclosure takes the place of a sequence of cover, so it adds no calls."""
    calls = wanted.phones * wanted.cover_per_day * CALLS_A_SEQUENCE / _DAY_S * PEAK
    batches = wanted.seeds_a_day * BYTES_A_SEED.value + _HOURS * EMPTY_BATCH_BYTES.value
    a_phone = batches + UPDATES_A_DAY * (index_bytes() + _tile_bytes())
    return Plan(
        calls_per_s_peak=_rounded(calls),
        processes=max(1, math.ceil(calls / (CALLS_A_SECOND.value * SPARE))),
        database_gb=_rounded(LISTED_DAYS * wanted.seeds_a_day * STORED_BYTES_A_SEED.value / 1e9),
        bucket_gb_per_day=_rounded(2 * batches / 1e9),
        cdn_tb_per_day=_rounded(wanted.phones * a_phone / 1e12),
        phones_mb_per_day=_rounded(a_phone / 1e6),
    )


def index_bytes() -> int:
    """The size of an index that lists a fortnight's batches and roll-ups, a key list and a configuration."""
    key = SigningKey(Kind.INDEX, bytes(32))
    listed = [
        Published(kind, number, bytes(HASH_BYTES), 1 << 24, 1 << 31)
        for kind, count in (
            (Kind.BATCH, LISTED_DAYS * _HOURS),
            (Kind.ROLLUP, LISTED_DAYS),
            (Kind.KEYS, 1),
            (Kind.CONFIG, 1),
        )
        for number in range(1 << 16, (1 << 16) + count)
    ]
    return len(write_index(Index(1 << 31, (1 << 31) + 1, bytes(256), tuple(listed)), key))


def _tile_bytes() -> int:
    """The log's last tile, half full, which a phone fetches with each update that brings a leaf."""
    return TILE_LEAVES // 2 * HASH_BYTES


def _rounded(value: float) -> float:
    """Three figures: more would be a claim."""
    return float(f"{value:.3g}")
