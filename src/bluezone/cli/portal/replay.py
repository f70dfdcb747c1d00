"""`bluezone portal replay`: what quarantine and tests of a portal's outbreak come to under a regime."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from typing import TYPE_CHECKING

from bluezone.cli.portal.place import add_place_options, opened_again

if TYPE_CHECKING:
    from bluezone.portal.tracing.replaying import Replay, Taken


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say what quarantine and tests of an outbreak come to under a regime, by level and commune."
    parser = commands.add_parser("replay", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--regime", required=True, metavar="NAME", help="one of `bluezone trace regimes`")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="count until this day alone")
    parser.add_argument("--outbreak", metavar="NAME", help="another outbreak than that of the whole country")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.trace.regimes.shipped import shipped_regime

    regime = shipped_regime(arguments.regime)
    opened_again(arguments)

    from bluezone.portal.tracing.involving import named_outbreak
    from bluezone.portal.tracing.replaying import replay

    began, outbreak = time.perf_counter(), named_outbreak(arguments.outbreak)
    found = replay(outbreak, regime, arguments.as_of)
    if arguments.json:
        told = {
            "outbreak": outbreak.name,
            "regime": regime.id,
            "as_of": arguments.as_of and arguments.as_of.isoformat(),
        }
        wall = {"wall_s": round(time.perf_counter() - began, 3)}
        print(json.dumps(told | _as_json(found) | wall, ensure_ascii=False))
    else:
        print("\n".join([f"{outbreak.name} under {regime.id}", *_in_lines(found)]))
    return 0


def _as_json(found: Replay) -> dict[str, object]:
    return {
        **_figures(found.all),
        "levels": {_name(level): count for level, count in found.levels.items()},
        "by_level": {_name(level): _figures(taken) for level, taken in found.by_level.items()},
        "by_commune": [
            {"code": unit.code, "commune": unit.name}
            | {_name(level): _figures(taken) for level, taken in levels.items()}
            for unit, levels in found.by_commune.items()
        ],
        "undated": found.undated,
    }


def _figures(taken: Taken) -> dict[str, int]:
    return {
        "persons": taken.persons,
        "in_quarantine": taken.now_apart,
        "person_days": taken.person_days,
        "tests": taken.tests,
        "releases": taken.releases,
    }


def _in_lines(found: Replay) -> list[str]:
    lines = [_line("all", found.all), *(_line(_name(level), taken) for level, taken in found.by_level.items())]
    for unit, levels in found.by_commune.items():
        lines += [_line(f"{unit.name}, {_name(level)}", taken) for level, taken in levels.items() if taken.persons]
    return [*lines, f"{found.undated} people met on no day that is known, and are in none of these figures"]


def _line(what: str, taken: Taken) -> str:
    people = f"{taken.persons} people, {taken.now_apart} of them still apart"
    return f"{what}: {people}, {taken.person_days} person-days, {taken.tests} tests, {taken.releases} releases"


def _name(level: int) -> str:
    from bluezone.cli.trace.load_view import level_name

    return level_name(level)
