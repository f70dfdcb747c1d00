"""One trace, one first case, every phone: the main job from end to end, and its score (`bluezone simulate replay`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bluezone.device.core.proximity import RadioProfile
from bluezone.simulation.drill import Authority
from bluezone.simulation.outbreak import Outcome, Tell, disclose, embargo_ends, everybody_updates
from bluezone.simulation.scenario import Scenario
from bluezone.simulation.truth import FALSE_BELOW_MINUTES, MUST_WARN_MINUTES, close_minutes
from bluezone.simulation.world import World, sightings_of

Watch = Callable[[str, int, int], None]
"""(stage, done, of) for a progress bar: "living", "publishing" or "warning"."""


@dataclass(frozen=True, slots=True)
class Score:
    """Warnings against the truth of the trace."""

    minutes_true: dict[int, float]
    warned: tuple[int, ...]
    must: tuple[int, ...]
    """Fifteen minutes or more, with the app on."""
    missed: tuple[int, ...]
    false: tuple[int, ...]

    @classmethod
    def of(cls, scenario: Scenario, warned: set[int]) -> Score:
        minutes = close_minutes(scenario.trace, scenario.first_case, scenario.confirmed_s)
        with_app = set(scenario.people_with_app)
        must = {person for person, near in minutes.items() if near >= MUST_WARN_MINUTES and person in with_app}
        false = {person for person in warned if minutes.get(person, 0.0) < FALSE_BELOW_MINUTES}
        return cls(minutes, *(tuple(sorted(people)) for people in (warned, must, must - warned, false)))


@dataclass(frozen=True, slots=True)
class Replayed:
    """A finished replay."""

    scenario: Scenario
    score: Score
    outcome: Outcome
    sightings: int
    sightings_of_first_case: int

    def as_json(self, wall_s: float) -> dict[str, Any]:
        """The object that the command prints; ids are integers in lists and strings as keys."""
        return {
            "people": len(self.scenario.trace.people),
            "first_case": self.scenario.first_case,
            "days": self.scenario.trace.days,
            "seed": self.scenario.seed,
            "warned": list(self.score.warned),
            "close_minutes_true": {str(person): round(m, 2) for person, m in self.score.minutes_true.items()},
            "missed": list(self.score.missed),
            "false": list(self.score.false),
            "sightings": self.sightings,
            "sightings_of_first_case": self.sightings_of_first_case,
            "seeds_uploaded": self.outcome.seeds_uploaded,
            "batches_verified": self.outcome.batches_verified,
            "wall_s": round(wall_s, 2),
        }


async def replay(
    scenario: Scenario,
    authority: Authority,
    folder: Path,
    profile: RadioProfile,
    watch: Watch = lambda _stage, _done, _of: None,
) -> Replayed:
    """Live through the trace, confirm the first case, and see who is warned."""
    world = World(scenario, folder, profile)
    await world.start(authority.exchange, authority.root)
    try:
        return await play(world, authority, watch)
    finally:
        await world.close()


async def play(
    world: World,
    authority: Authority,
    watch: Watch = lambda _stage, _done, _of: None,
    tell: Tell = lambda _line: None,
) -> Replayed:
    """Plays contacts on phones that run already, and still run afterwards."""
    scenario = world.scenario
    await world.live_until(scenario.confirmed_ms, lambda done, of: watch("living", done, of))
    heard = sum(device.store.count_sightings() for device in world.devices.values())
    of_case = sum(sightings_of(world.devices, scenario.first_case).values())
    uploaded = await disclose(world, authority, scenario.first_case, tell)
    await embargo_ends(world, authority, lambda done, of: watch("publishing", done, of))
    outcome = await everybody_updates(world, uploaded, lambda done, of: watch("warning", done, of))
    return Replayed(scenario, Score.of(scenario, set(outcome.warned)), outcome, heard, of_case)
