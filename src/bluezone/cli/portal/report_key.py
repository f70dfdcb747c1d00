"""`bluezone portal report-key`: the public half, which the exchange's key list names."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Write the report key's public half to a file, for `bluezone exchange init --report-key`."
    parser = commands.add_parser("report-key", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="32 bytes go there")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    opened(arguments)

    from bluezone.portal.reports.selectors import public_report_key

    arguments.out.write_bytes(public_report_key())
    return 0
