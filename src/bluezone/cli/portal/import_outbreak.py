"""`bluezone portal import-outbreak`: a line list and its contacts of another authority, into a portal."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.portal.place import add_place_options, opened
from bluezone.joining.portal.opening import world_from
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt

    from bluezone.lists.outbreak.two_lists import Remark, TwoLists, Which
    from bluezone.portal.places.models import Unit
    from bluezone.portal.tracing.bringing import Brought

_CAPITAL = "01"
_QUOTED = re.compile("“.*”", re.DOTALL)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Bring a line list and its contacts into the portal: all of both, or nothing; again, only what is new."
    parser = commands.add_parser("import-outbreak", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("line_list", type=Path, metavar="LINELIST", help="people, one row each (csv, tsv, xlsx, …)")
    parser.add_argument("contacts", type=Path, metavar="CONTACTS", help="who exposed whom, one row each")
    parser.add_argument(
        "--mapping", default="general", metavar="NAME", help="headers of: general, godata, sormas, vietnam-f1"
    )
    parser.add_argument(
        "--unit", metavar="CODE", help="where people are of whom no commune is known; default: where all staff work"
    )
    parser.add_argument("--as", dest="actor", metavar="NAME", help="the sign-in name of whoever answers for the lists")
    parser.add_argument("--language", choices=("vi", "en"), default="en", help="of what is said of rows (default en)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--details", type=Path, metavar="FILE", help="write what is said of rows, with their ids, into a JSON file"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    world = world_from(opened(arguments))

    from bluezone.portal.deadlocks import begun_anew
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.tracing.bringing import bring_outbreak, places_at
    from bluezone.portal.tracing.involving import outbreak_at
    from bluezone.portal.tracing.standing_in import lists_themselves

    lists = _read(arguments, world.today())
    actor = Staff.objects.filter(username=arguments.actor).first() if arguments.actor else lists_themselves()
    if actor is None:
        raise RefusedError(f"nobody signs in as {arguments.actor}")
    home = _home(arguments.unit, world.today())
    outbreak, places = outbreak_at(home.path, world.today()), places_at(home, world.today())

    def bring() -> Brought:
        return bring_outbreak(
            actor=actor, outbreak=outbreak, lists=lists, places=places, now=world.now(), entropy=world.entropy
        )

    brought = begun_anew(bring)
    _keep_details(arguments, brought)
    _tell(arguments, brought)
    return 0


def _read(arguments: argparse.Namespace, today: dt.date) -> TwoLists:
    from bluezone.joining.reading import read_bounded
    from bluezone.lists.errors import ListError
    from bluezone.lists.outbreak.named_headers import shipped_mapping
    from bluezone.lists.outbreak.rows import OUTBREAK_BOUNDS
    from bluezone.lists.outbreak.two_lists import read_two_lists
    from bluezone.lists.outbreak.whole_rows import rows_in

    reading = arguments.line_list
    try:
        mapping, rows = shipped_mapping(arguments.mapping), []
        for reading in (arguments.line_list, arguments.contacts):
            data = read_bounded(reading, OUTBREAK_BOUNDS.file_bytes)
            rows.append(rows_in(data, reading.name, mapping.layout))
        return read_two_lists(rows[0], rows[1], mapping, today)
    except ListError as error:
        raise RefusedError(f"{reading}: {error.words.said(arguments.language)}") from error


def _home(code: str | None, today: dt.date) -> Unit:
    """The unit that was named; else the smallest in which everybody works, else the capital."""
    from bluezone.portal.places.selectors import unit_with_code
    from bluezone.portal.staff.selectors import unit_of_everybody

    found = unit_with_code(code, day=today) if code else unit_of_everybody() or unit_with_code(_CAPITAL, day=today)
    if found is None:
        raise RefusedError(f"there is no unit with the code {code or _CAPITAL}")
    return found


def _tell(arguments: argparse.Namespace, brought: Brought) -> None:
    for remark in brought.remarks:
        print(_line(arguments, remark), file=sys.stderr)
    counted = {
        "persons": len(brought.people),
        "cases": brought.cases,
        "exposures": brought.exposures,
        "doubles_proposed": brought.doubles,
    }
    if arguments.json:
        skipped = [{"line": one.line, "why": _why(arguments, one)} for one in brought.left_out]
        print(json.dumps(counted | {"skipped": skipped}, ensure_ascii=False))
        return
    for remark in brought.left_out:
        print(_line(arguments, remark), file=sys.stderr)
    print("\n".join(f"{name.replace('_', ' '):17} {count}" for name, count in counted.items()))


def _keep_details(arguments: argparse.Namespace, brought: Brought) -> None:
    """Writes what a terminal, and whatever keeps what is printed there, is not told: ids may be made of names."""
    if arguments.details is None:
        return
    told = {
        name: [
            {"file": _file(arguments, one.which).name, "line": one.line, "why": one.words.said(arguments.language)}
            for one in remarks
        ]
        for name, remarks in (("skipped", brought.left_out), ("remarks", brought.remarks))
    }
    arguments.details.unlink(missing_ok=True)  # a file that stands there may be open to others
    descriptor = os.open(arguments.details, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)


def _line(arguments: argparse.Namespace, remark: Remark) -> str:
    return f"{_file(arguments, remark.which)}: line {remark.line}: {_unnamed(arguments, remark)}"


def _why(arguments: argparse.Namespace, remark: Remark) -> str:
    return f"{_file(arguments, remark.which).name}: {_unnamed(arguments, remark)}"


def _unnamed(arguments: argparse.Namespace, remark: Remark) -> str:
    """The sentence without what it quotes from the list, from the first such sign to the last."""
    return _QUOTED.sub("“…”", remark.words.said(arguments.language))


def _file(arguments: argparse.Namespace, which: Which) -> Path:
    from bluezone.lists.outbreak.two_lists import Which

    path: Path = arguments.line_list if which is Which.CASES else arguments.contacts
    return path
