"""`bluezone portal carry-over`: what stands at units that ended goes on at what became of them."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.joining.portal.opening import world_from


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Carry rows and roles of units that ended to those that became of them; it can be undone."
    parser = commands.add_parser("carry-over", help=sentence, description=sentence)
    add_place_options(parser)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--preview", action="store_true", help="say what would be carried, and change nothing")
    ways.add_argument("--undo", action="store_true", help="put back what was carried over last")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    now = world_from(opened_again(arguments)).now()

    from bluezone.portal.operations.carrying_over import carry_over, counted_in_former, undo_carry_over

    done = undo_carry_over(now=now) if arguments.undo else carry_over(now=now, only_look=arguments.preview)
    moved = {name: count for name, count in sorted(done.rows.items()) if count}
    former = counted_in_former("cases.Case")
    if arguments.json:
        told = {
            "rows": moved,
            "flagged": +done.flagged,
            "left": +done.left,
            "before": done.before,
            "after": done.after,
            "cases_in_former_units": {f"{unit.name} ({unit.key})": count for unit, count in former.items()},
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for line in told_of_tables(done.rows, done.flagged, done.left):
        print(line)
    for unit, count in former.items():
        print(f"{count:>9}  cases stood in {unit.name} ({unit.key})")
    return 0


def told_of_tables(rows: Counter[str], flagged: Counter[str], left: Counter[str]) -> Iterator[str]:
    """Says of each table what went and what stays, also where all of it stays."""
    for name in sorted({*+rows, *+left}):
        yield f"{rows[name]:>9}  {name}, of these {flagged[name]} of units that were split, {left[name]} left"
