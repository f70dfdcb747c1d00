"""Published seeds against the phone's own log (docs/protocol/8-matching.md).

A batch is examined once, as it arrives; the kernel does the hashing over the columns as they lie in the file. What
matched is kept as encounters; the same seed published again at a higher level or class is raised without new work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bluezone import kernel
from bluezone.device.core.anchor import BootClock, is_credible
from bluezone.device.core.heard import Heard
from bluezone.protocol.batch import ENTRY_BYTES, Batch, Format, Group, Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import BootId, Sighting


@dataclass(frozen=True, slots=True)
class Encounter:
    """One published seed that this phone heard: everything heard of one person's phone on one UTC day."""

    seed: DaySeed
    day: Day
    level: Level
    infectivity: Infectivity
    batch_sequence: int
    sightings: tuple[Sighting, ...]
    """In order of time."""


@dataclass(frozen=True, slots=True)
class HeardLog:
    """The phone's sightings, or a piece of them, indexed once for all batches of an update."""

    sightings: Sequence[Sighting]
    index: kernel.SightingIndex


def index_log(sightings: Iterable[Sighting], clocks: Mapping[BootId, BootClock], tolerance_slots: int) -> HeardLog:
    """Indexes the credible sightings, ready to be matched."""
    kept = Heard(sighting for sighting in sightings if is_credible(sighting, clocks))
    return HeardLog(kept, kernel.SightingIndex(kept.ids, kept.times_ms, tolerance_slots))


def find_encounters(batch: Batch, log: HeardLog, threads: int = 1) -> list[Encounter]:
    """Every seed of the batch that the log contains, looked up on so many threads. Days on which nobody was heard cost
    nothing."""
    found, heard_on = [], set(log.index.days)
    for group in batch.groups:
        if group.key.format is Format.SEED16 and group.key.day.number in heard_on:
            found += _encounters_in(group, batch.sequence, log, threads)
    return found


def joined(found: Iterable[Encounter]) -> list[Encounter]:
    """Joins what pieces of a log, in order of time, say of the same seed in the same group."""
    whole: dict[tuple[DaySeed, Day, Level, Infectivity], Encounter] = {}
    for part in found:
        place = (part.seed, part.day, part.level, part.infectivity)
        before = whole[place].sightings if place in whole else ()
        whole[place] = replace(part, sightings=(*before, *part.sightings))
    return list(whole.values())


def _encounters_in(group: Group, sequence: int, log: HeardLog, threads: int) -> list[Encounter]:
    heard: dict[int, list[Sighting]] = {}
    for seed_number, sighting_number in kernel.match_seeds(log.index, group.key.day.number, group.column, threads):
        heard.setdefault(seed_number, []).append(log.sightings[sighting_number])
    return [
        Encounter(
            seed=DaySeed(bytes(group.column[number * ENTRY_BYTES : (number + 1) * ENTRY_BYTES])),
            day=group.key.day,
            level=group.key.level,
            infectivity=group.key.infectivity,
            batch_sequence=sequence,
            sightings=tuple(sorted(sightings, key=lambda sighting: sighting.wall_ms)),
        )
        for number, sightings in heard.items()
    ]
