"""`bluezone portal verify-audit`: whether the audit is as it was written."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.joining.clocks import system_clock


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Walk the whole audit and print its length and last hash, or the first line that does not fit."
    parser = commands.add_parser("verify-audit", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--expect", metavar="N:HASH", help="an earlier answer: it must still be on the way")
    parser.add_argument(
        "--noted-in",
        type=Path,
        metavar="LIVE",
        help="the portal of which this is a restored copy: its doctor then knows that one was tried",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    opened_again(arguments)

    from bluezone.portal.audit.selectors import require_on_the_way, verify_chain
    from bluezone.portal.operations.backups import note_restored

    chain = verify_chain()
    if arguments.expect:
        require_on_the_way(arguments.expect)
    if arguments.noted_in is not None:
        note_restored(arguments.noted_in, dt.datetime.fromtimestamp(system_clock() / 1000, dt.UTC))
    print(f"{chain.length}:{chain.head}")
    return 0
