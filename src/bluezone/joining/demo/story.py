"""The demo's story, joined from the rooms: an exchange in its own process, a world of phones, their pages, a view."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from bluezone.citizen import create_crowd_app, page_key, serve, skip_first_run
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.runtime import Device
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import read_clock, write_clock
from bluezone.joining.demo.office import open_office, prepare_office
from bluezone.joining.drill import DrillAuthority, open_drill
from bluezone.joining.folders import lasting_folder, working_folder
from bluezone.joining.ports import LOOPBACK
from bluezone.joining.stopping import stop_by_signals
from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.config import Configuration
from bluezone.simulation.data import demo_trace_path
from bluezone.simulation.replay import Replayed, play
from bluezone.simulation.scenario import ORIGIN_MS, Scenario, default_confirm_day
from bluezone.simulation.trace import read_trace
from bluezone.simulation.world import World

_TICK_MS = 1_000
WHY_SO_FEW_MINUTES = (
    "Why some are told fewer minutes than the rule names: a phone that listens now and then cannot know them "
    "exactly, and in doubt it warns (docs/protocol/9-warning.md)"
)

WHOM_TO_CALL = Configuration(
    sequence=1,
    issued_s=0,
    unit_hotlines={"08": "0207 000 000", "02536": "0207 000 001", "02545": "0207 000 002"},
)
"""Invented numbers of Tuyên Quang and of the demonstration's two communes: a phone shows that of the commune which its
owner chooses."""


HOME = "02536"
"""The commune of the demonstration's health officer, where all owners live who did not say otherwise: what they send
arrives there."""


class View(Protocol):
    """The place where the story is told."""

    def stage(self, name: str, done: int, of: int) -> None:
        """Tells that a stage of the story has come so far."""

    def line(self, text: str) -> None:
        """Tells that something has happened."""

    def ways(self, lines: Sequence[str]) -> None:
        """Tells how to look in: an address first, then what it takes there."""

    def warned(self, rows: Iterable[tuple[int, str, int, float]]) -> None:
        """Tells of everybody who is warned: (person, local day, minutes told, minutes true)."""

    def scored(self, figures: dict[str, object]) -> None:
        """Tells the figures of the story that was told."""

    def close(self) -> None:
        """Tells that the story has ended."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The ports of the phones' pages and of the authority's portal."""

    phones: int
    portal: int


@dataclass(frozen=True, slots=True)
class Telling:
    """The settings of a story: what is told, and where it happens."""

    scenario: Scenario
    data: Path | None
    """None is a private folder that is gone afterwards."""
    pages: Pages | None
    """None tells the story without pages, and ends when it ends."""


def chosen_scenario(trace_file: Path | None, first_case: int | None, seed: int) -> Scenario:
    """Chooses the story on a trace, or on the bundled office's; unless named, the busiest person is confirmed."""
    trace = read_trace(trace_file or demo_trace_path())
    confirmed = trace.busiest(1)[0] if first_case is None else first_case
    return Scenario(trace, confirmed, default_confirm_day(trace), seed=seed)


async def tell_story(telling: Telling, view: View) -> None:
    """Runs the demo to its end, or until somebody ends it."""
    scenario = telling.scenario
    with _folder(telling.data) as folder:
        phones = folder / "phones"
        phones.mkdir(parents=True, exist_ok=True)
        start_ms = read_clock(folder / "world", default=ORIGIN_MS)
        drill_ms = max(start_ms, scenario.confirmed_ms)
        if telling.pages is not None:
            write_clock(folder / "exchange" / "clock", drill_ms)
            await prepare_office(folder / "portal", folder / "exchange")
        async with open_drill(folder / "exchange", drill_ms) as authority:
            if telling.pages is not None:
                await authority.tell_first(WHOM_TO_CALL)
            world = World(scenario, phones, read_radio_profiles()[DEFAULT_PROFILE], start_ms=start_ms)
            await world.start(authority.exchange, authority.root)
            try:
                async with _pages(world, telling.pages, view), _office(folder, authority, telling.pages, view):
                    await _play(world, authority, telling, _Checkpoints(view, world, folder / "world"))
            finally:
                view.close()
                await world.close()


