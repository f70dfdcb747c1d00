"""`bluezone exchange init`: the keys of a new exchange, signed by a root key that stays elsewhere."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bluezone.cli.exchange.clock import add_clock_option
from bluezone.cli.exchange.keys.public_keys import public_key_argument
from bluezone.cli.exchange.public_files import add_public_files_option


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Create the keys of a new exchange and have the root key sign their list."
    parser = commands.add_parser("init", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data directory to create")
    parser.add_argument("--root-key", type=Path, metavar="FILE", help="32 bytes, mode 0600; drawn there if missing")
    parser.add_argument("--report-key", type=Path, metavar="FILE", help="the portal's public key, 32 bytes")
    parser.add_argument(
        "--add",
        action="append",
        type=public_key_argument,
        default=[],
        metavar="FILE.pub",
        help="a person's, a witness's, or a portal's for places",
    )
    add_public_files_option(parser, "where it will publish; default: a folder in the data directory")
    add_clock_option(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.publishing.files import chosen_bucket, note_bucket
    from bluezone.joining.exchange.initialising import ROOT_STAYS_HERE, initialise
    from bluezone.joining.exchange.noted_clock import choose_clock

    report_key = arguments.report_key.read_bytes() if arguments.report_key else b""
    clock = choose_clock(arguments.data, arguments.clock)
    if initialise(arguments.data, clock, arguments.root_key, report_key, arguments.add):
        print(ROOT_STAYS_HERE, file=sys.stderr)
    note_bucket(arguments.data, chosen_bucket(arguments.data, arguments.public_files))
    return 0
