"""`bluezone exchange init`: the keys of a new exchange, signed by a root key that stays elsewhere."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bluezone.cli.exchange.public_files import add_public_files_option
from bluezone.cli.exchange.world import Clock, add_clock_option, chosen_clock, entropy


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Create the keys of a new exchange and have the root key sign their list."
    parser = commands.add_parser("init", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data directory to create")
    parser.add_argument("--root-key", type=Path, metavar="FILE", help="32 bytes, mode 0600; drawn there if missing")
    parser.add_argument("--report-key", type=Path, metavar="FILE", help="the portal's public key, 32 bytes")
    add_public_files_option(parser, "where it will publish; default: a folder in the data directory")
    add_clock_option(parser)
    parser.set_defaults(run=_run)


def initialise(data: Path, clock: Clock, root_file: Path | None = None, report_key: bytes = b"") -> None:
    """Creates keyring and key list. Without a root file the root key is drawn beside them, and said so."""
    from bluezone.exchange.keyring import ROOT_FILE, create_keyring, root_key

    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    root = root_key(root_file or data / ROOT_FILE, entropy)
    create_keyring(data / "keys", root, entropy, clock() // 1000, report_key=report_key)
    if root_file is None:
        print(
            "exchange: a root key was created in the data directory; production keeps it offline (exchange init)",
            file=sys.stderr,
        )


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.publishing.files import chosen_bucket, note_bucket

    report_key = arguments.report_key.read_bytes() if arguments.report_key else b""
    initialise(arguments.data, chosen_clock(arguments), arguments.root_key, report_key)
    note_bucket(arguments.data, chosen_bucket(arguments.data, arguments.public_files))
    return 0
