"""The face of the kernel: checked arguments in, plain bytes and numbers out.

What is a key, a day or a sighting for its users lives above, in `protocol` and `device`; here they are bytes and
counts. Nothing here differs between the implementations but the core that does the work. The implementation that
this process uses is chosen here, once, when the room is imported.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bluezone.kernel import checks
from bluezone.kernel._pure import DAYS, ID_BYTES, KEY_BYTES, SEED_BYTES
from bluezone.kernel.choosing import Choice, Core, Name, choose, native, pure

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_MOST_SLOTS = 1440
_MOST_TOLERANCE = 2
_WORTH_A_THREAD = 512
"""Keys. Below this a thread costs more than it brings."""


class SightingIndex:
    """A log of sightings, made ready once for any number of look-ups (docs/protocol/8-matching.md)."""

    __slots__ = ("_core", "days", "sightings", "tolerance_slots")

    def __init__(
        self, ids: Buffer, times_ms: Sequence[int] | Buffer, tolerance_slots: int, *, core: Core | None = None
    ) -> None:
        """Ids lie behind each other, 12 bytes each; times are milliseconds since 1970, in the same order.

        A time outside the protocol's days is kept and matches nothing: one wrong clock must not hide the rest.
        """
        columns = checks.rows(ids, ID_BYTES, at_most=checks.MAX_SIGHTINGS, what="ids")
        self.sightings = len(columns) // ID_BYTES
        self.tolerance_slots = checks.whole_number(tolerance_slots, 0, _MOST_TOLERANCE, "the tolerance in slots")
        times = checks.times(times_ms, expected=self.sightings)
        self._core = (core or CHOSEN.choice.core).index(columns, times, self.tolerance_slots)
        self.days = self._core.days
        """The days whose keys could match at all, ascending."""

    def match_keys(self, day: int, keys: Buffer, threads: int = 1) -> list[tuple[int, int]]:
        """Which of the day's 32-byte keys made which sightings: (key number, sighting number), sorted."""
        column = checks.rows(keys, KEY_BYTES, at_most=checks.MAX_KEYS, what="keys")
        return self._match(day, column, threads, seeds=False)

    def match_seeds(self, day: int, seeds: Buffer, threads: int = 1) -> list[tuple[int, int]]:
        """Matches the 16-byte seeds of a published column, which may be a memory-mapped file."""
        column = checks.rows(seeds, SEED_BYTES, at_most=checks.MAX_KEYS, what="seeds")
        return self._match(day, column, threads, seeds=True)

    def _match(self, day: int, column: memoryview, threads: int, *, seeds: bool) -> list[tuple[int, int]]:
        checks.whole_number(day, 0, DAYS - 1, "a day")
        checks.whole_number(threads, 1, checks.MAX_THREADS, "the number of threads")
        width = SEED_BYTES if seeds else KEY_BYTES
        keys = len(column) // width
        share = max(-(-keys // threads), _WORTH_A_THREAD)
        if share >= keys:
            return self._core.match(day, column, seeds=seeds)

        def part(first: int) -> list[tuple[int, int]]:
            found = self._core.match(day, column[first * width : (first + share) * width], seeds=seeds)
            return [(first + key, sighting) for key, sighting in found]

        # The caller's own thread takes the first share: one thread less to start.
        with ThreadPoolExecutor(threads - 1) as pool:
            others = [pool.submit(part, first) for first in range(share, keys, share)]
            found = part(0)
            for other in others:
                found += other.result()
                if len(found) > checks.MAX_MATCHES:
                    raise ValueError(checks.TOO_MANY_MATCHES)
            return found


_Index = SightingIndex  # inside the next class the name means its method


@dataclass(frozen=True, slots=True)
class Implementation:
    """One way to do everything the kernel does; the module `bluezone.kernel` is the chosen one of these."""

    choice: Choice

    @property
    def name(self) -> str:
        return self.choice.name

    def describe(self) -> str:
        """Tells people which implementation runs, how it hashes, and why this one."""
        return f"{self.choice.name} ({self.choice.path}): {self.choice.why}"

    def rolling_ids(self, day_key: bytes, slots: int) -> tuple[bytes, ...]:
        """The 12-byte ids of one day, slot 0 first."""
        key = bytes(checks.rows(day_key, KEY_BYTES, at_most=1, what="day keys"))
        if not key:
            raise ValueError("there is no day key")
        checks.whole_number(slots, 1, _MOST_SLOTS, "the number of slots a day")
        return self.choice.core.rolling_ids(key, slots)

    def day_keys(self, seeds: Buffer, day: int) -> bytes:
        """The 32-byte day keys of 16-byte seeds, behind each other (docs/protocol/2-keys.md)."""
        column = checks.rows(seeds, SEED_BYTES, at_most=checks.MAX_KEYS, what="seeds")
        return self.choice.core.day_keys(column, checks.whole_number(day, 0, DAYS - 1, "a day"))

    def ascending(self, rows: Buffer, width: int) -> bool:
        """Whether rows of `width` bytes, behind each other, are strictly ascending as big-endian numbers."""
        checks.whole_number(width, 1, checks.MAX_KEYS, "the width of a row")
        return self.choice.core.ascending(checks.rows(rows, width, at_most=checks.MAX_KEYS, what="rows"), width)

    def SightingIndex(  # noqa: N802  # the same names as in the module
        self, ids: Buffer, times_ms: Sequence[int] | Buffer, tolerance_slots: int
    ) -> _Index:
        """A log that this implementation will match."""
        return _Index(ids, times_ms, tolerance_slots, core=self.choice.core)

    def match_keys(self, index: _Index, day: int, keys: Buffer, threads: int = 1) -> list[tuple[int, int]]:
        """See SightingIndex.match_keys; an index is matched by the implementation that built it."""
        return index.match_keys(day, keys, threads)

    def match_seeds(self, index: _Index, day: int, seeds: Buffer, threads: int = 1) -> list[tuple[int, int]]:
        """See SightingIndex.match_seeds."""
        return index.match_seeds(day, seeds, threads)


def implementation(name: Name, path: str | None = None) -> Implementation:
    """An implementation by name, whatever the environment says.

    `path` holds the C kernel to one of its ways to hash. Raises NativeUnavailableError; never falls back.
    """
    return Implementation(native(path, why="asked for by name") if name == "native" else pure("asked for by name"))


CHOSEN = Implementation(choose(os.environ))
