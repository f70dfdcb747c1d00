"""How fast a log is searched for a nation's keys, and how much memory that takes (`bluezone bench kernel`).

Keys and sightings are drawn from a fixed seed, spread over 14 days; one key in a thousand was really heard, so that
every run also proves that all are found. Times are the best of several repeats: on one thread's own clock, and by the
wall for two threads. An evening instead lets 10,000 phones look one batch up, all in one process.
"""

from __future__ import annotations

import os
import random
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bluezone import kernel
from bluezone.joining.refusal import RefusedError
from bluezone.kernel.choosing import native_module
from bluezone.lab.machine import peak_mb

DAYS = 14
FIRST_DAY = 20_767
_DAY_MS = 86_400_000
_SLOT_MS = 900_000
_SLOTS = 96
_REPEATS = 15
_PURE_REPEATS = 3
_PURE_REPEATS_UP_TO = 50_000
"""Keys. Beyond this one round of pure Python is long enough to be fair."""
_CYCLES = 20_000_000
_T = TypeVar("_T")

EVENING_PHONES = 10_000
EVENING_SIGHTINGS = 300
"""Of each phone, in 14 days."""
EVENING_SEEDS = 96
"""Of each day: six padded groups of 16, what a batch of a small outbreak holds."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A log and the keys to look up in it, by day."""

    ids: bytes
    times_ms: array[int]
    columns: list[bytes]
    planted: int

    @property
    def keys(self) -> int:
        return sum(map(len, self.columns)) // 32


def measure(keys: int, sightings: int) -> dict[str, object]:
    """Measures the figures of issue 7; those of the C are None where it is not there."""
    load = workload(keys, sightings)
    figures: dict[str, object] = {"keys": load.keys, "sightings": sightings, "days": DAYS}
    try:
        figures |= _native_figures(load)
    except kernel.NativeUnavailableError as error:
        figures |= {"native_keys_per_s": None, "native_2_threads_keys_per_s": None, "index_ms": None}
        figures |= {"cycles_per_hash": None, "peak_mb": None, "path": f"pure: {error}"}
    pure = kernel.implementation("pure")
    index_s, index = _timed(lambda: pure.SightingIndex(load.ids, load.times_ms, 1))
    repeats = _PURE_REPEATS if load.keys <= _PURE_REPEATS_UP_TO else 1
    rounds = [_days_s(load, index, threads=1, clock=time.thread_time) for _ in range(repeats)]
    match_s = sum(min(of_day) for of_day in zip(*rounds, strict=True))
    return figures | {
        "pure_keys_per_s": round(load.keys / match_s),
        "pure_index_ms": round(index_s * 1000, 1),
        "pure_total_s": round(index_s + match_s, 2),
        "pure_peak_mb": peak_mb(),
    }


def measure_evening(phones: int = EVENING_PHONES) -> dict[str, object]:
    """Measures an evening: all phones of a replay look one batch up, each for itself, and all logs as one."""
    draw = random.Random(1)  # noqa: S311  # the same evening for everybody, and no secret
    columns = [draw.randbytes(16 * EVENING_SEEDS) for _ in range(DAYS)]
    logs = [(draw.randbytes(12 * EVENING_SIGHTINGS), _times(draw, EVENING_SIGHTINGS)) for _ in range(phones)]

    def together() -> None:
        times: array[int] = array("q")
        for _, of_phone in logs:
            times.extend(of_phone)
        _search(kernel.SightingIndex(b"".join(ids for ids, _ in logs), times, 1), columns)

    def separately() -> None:
        for ids, times in logs:
            _search(kernel.SightingIndex(ids, times, 1), columns)

    before_mb = peak_mb()
    separately_s, _ = _timed(separately)
    separately_mb = peak_mb()
    together_s, _ = _timed(together)
    return {
        "phones": phones,
        "sightings_each": EVENING_SIGHTINGS,
        "seeds": EVENING_SEEDS * DAYS,
        "each_for_itself_s": round(separately_s, 2),
        "each_for_itself_peak_mb": separately_mb,
        "all_logs_as_one_s": round(together_s, 2),
        "all_logs_as_one_peak_mb": peak_mb(),
        "logs_and_batch_mb": before_mb,
        "path": kernel.describe(),
    }


