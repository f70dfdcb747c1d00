"""`bluezone trace levels`: everybody's level and generation, the chains and where they begin."""

from __future__ import annotations

import argparse
import json
import time

from bluezone.cli.trace.arguments import add_lists, read_lists


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say how far everybody is from a confirmed case, and how chains of transmission hang together."
    parser = commands.add_parser("levels", help=sentence, description=sentence)
    add_lists(parser)
    parser.add_argument("--regime", metavar="NAME", help="the rules of which time; without, every exposure counts")
    parser.add_argument("--json", action="store_true", help="print one JSON object, with everybody in it")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.trace.levels_view import as_json, as_text
    from bluezone.joining.outbreak_lists import trace_lists
    from bluezone.trace.regimes.shipped import shipped_regime

    began = time.perf_counter()
    regime = None if arguments.regime is None else shipped_regime(arguments.regime)
    traced = trace_lists(*read_lists(arguments), regime)
    if arguments.json:
        wall = {"wall_s": round(time.perf_counter() - began, 3)}
        print(json.dumps(as_json(traced, regime) | wall, ensure_ascii=False))
    else:
        print(as_text(traced, regime))
    return 0
