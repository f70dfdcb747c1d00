"""`bluezone portal retention`: erases what has been kept long enough. A timer runs it every night."""

from __future__ import annotations

import argparse
from dataclasses import fields

from bluezone.cli.portal.place import add_place_options, opened
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
    "names": (730, "names of patients, after their last case was opened"),
}
_LONGEST_DAYS = 36_500


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Erase what has been kept long enough, and print how much of what. Never the audit."
    parser = commands.add_parser("retention", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--only-count", action="store_true", help="erase nothing")
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
    world = world_from(opened(arguments))

    from bluezone.portal.operations.retention.rules import Terms
    from bluezone.portal.operations.retention.services import erase_what_is_over

    terms = Terms(**{field.name: getattr(arguments, field.name) for field in fields(Terms)})
    counts = erase_what_is_over(terms=terms, now=world.now(), only_count=arguments.only_count)
    for name, count in counts.items():
        print(f"{count:>9}  {name.replace('_', ' ')}")
    return 0
