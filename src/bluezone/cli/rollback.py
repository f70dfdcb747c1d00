"""`bluezone rollback`: the data of before an upgrade, put back once somebody has read what that undoes."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from bluezone.cli.upgrade import add_place_options, this_moment
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.joining.upgrading.outcome import RolledBack


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Put a portal's data of before its upgrade back, while no service runs; say what that undoes, and ask."
    parser = commands.add_parser("rollback", help=sentence, description=sentence)
    add_place_options(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="ask nobody at a terminal (elsewhere nobody is asked)")
    how.add_argument("--check-only", action="store_true", help="say what it would undo, and do nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.doctor.exchange import is_exchange
    from bluezone.joining.portal.opening import Place
    from bluezone.joining.upgrading.taking_back import look_back, roll_back_portal

    if is_exchange(arguments.data):
        raise RefusedError("an exchange does not go back, for its log would fork: restore a backup, which goes on")
    place = Place(arguments.data, arguments.database)
    if arguments.check_only:
        back = look_back(place)
        print(json.dumps(asdict(back)) if arguments.json else f"{_undone(back)} Nothing was done.")
        return 0
    back = roll_back_portal(place, at=this_moment(), agree=_agreed if arguments.yes else _ask)
    print(json.dumps(asdict(back)) if arguments.json else _in_words(back))
    return 0


def _agreed(_back: RolledBack) -> None:
    """Agrees to all of it, as somebody did by `--yes`."""


def _ask(back: RolledBack) -> None:
    """Raises RefusedError where somebody at a terminal does not type yes. A script is only told: it did not type this
    command by mistake, and what it undoes lies beside."""
    print(_undone(back), file=sys.stderr, flush=True)
    if sys.stdin.isatty():
        print("Go back? Type yes: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() != "yes":
            raise RefusedError("nothing was done")


def _undone(back: RolledBack) -> str:
    span = f", the first of {back.first_at}, the last of {back.last_at}" if back.lines else ""
    lines = "1 line" if back.lines == 1 else f"{back.lines} lines"
    return (
        f"Going back to the data of before {back.upgraded_at} (version {_version(back)}) undoes all that was done "
        f"since: {lines} of the audit{span}, and what doors and phones sent, which stands in no line."
    )


def _in_words(back: RolledBack) -> str:
    aside = f"upgrade/{back.aside}" if back.aside else "upgrade/"
    return (
        f"The data are those of before {back.upgraded_at}. Start the version {_version(back)}; this one would ask for "
        f"an upgrade. What was written since then ({back.lines} lines of the audit) lies in {aside} for a week."
    )


def _version(back: RolledBack) -> str:
    return back.version or "of before"
