"""`bluezone trace replay`: one outbreak under two regimes, side by side."""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING

from bluezone.cli.trace.arguments import add_lists, read_lists

if TYPE_CHECKING:
    from bluezone.joining.outbreak_lists import TracedLists
    from bluezone.trace.regimes.regime import Regime

_SHOWN = 10


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Trace one outbreak under two regimes: who would be at another level, and what quarantine would take."
    parser = commands.add_parser("replay", help=sentence, description=sentence)
    add_lists(parser)
    parser.add_argument("--regime", required=True, metavar="NAME", help="one set of rules")
    parser.add_argument("--against", required=True, metavar="NAME", help="the other")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.outbreak_lists import trace_lists
    from bluezone.trace.regimes.shipped import shipped_regime

    began = time.perf_counter()
    regimes = [shipped_regime(arguments.regime), shipped_regime(arguments.against)]
    lists = read_lists(arguments)
    sides = [(regime, trace_lists(*lists, regime)) for regime in regimes]
    moved = _moved(*(traced for _, traced in sides))
    if arguments.json:
        found = {"sides": [_side(*side) for side in sides], "moved": moved}
        print(json.dumps(found | {"wall_s": round(time.perf_counter() - began, 3)}, ensure_ascii=False))
    else:
        print("\n".join([*(_side_in_lines(*side) for side in sides), *_moved_in_lines(moved)]))
    return 0


def _side(regime: Regime, traced: TracedLists) -> dict[str, object]:
    from bluezone.cli.trace.load_view import load_as_json
    from bluezone.trace.quarantine import load_of

    load = load_as_json(load_of(traced.tracing.levels, regime))
    return {
        "regime": regime.id,
        "levels": _counted(traced),
        **load,
        "cases_with_source": traced.linked,
        "undated": traced.undated,
        "without_onset": traced.without_onset,
        "not_stated": list(regime.not_stated),
    }


def _counted(traced: TracedLists) -> dict[str, int]:
    from bluezone.cli.trace.load_view import level_name

    levels = traced.tracing.levels
    return {level_name(level): levels.count(level) for level in sorted(set(levels))}


def _moved(one: TracedLists, other: TracedLists) -> list[dict[str, str]]:
    from bluezone.cli.trace.load_view import level_name

    pairs = zip(one.ids, one.tracing.levels, other.tracing.levels, strict=True)
    return [
        {"id": who, "regime": level_name(before), "against": level_name(after)}
        for who, before, after in pairs
        if before != after
    ]


def _side_in_lines(regime: Regime, traced: TracedLists) -> str:
    from bluezone.cli.trace.load_view import load_as_line
    from bluezone.trace.quarantine import load_of

    missing = f"  not stated by its sources: {', '.join(regime.not_stated)}\n" if regime.not_stated else ""
    return f"{regime.id}: {load_as_line(load_of(traced.tracing.levels, regime))}\n{missing}".rstrip("\n")


def _moved_in_lines(moved: list[dict[str, str]]) -> list[str]:
    lines = [f"  {one['id']}: {one['regime']}, against {one['against']}" for one in moved[:_SHOWN]]
    more = [f"  … ({len(moved) - _SHOWN} more)"] if len(moved) > _SHOWN else []
    return [f"{len(moved)} people are at another level", *lines, *more]
