"""`bluezone simulate replay`: one first case through the whole chain."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import TYPE_CHECKING

from bluezone.cli.simulate.arguments import ProgressLine, add_world_arguments, people_argument

if TYPE_CHECKING:
    from bluezone.simulation.replay import Replayed
    from bluezone.simulation.scenario import Scenario

_WORDS = {
    "living": "phones live through the trace",
    "publishing": "windows pass",
    "warning": "phones fetch, verify and match",
}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Replay a trace on one phone per person, confirm one of them, and score who is warned."
    parser = commands.add_parser("replay", help=sentence, description=sentence)
    add_world_arguments(parser)
    parser.add_argument("--first-case", type=int, required=True, metavar="ID", help="the person who is confirmed")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same result")
    parser.add_argument(
        "--app-off", type=people_argument, default=frozenset(), metavar="ID,ID", help="people without the app"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.simulation.scenario import Scenario, default_confirm_day
    from bluezone.simulation.trace import read_trace

    began = time.monotonic()
    trace = read_trace(arguments.trace)
    scenario = Scenario(
        trace=trace,
        first_case=arguments.first_case,
        confirm_day=default_confirm_day(trace) if arguments.confirm_day is None else arguments.confirm_day,
        seed=arguments.seed,
        app_off=arguments.app_off,
        bystanders=arguments.bystanders,
        air=arguments.air,
    )
    replayed = asyncio.run(_replay(scenario))
    result = replayed.as_json(time.monotonic() - began)
    print(json.dumps(result) if arguments.json else _in_words(replayed))
    return 0


async def _replay(scenario: Scenario) -> Replayed:
    from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
    from bluezone.joining.drill import open_drill
    from bluezone.joining.folders import working_folder
    from bluezone.simulation.replay import replay

    progress = ProgressLine(_WORDS)
    with working_folder() as folder:
        phones = folder / "phones"
        phones.mkdir()
        async with open_drill(folder / "exchange", scenario.confirmed_ms) as authority:
            replayed = await replay(scenario, authority, phones, read_radio_profiles()[DEFAULT_PROFILE], progress)
    progress.end()
    return replayed


def _in_words(replayed: Replayed) -> str:
    score = replayed.score
    lines = [
        f"{len(replayed.scenario.trace.people)} people, {replayed.scenario.trace.days} days",
        f"Sightings: {replayed.sightings}",
        f"Confirmed: {replayed.scenario.first_case}",
        f"Warned: {len(score.warned)} {list(score.warned)}",
        f"15 minutes or more face to face in 24 hours: {len(score.must)}, of them missed: {list(score.missed)}",
        f"Warned with less than 5 minutes: {list(score.false)}",
    ]
    return "\n".join(lines)
