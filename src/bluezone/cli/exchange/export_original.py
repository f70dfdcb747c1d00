"""`bluezone exchange export-original`: a day's published cases as a list for phones of August 2020."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Write what was published in a day as an exposure list that original phones of 2020 read."
    parser = commands.add_parser("export-original", help=sentence, description=sentence)
    parser.add_argument(
        "--published", type=Path, required=True, metavar="FOLDER", help="the folder public, or a copy of it"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="LIST.json", help="where the list goes")
    parser.add_argument("--day", type=_date, metavar="DATE", help="UTC; unless told, the newest day that is over")
    parser.add_argument("--root", metavar="HEX|FILE", help="the root's public key; unless told, the folder's own")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.operations import original_list
    from bluezone.joining.reading import read_bounded, read_root
    from bluezone.protocol.calendar import Day

    folder: Path = arguments.published
    root = read_root(str(folder / "v1" / "root") if arguments.root is None else arguments.root)
    day = Day.of(arguments.day) if arguments.day else None
    made = original_list(lambda path, most: read_bounded(folder / path, most), root, day)
    unfinished = arguments.out.with_name(arguments.out.name + ".new")
    unfinished.write_bytes(made.text)
    unfinished.replace(arguments.out)
    said = {
        "day": str(made.day.date),
        "entries": made.entries,
        "batches": made.batches,
        "revoked": made.revoked,
        "bytes": len(made.text),
    }
    print(json.dumps(said))
    return 0


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-11-24") from error
