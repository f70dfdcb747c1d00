"""`bluezone portal demo-data`: an office to show; and the authenticator's code for whoever has no app at hand."""

from __future__ import annotations

import argparse
import os

from bluezone.cli.portal.place import add_place_options, opened
from bluezone.joining.portal.demo_logins import LOGINS_FILE, code_now
from bluezone.joining.portal.opening import world_from


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Put an invented office into an empty portal and print its logins."
    parser = commands.add_parser("demo-data", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--code", metavar="NAME", help="only print the code that this person's app would show now")
    parser.add_argument("--without-rollout", action="store_true", help="leave the directive of August 2020 out")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.code:
        print(code_now(arguments.data, arguments.code))
        return 0
    world = world_from(opened(arguments))

    from bluezone.portal.demo.filling import fill, table_of
    from bluezone.portal.reports.wrapping import wrapping_key

    logins = fill(world, wrapping_key=wrapping_key(), with_rollout=not arguments.without_rollout)
    table = table_of(logins)
    descriptor = os.open(arguments.data / LOGINS_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(table)
    print(table, end="")
    return 0