def _folder(data: Path | None) -> AbstractContextManager[Path]:
    """Opens the owner's folder, in which a killed demo goes on; without one, a private folder gone afterwards."""
    return working_folder() if data is None else lasting_folder(data)


@dataclass(frozen=True, slots=True)
class _Checkpoints:
    """A view that also writes down, now and then, how far the world has come; the phones' stores first."""

    view: View
    world: World
    clock: Path

    def stage(self, name: str, done: int, of: int) -> None:
        self.view.stage(name, done, of)
        if name != "warning" and (done == of or self.world.air.now_ms % DAY_MS == 0):
            self.world.write_down()
            write_clock(self.clock, self.world.air.now_ms)


def settle(devices: Iterable[Device]) -> None:
    """Has every owner who did not say otherwise be at home, in the commune of the demonstration's health officer."""
    for device in devices:
        skip_first_run(device.store, commune=HOME)


@contextlib.asynccontextmanager
async def _pages(world: World, pages: Pages | None, view: View) -> AsyncIterator[None]:
    """Serves every phone's pages behind one address, for as long as the block lasts."""
    if pages is None:
        yield
        return
    devices = {str(person): device for person, device in world.devices.items()}
    settle(devices.values())
    tokens = {name: page_key(device.store, entropy) for name, device in devices.items()}
    told = partial(view.ways, [f"Every phone's pages, start here: http://{LOOPBACK}:{pages.phones}/"])
    serving = asyncio.create_task(serve(create_crowd_app(devices, tokens=tokens), pages.phones, ready=told))
    try:
        yield
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


@contextlib.asynccontextmanager
async def _office(folder: Path, authority: DrillAuthority, pages: Pages | None, view: View) -> AsyncIterator[None]:
    """Runs the authority's portal beside them, with its logins."""
    if pages is None:
        yield
        return
    async with open_office(folder / "portal", folder / "exchange", authority, pages.portal) as lines:
        view.ways(lines)
        yield


async def _play(world: World, authority: DrillAuthority, telling: Telling, checkpoints: _Checkpoints) -> None:
    began, view = time.monotonic(), checkpoints.view
    replayed = await play(world, authority, checkpoints.stage, view.line)
    wall_s = time.monotonic() - began
    _show(replayed, world, view)
    view.scored(replayed.as_json(wall_s))
    if telling.pages is not None:
        view.line("Press Ctrl-C to end.")
        await _stay(world, authority)


async def _stay(world: World, authority: DrillAuthority) -> None:
    """Lets the world's time go on as ours does, until somebody ends it."""
    ended = stop_by_signals()
    while not ended.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _TICK_MS / 1000)
        await authority.pass_time(_TICK_MS)
        await world.live_until(world.air.now_ms + _TICK_MS)


def _show(replayed: Replayed, world: World, view: View) -> None:
    score = replayed.score
    told = [(person, _worst(world.devices[person])) for person in score.warned]
    view.line(f"{replayed.outcome.batches_verified} signed batches were verified by {len(world.devices)} phones")
    view.warned(
        (person, warning.date.strftime("%a %d/%m"), warning.minutes, score.minutes_true.get(person, 0.0))
        for person, warning in told
    )
    if any(_is_short_of_the_rule(world.devices[person], warning) for person, warning in told):
        view.line(WHY_SO_FEW_MINUTES)
    silent = len(world.devices) - len(score.warned) - 1
    view.line(
        f"{len(score.warned)} people are warned, {silent} are not; "
        f"{len(score.missed)} of {len(score.must)} with 15 minutes or more were missed"
    )


def _worst(device: Device) -> Warning:
    """The day of the longest time near a confirmed case, of those that its owner is warned about."""
    told = [told.warning for told in device.store.judged.warnings()]
    return min(told, key=lambda warning: (warning.level, -warning.minutes))


def _is_short_of_the_rule(device: Device, warning: Warning) -> bool:
    return warning.minutes < device.feed.configuration.profile.close_minutes
