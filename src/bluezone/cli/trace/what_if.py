"""`bluezone trace what-if`: who would be at another level if somebody were positive, or an exposure were none."""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING

from bluezone.cli.trace.arguments import add_lists, read_lists

if TYPE_CHECKING:
    from bluezone.joining.outbreak_lists import TracedLists
    from bluezone.trace.levels import Moved
    from bluezone.trace.quarantine import Load


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say what would change if somebody were positive, or an exposure did not count. Nothing is stored."
    parser = commands.add_parser("what-if", help=sentence, description=sentence)
    add_lists(parser)
    parser.add_argument("--positive", action="append", default=[], metavar="ID", help="somebody were a confirmed case")
    parser.add_argument("--negative", action="append", default=[], metavar="ID", help="somebody were no case after all")
    parser.add_argument(
        "--withdraw", nargs=2, action="append", default=[], metavar=("FROM", "TO"), help="no exposure between these two"
    )
    parser.add_argument("--regime", default="template", metavar="NAME", help="the rules of which time (template)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.outbreak_lists import suppositions, trace_lists
    from bluezone.trace.quarantine import load_of
    from bluezone.trace.regimes.shipped import shipped_regime
    from bluezone.trace.supposing import suppose

    began = time.perf_counter()
    regime = shipped_regime(arguments.regime)
    traced = trace_lists(*read_lists(arguments), regime)
    moved = suppose(traced.tracing, suppositions(traced, arguments.positive, arguments.negative, arguments.withdraw))
    levels = bytearray(traced.tracing.levels)
    before = load_of(levels, regime)
    for move in moved:
        levels[move.person] = move.after
    after = load_of(levels, regime)
    if arguments.json:
        wall = {"regime": regime.id, "wall_s": round(time.perf_counter() - began, 3)}
        print(json.dumps(_as_json(traced, moved, before, after) | wall, ensure_ascii=False))
    else:
        print("\n".join(_in_lines(traced, moved, before, after)))
    return 0


def _as_json(traced: TracedLists, moved: tuple[Moved, ...], before: Load, after: Load) -> dict[str, object]:
    from bluezone.cli.trace.load_view import level_name, load_as_json

    return {
        "moved": [
            {"id": traced.ids[move.person], "before": level_name(move.before), "after": level_name(move.after)}
            for move in moved
        ],
        "before": load_as_json(before),
        "after": load_as_json(after),
    }


def _in_lines(traced: TracedLists, moved: tuple[Moved, ...], before: Load, after: Load) -> list[str]:
    from bluezone.cli.trace.load_view import level_name, load_as_line

    return [
        f"{len(moved)} people would be at another level",
        *(f"  {traced.ids[one.person]}: {level_name(one.before)} to {level_name(one.after)}" for one in moved),
        f"now:  {load_as_line(before)}",
        f"then: {load_as_line(after)}",
    ]
