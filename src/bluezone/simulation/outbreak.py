"""From one confirmed case to everybody's warnings, through the real chain: code, consent, upload, batch, match.

Works on a world whose phones have lived through their days already.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bluezone.device.core.disclosing import Stage
from bluezone.device.core.exposure import Level
from bluezone.protocol.calendar import HOUR_MS, Day, Slot
from bluezone.simulation.drill import Authority
from bluezone.simulation.errors import SimulationError
from bluezone.simulation.world import Progress, World

Tell = Callable[[str], None]
"""Called with one line for people at each step of the story."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    warned: dict[int, int]
    """Minutes that each warned person is told, by person."""
    seeds_uploaded: int
    batches_verified: int
    """Over all phones."""
    problems: dict[int, str]
    """Phones whose update was refused, and why."""


async def disclose(world: World, authority: Authority, case: int, tell: Tell = lambda _line: None) -> int:
    """Confirms the case, which gets a code and consents to all days; how many seeds left the phone.

    On a phone that was killed in the middle, the owner goes on where it was; what is done already is not done twice.
    """
    device = world.devices[case]
    await authority.move_clock(world.air.now_ms)
    if world.scenario.told is not None:
        await authority.tell_first(world.scenario.told)
    await authority.publish()
    await device.update()
    days = device.machine.identity.days()
    if device.draft is None:
        onset = world.scenario.onset(device.feed.configuration.profile)
        code = await authority.issue_code(onset)
        tell(f"person {case} is confirmed (onset {onset:%d/%m}), gets a code and consents")
        await device.consent_and_disclose(code, days)
    elif not device.draft.is_over:
        await device.resume_disclosure()
    if device.draft is None or device.draft.stage is not Stage.DONE:
        raise SimulationError("the exchange refused the first case's disclosure")
    uploaded = len(device.machine.identity.disclosable(days, Slot.containing(world.air.now_ms)))
    tell(f"{uploaded} day seeds are on the exchange's disk; nobody else's data left any phone")
    return uploaded


async def embargo_ends(world: World, authority: Authority, progress: Progress = lambda _done, _of: None) -> None:
    """Windows pass, hour by hour, until even the seed of the day of disclosure may be published, and is."""
    began_ms = world.air.now_ms
    over_ms = Day.containing(world.scenario.confirmed_ms).embargo_end_ms + HOUR_MS
    while world.air.now_ms < over_ms:
        await world.live_until(min(over_ms, (world.air.now_ms // HOUR_MS + 1) * HOUR_MS))
        await authority.move_clock(world.air.now_ms)
        await authority.publish()
        progress(world.air.now_ms - began_ms, over_ms - began_ms)


async def everybody_updates(world: World, uploaded: int, progress: Progress) -> Outcome:
    """Updates each phone: it fetches, verifies, matches and warns, for itself alone."""
    problems: dict[int, str] = {}
    for done, (person, device) in enumerate(world.devices.items(), 1):
        report = await device.update()
        if report.problem:
            problems[person] = report.problem
        progress(done, len(world.devices))
    # From what the phones have written down, so that a world that was killed and goes on counts the same: its exchange
    # is its own, and numbers its batches from 1.
    verified = sum(max(0, device.feed.next_batch - 1) for device in world.devices.values())
    return Outcome(warned_now(world), uploaded, verified, problems)


def warned_now(world: World) -> dict[int, int]:
    """The people warned of a confirmed case, and of how many minutes on the worst day."""
    warned: dict[int, int] = {}
    for person, device in sorted(world.devices.items()):
        for told in device.store.judged.warnings():
            if told.warning.level is Level.F1:
                warned[person] = max(warned.get(person, 0), told.warning.minutes)
    return warned
