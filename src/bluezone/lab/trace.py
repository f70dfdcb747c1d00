"""How long the levels of an outbreak take from scratch, and after one change (`bluezone bench trace`).

Drawn from a fixed seed: exposures lead from whoever was met earlier to anybody, most of them to somebody near, one
person in ten is a case, each exposure lasts up to three days of two months. A change is one of six kinds, and is
followed by the next, so that the outbreak stays as bushy as it was. Times are on the thread's own clock.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from bluezone.trace.chains import chains_of
from bluezone.trace.edits import Cleared, Confirmed, Edit, Exposed, Restored, SetApart, Withdrawn
from bluezone.trace.levels import NO_LEVEL, Tracing
from bluezone.trace.outbreak import OPEN, Outbreak, days
from bluezone.trace.supposing import suppose

_FIRST = dt.date(2021, 5, 1).toordinal()
_DAYS, _LASTING = 60, 3
_CASES = 10
"""One person in so many is a case."""
_REPEATS = 5
_SEED = 16
_Made = TypeVar("_Made")


def measure(persons: int, exposures: int, edits: int) -> dict[str, object]:
    """Times beginning anew, the chains, and edits one by one, in milliseconds."""
    chance = random.Random(_SEED)  # noqa: S311 - an example, repeatable by its seed
    drawn = _outbreak(persons, exposures, chance)
    begun = [_timed(lambda: Tracing(drawn))[0] for _ in range(_REPEATS)]
    chained, chains = _timed(lambda: chains_of(drawn))
    tracing = Tracing(drawn)
    after, moved = list[float](), 0
    for edit in _edits(tracing, edits, chance):
        taken, changes = _timed(partial(tracing.apply, edit))
        after.append(taken)
        moved += len(changes)
    widest = max(range(min(persons, 1_000)), key=lambda person: len(suppose(tracing, [Confirmed(person, _FIRST)])))
    supposed, foreseen = _timed(lambda: suppose(tracing, [Confirmed(widest, _FIRST)]))
    after.sort()
    return {
        "persons": persons,
        "exposures": exposures,
        "edits": edits,
        "from_scratch_ms": round(min(begun), 1),
        "from_scratch_worst_ms": round(max(begun), 1),
        "edit_p50_ms": round(after[len(after) // 2], 3),
        "edit_p95_ms": round(after[len(after) * 95 // 100], 3),
        "edit_worst_ms": round(after[-1], 3),
        "levels_moved": moved,
        "what_if_ms": round(supposed, 3),
        "what_if_moved": len(foreseen),
        "chains_ms": round(chained, 1),
        "largest_chain": chains.largest,
        "with_level": sum(level != NO_LEVEL for level in tracing.levels),
    }


def _timed(act: Callable[[], _Made]) -> tuple[float, _Made]:
    began = time.thread_time()
    result = act()
    return 1_000 * (time.thread_time() - began), result


def _outbreak(persons: int, exposures: int, chance: random.Random) -> Outbreak:
    sources = days(chance.randrange(persons) for _ in range(exposures))
    targets = days((source + 1 + int(chance.expovariate(0.02)) % (persons - 1)) % persons for source in sources)
    first_days = days(_day(chance) for _ in range(exposures))
    return Outbreak(
        confirmed=bytes(chance.randrange(_CASES) == 0 for _ in range(persons)),
        infectious_from=days(_day(chance) for _ in range(persons)),
        infectious_until=days([OPEN]) * persons,
        sources=sources,
        targets=targets,
        first_days=first_days,
        last_days=days(day + chance.randrange(_LASTING) for day in first_days),
        withdrawn=bytes(exposures),
    )


def _day(chance: random.Random) -> int:
    return _FIRST + chance.randrange(_DAYS)


def _edits(tracing: Tracing, count: int, chance: random.Random) -> Iterator[Edit]:
    for _ in range(count):
        person, exposure = chance.randrange(tracing.persons), chance.randrange(len(tracing.sources))
        yield chance.choice(
            (
                Cleared(person) if tracing.confirmed[person] else Confirmed(person, _day(chance)),
                SetApart(person, _day(chance)),
                Restored(exposure) if tracing.withdrawn[exposure] else Withdrawn(exposure),
                Exposed(person, (person + 1) % tracing.persons, _FIRST, _day(chance)),
            )
        )
