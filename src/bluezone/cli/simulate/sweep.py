"""`bluezone simulate sweep`: many first cases, pooled."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING

from bluezone.cli.simulate.arguments import ProgressLine, add_world_arguments, people_argument
from bluezone.cli.whole_numbers import whole_number

if TYPE_CHECKING:
    from bluezone.protocol.config import RadioDuty
    from bluezone.simulation.drill import Authority
    from bluezone.simulation.scenario import Scenario
    from bluezone.simulation.sweep import Swept
    from bluezone.simulation.trace import Trace

_BUSIEST = re.compile(r"busiest:([1-9][0-9]{0,3})")
_WAYS_TO_LISTEN = ("40/300", "20/60", "adaptive")
_WORDS = {"living": "phones live through the trace", "warning": "first cases"}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Confirm many first cases in turn and pool how often the right people are warned."
    parser = commands.add_parser("sweep", help=sentence, description=sentence)
    add_world_arguments(parser)
    parser.add_argument(
        "--first-cases", type=_first_cases, default="busiest:10", metavar="WHO", help="busiest:N, or ID,ID,…"
    )
    parser.add_argument(
        "--listen", choices=_WAYS_TO_LISTEN, default="adaptive", help="seconds on, in how many; or sooner in company"
    )
    parser.add_argument(
        "--seeds", type=whole_number(1, 1_000), default=3, metavar="N", help="worlds 1..N, the radio once for each"
    )
    parser.add_argument("--said", action="store_true", help="phones know how strongly they send, and say it hidden")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.simulation.scenario import Scenario, default_confirm_day
    from bluezone.simulation.trace import read_trace

    began = time.monotonic()
    trace = read_trace(arguments.trace)
    cases = arguments.first_cases(trace)
    confirm_day = default_confirm_day(trace) if arguments.confirm_day is None else arguments.confirm_day
    scenarios = [
        Scenario(
            trace,
            case,
            confirm_day,
            bystanders=arguments.bystanders,
            air=arguments.air,
            duty=_duty(arguments.listen),
            said=arguments.said,
        )
        for case in cases
    ]
    seeds = range(1, arguments.seeds + 1)
    swept = asyncio.run(_sweep(scenarios[0], cases, seeds))
    result = {
        "people": len(trace.people),
        "first_cases": list(cases),
        "seeds": list(seeds),
        "bystanders": arguments.bystanders,
        "listen": arguments.listen,
        "said": arguments.said,
        "mah_a_day": round(swept.mah_a_day),
        "ours": swept.ours.as_json(),
        "any_packet": swept.any_packet.as_json(),
        "wall_s": round(time.monotonic() - began, 1),
    }
    print(json.dumps(result) if arguments.json else _in_words(swept))
    return 0


def _duty(listen: str) -> RadioDuty:
    from bluezone.protocol.config import RadioDuty

    if listen == "adaptive":
        return RadioDuty()
    on_s, period_s = map(int, listen.split("/"))
    return RadioDuty(scan_on_s=on_s, scan_period_s=period_s, company_hours=0)


def _first_cases(text: str) -> Callable[[Trace], tuple[int, ...]]:
    """Chooses the first cases, once the trace is known."""
    busiest = _BUSIEST.fullmatch(text)
    if busiest is not None:
        count = int(busiest[1])
        return lambda trace: trace.busiest(count)
    named = tuple(sorted(people_argument(text))) if ":" not in text else ()
    if not named:
        raise argparse.ArgumentTypeError("first cases are busiest:N with N from 1 to 9999, or ID,ID,…")
    return lambda _: named


async def _sweep(scenario: Scenario, cases: Sequence[int], seeds: Sequence[int]) -> Swept:
    from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
    from bluezone.joining.drill import open_drill
    from bluezone.joining.folders import working_folder
    from bluezone.simulation.sweep import sweep

    progress = ProgressLine(_WORDS)
    numbers = itertools.count()
    with working_folder() as folder:

        @contextlib.asynccontextmanager
        async def open_authority(now_ms: int) -> AsyncIterator[Authority]:
            async with open_drill(folder / f"exchange-{next(numbers)}", now_ms) as authority:
                yield authority

        phones = folder / "phones"
        phones.mkdir()
        swept = await sweep(
            scenario,
            first_cases=cases,
            seeds=seeds,
            open_authority=open_authority,
            folder=phones,
            profile=read_radio_profiles()[DEFAULT_PROFILE],
            watch=progress,
        )
    progress.end()
    return swept


def _in_words(swept: Swept) -> str:
    lines = []
    for name, pool in (("ours", swept.ours), ("any packet counts", swept.any_packet)):
        lines.append(
            f"{name}: warned {pool.hits} of {pool.must} who had to be; "
            f"{pool.under_5_minutes} of {pool.warned} warned had less than 5 minutes"
        )
    lines.append(f"listening: {swept.mah_a_day:.0f} mAh a day for the mean phone, by the model")
    return "\n".join(lines)
