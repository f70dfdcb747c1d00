"""`bluezone portal retention`: erases what has been kept long enough. A timer runs it every night."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.cli.telling import to_stderr
from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.portal.opening import world_from

_KEPT = {
    "done-reports": (30, "contact reports whose work is done"),
    "reports": (90, "contact reports, done or not"),
    "unreadable": (90, "messages that no key of this portal opened"),
    "codes": (30, "handles of ended codes"),
    "contacts": (90, "lists of a case's contacts"),
    "waiting-lists": (30, "sent lists that nobody confirmed"),
    "messages": (30, "words and addresses of messages that never left"),
    "sign-ins": (30, "attempts to sign in"),
    "dossiers": (30, "words of people's own files"),
    "quarters": (365, "what radios at doors counted by the quarter hour"),
    "names": (730, "names of patients, after their last case was opened"),
}
_LONGEST_DAYS = 36_500
_TRIES_FOR_S = 10


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Erase what has been kept long enough, and print how much of what. Never the audit."
    parser = commands.add_parser("retention", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--only-count", action="store_true", help="erase nothing")
    parser.add_argument(
        "--clock-is-right",
        action="store_true",
        help="erase although nothing was for days, or the clock leapt: you looked, and it is right",
    )
    for name, (days, what) in _KEPT.items():
        parser.add_argument(
            f"--{name}",
            type=whole_number(1, _LONGEST_DAYS),
            default=days,
            metavar="DAYS",
            help=f"{what}; default {days}",
        )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    configuration = opened_again(arguments)
    world = world_from(configuration)
    from bluezone.joining.portal.clock_guard import ClockGuard, waits_for_its_clock

    now = world.now()
    if not arguments.only_count and waits_for_its_clock(configuration):
        ClockGuard.of_folder(arguments.data, clock_is_right=arguments.clock_is_right).require(int(now.timestamp()))

    from bluezone.portal.operations.preparing import sqlite_store_of
    from bluezone.portal.operations.retention.rules import Terms
    from bluezone.portal.operations.retention.services import erase_what_is_over

    terms = Terms(**{field.name: getattr(arguments, field.name) for field in fields(Terms)})
    counts = erase_what_is_over(terms=terms, now=now, only_count=arguments.only_count)
    for name, count in counts.items():
        print(f"{count:>9}  {name.replace('_', ' ')}")
    return 0 if arguments.only_count else _emptied(sqlite_store_of(configuration))


def _emptied(store: Path | None) -> int:
    """What was erased stands in the write-ahead log until that is emptied; 1 where somebody reads and it was not."""
    from bluezone.joining.patience import try_for
    from bluezone.portal.operations.journal import empty_journal

    if store is None or try_for(_TRIES_FOR_S, lambda: empty_journal(store)):
        return 0
    to_stderr(
        "erased from the tables; but somebody reads the store, so its journal still holds it. A running portal empties"
        " it once that reader has ended; else run this again"
    )
    return 1
