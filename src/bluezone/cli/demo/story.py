"""The demo's story, joined from the rooms: an exchange in its own process, a world of phones, their pages, a view."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

from bluezone.cli.demo.view import View, open_view
from bluezone.cli.drill import open_drill
from bluezone.cli.simulate.arguments import working_folder
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.simulation.data import demo_trace_path
from bluezone.simulation.replay import Replayed, play
from bluezone.simulation.scenario import Scenario, default_confirm_day
from bluezone.simulation.trace import read_trace
from bluezone.simulation.world import World

_TICK_MS = 1_000


def tell_story(arguments: argparse.Namespace) -> int:
    """Runs the demo to its end, or until somebody ends it."""
    trace = read_trace(arguments.trace or demo_trace_path())
    first_case = trace.busiest(1)[0] if arguments.first_case is None else arguments.first_case
    scenario = Scenario(trace, first_case, default_confirm_day(trace), seed=arguments.seed)
    title = f"Bluezone: {len(trace.people)} phones, {trace.days} days of a real office"
    view = open_view(title, plain=arguments.json)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_run(scenario, arguments, view))
    return 0


async def _run(scenario: Scenario, arguments: argparse.Namespace, view: View) -> None:
    with _ended_by_signals(), working_folder() as folder:
        async with _world(scenario, folder) as (world, authority):
            async with _pages(world, arguments, view):
                began = time.monotonic()
                try:
                    replayed = await play(world, authority, view.stage, view.line)
                finally:
                    wall_s = time.monotonic() - began
                _show(replayed, world, view, wall_s)
                if arguments.json:
                    print(json.dumps(replayed.as_json(wall_s)), flush=True)
                view.close()
                if not arguments.headless:
                    await _stay(world)