def workload(keys: int, sightings: int) -> Workload:
    """Draws keys and sightings from a fixed seed."""
    if not DAYS <= keys <= 10_000_000 or not keys // 1000 <= sightings <= 10_000_000:
        raise RefusedError("between 14 and 10,000,000 keys, and at least a sighting for every thousand of them")
    draw = random.Random(keys)  # noqa: S311  # the same work for everybody, and no secret
    columns = [draw.randbytes(32 * (keys // DAYS)) for _ in range(DAYS)]
    ids = bytearray(draw.randbytes(12 * sightings))
    times = _times(draw, sightings)
    planted = sum(map(len, columns)) // 32 // 1000
    for sighting in range(planted):
        day, slot = sighting % DAYS, draw.randrange(_SLOTS)
        at = 32 * draw.randrange(keys // DAYS)
        ids[12 * sighting : 12 * sighting + 12] = kernel.rolling_ids(columns[day][at : at + 32], slot + 1)[slot]
        times[sighting] = (FIRST_DAY + day) * _DAY_MS + slot * _SLOT_MS + draw.randrange(_SLOT_MS)
    return Workload(bytes(ids), times, columns, planted)


def _native_figures(load: Workload) -> dict[str, object]:
    native = kernel.implementation("native", os.environ.get("BLUEZONE_KERNEL_PATH"))
    rounds = [_native_round(native, load) for _ in range(_REPEATS)]
    index_s, hash_s, cycle_s = (min(column) for column in zip(*(few for few, _, _ in rounds), strict=True))
    # The best of each day and not of each round: a busy neighbour takes milliseconds here and there.
    match_s = sum(min(of_day) for of_day in zip(*(alone for _, alone, _ in rounds), strict=True))
    two_s = sum(min(of_day) for of_day in zip(*(both for _, _, both in rounds), strict=True))
    return {
        "native_keys_per_s": round(load.keys / match_s),
        "native_2_threads_keys_per_s": round(load.keys / two_s),
        "native_total_s": round(index_s + match_s, 3),
        "index_ms": round(index_s * 1000, 1),
        "cycles_per_hash": round(hash_s / cycle_s, 1),
        "peak_mb": peak_mb(),
        "path": native.describe(),
    }


def _native_round(
    native: kernel.Implementation, load: Workload
) -> tuple[tuple[float, float, float], list[float], list[float]]:
    """Times one round: (index, one hash, one cycle), each day on one thread, each day on two; interleaved, so that all
    see the same machine."""
    index_s, index = _timed(lambda: native.SightingIndex(load.ids, load.times_ms, 1))
    alone = _days_s(load, index, threads=1, clock=time.thread_time)
    both = _days_s(load, index, threads=2, clock=time.perf_counter)
    last_slot = native.SightingIndex(bytes(12), [(FIRST_DAY + 1) * _DAY_MS - 1], 0)
    block = load.columns[0][: 32 * 8192]
    hashes_s, _ = _timed(lambda: last_slot.match_keys(FIRST_DAY, block))
    cycles_s, _ = _timed(lambda: native_module().cycles(_CYCLES))
    return (index_s, hashes_s / (len(block) // 32 * _SLOTS), cycles_s / _CYCLES), alone, both


def _days_s(load: Workload, index: kernel.SightingIndex, *, threads: int, clock: Callable[[], float]) -> list[float]:
    """Times each day's keys, in seconds; refuses figures of a kernel that does not find what was planted."""
    seconds = []
    found = 0
    for day, column in enumerate(load.columns):
        started = clock()
        found += len(index.match_keys(FIRST_DAY + day, column, threads))
        seconds.append(clock() - started)
    if found != load.planted:
        raise RefusedError(f"{found} of {load.planted} planted matches were found: the kernel is broken")
    return seconds


def _search(index: kernel.SightingIndex, columns: list[bytes]) -> int:
    return sum(len(index.match_seeds(FIRST_DAY + day, column)) for day, column in enumerate(columns))


def _times(draw: random.Random, count: int) -> array[int]:
    start = FIRST_DAY * _DAY_MS
    return array("q", sorted(start + draw.randrange(DAYS * _DAY_MS) for _ in range(count)))


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    started = time.thread_time()
    result = work()
    return time.thread_time() - started, result
