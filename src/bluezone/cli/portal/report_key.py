"""`bluezone portal report-key`: the public half, which the exchange's key list names."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Write the report key's public half to a file, for the exchange's key list, and say which key it is."
    parser = commands.add_parser("report-key", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="32 bytes go there")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    opened(arguments)

    from bluezone.portal.leaving import Way, leave_by
    from bluezone.portal.reports.selectors import report_key_of_the_portal

    leave_by(Way.KEY)
    one = report_key_of_the_portal()
    arguments.out.write_bytes(bytes(one.key.public))
    place, made_as = one.place or "the whole country", f", administrator of {one.made_as}" if one.made_as else ""
    print(
        f"report key {one.key} of {place}, made {one.key.made_at:%Y-%m-%d %H:%M} UTC"
        f" by {one.made_by or 'somebody whom the audit does not name'}{made_as}",
        file=sys.stderr,
    )
    return 0
