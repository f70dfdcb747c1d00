"""The same world, many first cases: how often the right people are warned (`bluezone simulate sweep`).

The radio is simulated once for each seed. Then each first case in turn starts from a copy of the phones as they were
on the morning of the confirmation, with an exchange of its own. Beside our rule stands the original's: any packet.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bluezone.device.core.proximity import RadioProfile
from bluezone.protocol.calendar import Day
from bluezone.simulation.drill import Authority
from bluezone.simulation.energy import mah_a_day
from bluezone.simulation.outbreak import disclose, embargo_ends, everybody_updates
from bluezone.simulation.replay import Score, Watch
from bluezone.simulation.scenario import Scenario
from bluezone.simulation.world import World, sightings_of

OpenAuthority = Callable[[int], AbstractAsyncContextManager[Authority]]
"""Opens an exchange whose clock stands at this moment."""
_BEFORE_MIDNIGHT_MS = 1_800_000


@dataclass(slots=True)
class Pool:
    """Counts of one rule over many first cases."""

    must: int = 0
    hits: int = 0
    warned: int = 0
    under_5_minutes: int = 0

    def add(self, score: Score) -> None:
        self.must += len(score.must)
        self.hits += len(score.must) - len(score.missed)
        self.warned += len(score.warned)
        self.under_5_minutes += len(score.false)

    def as_json(self) -> dict[str, Any]:
        return {
            "must": self.must,
            "hits": self.hits,
            "recall": _share(self.hits, self.must),
            "warned": self.warned,
            "warned_under_5_minutes": self.under_5_minutes,
            "under_5_minutes_share": _share(self.under_5_minutes, self.warned),
        }


@dataclass(slots=True)
class Swept:
    """A finished sweep."""

    ours: Pool = field(default_factory=Pool)
    any_packet: Pool = field(default_factory=Pool)
    lived_ms: int = 0
    listened_ms: float = 0.0

    @property
    def mah_a_day(self) -> float:
        """What a day takes of the mean phone's battery, by how long its receiver was on."""
        return mah_a_day(self.listened_ms / self.lived_ms)


async def sweep(
    scenario: Scenario,
    *,
    first_cases: Sequence[int],
    seeds: Sequence[int],
    open_authority: OpenAuthority,
    folder: Path,
    profile: RadioProfile,
    watch: Watch = lambda _stage, _done, _of: None,
) -> Swept:
    """Every first case under every seed. `scenario` gives trace, confirm day, bystanders and air."""
    swept = Swept()
    for number, seed in enumerate(seeds):
        lived = folder / f"seed-{seed}"
        lived.mkdir()
        seeded = replace(scenario, seed=seed, first_case=first_cases[0])
        await _live(seeded, lived, profile, swept, watch)
        for done, case in enumerate(first_cases):
            copied = folder / "case"
            shutil.copytree(lived, copied)
            await _confirm(replace(seeded, first_case=case), open_authority, copied, profile, swept)
            shutil.rmtree(copied)
            watch("warning", number * len(first_cases) + done + 1, len(seeds) * len(first_cases))
        shutil.rmtree(lived)
    return swept


async def _live(scenario: Scenario, folder: Path, profile: RadioProfile, swept: Swept, watch: Watch) -> None:
    world = World(scenario, folder, profile)
    await world.start()
    try:
        await world.live_until(scenario.confirmed_ms, lambda done, of: watch("living", done, of))
    finally:
        await world.close()
    swept.lived_ms += world.lived_ms
    swept.listened_ms += world.listened_ms


async def _confirm(
    scenario: Scenario, open_authority: OpenAuthority, folder: Path, profile: RadioProfile, swept: Swept
) -> None:
    """The confirmation is late in the protocol's day, so that only a few windows pass until its embargo ends."""
    late_ms = Day.containing(scenario.confirmed_ms).end_ms - _BEFORE_MIDNIGHT_MS
    world = World(scenario, folder, profile, start_ms=late_ms, alone=True)
    async with open_authority(late_ms) as authority:
        await world.start(authority.exchange, authority.root)
        try:
            heard = sightings_of(world.devices, scenario.first_case)
            uploaded = await disclose(world, authority, scenario.first_case)
            await embargo_ends(world, authority)
            outcome = await everybody_updates(world, uploaded, lambda _done, _of: None)
        finally:
            await world.close()
    swept.ours.add(Score.of(scenario, set(outcome.warned)))
    swept.any_packet.add(Score.of(scenario, {person for person, count in heard.items() if count}))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
