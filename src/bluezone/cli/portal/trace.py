"""`bluezone portal trace`: everybody's level computed anew, and whether what is kept was the same."""

from __future__ import annotations

import argparse
import json
import time

from bluezone.cli.portal.place import add_place_options, opened_again


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Compute everybody's level anew, and mend what is kept where it differs; exit code 1 where it did."
    parser = commands.add_parser("trace", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--outbreak", metavar="NAME", help="another outbreak than that of the whole country")
    parser.add_argument("--check", action="store_true", help="say how much differs, and change nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    opened_again(arguments)

    from bluezone.portal.tracing.involving import named_outbreak
    from bluezone.portal.tracing.levels import check, counted, mend

    began, outbreak = time.perf_counter(), named_outbreak(arguments.outbreak)
    differences = check(outbreak).count
    if differences and not arguments.check:
        mend(outbreak)
    told = {
        "outbreak": outbreak.name,
        "levels": counted(outbreak),
        "differences": differences,
        "wall_s": round(time.perf_counter() - began, 3),
    }
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        levels = ", ".join(f"{level} {count}" for level, count in counted(outbreak).items())
        print(f"{outbreak.name}: {levels}; differences {differences}")
    return 1 if differences else 0
