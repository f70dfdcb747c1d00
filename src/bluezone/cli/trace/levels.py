"""`bluezone trace levels`: everybody's level and generation, the chains and where they begin."""

from __future__ import annotations

import argparse
import json
import time

from bluezone.cli.trace.arguments import add_lists, add_rules, chosen_rules, read_lists


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say how far everybody is from a confirmed case, and how chains of transmission hang together."
    parser = commands.add_parser("levels", help=sentence, description=sentence)
    add_lists(parser)
    add_rules(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object, with everybody in it")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.trace.levels_view import as_json, as_text
    from bluezone.joining.outbreak_lists import trace_lists

    began = time.perf_counter()
    name, rules = chosen_rules(arguments)
    traced = trace_lists(*read_lists(arguments), rules)
    if arguments.json:
        wall = {"wall_s": round(time.perf_counter() - began, 3)}
        print(json.dumps(as_json(traced, name) | wall, ensure_ascii=False))
    else:
        print(as_text(traced, name, rules))
    return 0
