"""`bluezone portal posters`: posters of all approved premises of a unit, one PDF each and all in one."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.joining.portal.opening import world_from
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bluezone.portal.premises.models import PlaceCode

_SHEET = "all.pdf"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Set the posters of all approved premises of a unit: one PDF each, and one with all of them."
    parser = commands.add_parser("posters", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--unit", required=True, metavar="CODE", help="administrative code of a province or commune")
    parser.add_argument("--size", choices=("A4", "A3", "table"), default="A4", help="the paper (A4)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder; made if it is missing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    now = world_from(opened_again(arguments)).now()

    began, codes = time.perf_counter(), _codes(arguments.unit, now)
    arguments.out.mkdir(parents=True, exist_ok=True)
    files = _write(codes, arguments.size, arguments.out, now)
    old = left_over(arguments.out, files)
    told = {
        "posters": len(codes),
        "seconds": round(time.perf_counter() - began, 3),
        "files": files,
        "left_over": old,
        "codes": [_coded(code, arguments.size) for code in codes],
    }
    untyped = sum(not code.typed for code in codes)
    if untyped:
        print(f"without signs to type, until another code is signed: {untyped} of {len(codes)}", file=sys.stderr)
    if old:
        print(f"from an earlier run, and not written anew: {' '.join(old)}", file=sys.stderr)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(files))
    return 0


def _codes(unit: str, now: dt.datetime) -> list[PlaceCode]:
    """Finds the codes that hang in this unit. Raises RefusedError for no such unit, no code, or too many of them."""
    from bluezone.portal.places.selectors import unit_with_code
    from bluezone.portal.premises.selectors import MOST_POSTERS, codes_hanging_in

    found = unit_with_code(unit, day=now.date())
    if found is None:
        raise RefusedError(f"there is no unit {unit}")
    codes = codes_hanging_in(found, now)
    if not codes:
        raise RefusedError(f"no approved premises of {found.name} have a code that phones take")
    if len(codes) > MOST_POSTERS:
        raise RefusedError(f"{found.name} has {len(codes)} posters, more than {MOST_POSTERS}; name a smaller unit")
    return codes


def _write(codes: Sequence[PlaceCode], size: str, folder: Path, now: dt.datetime) -> list[str]:
    """Writes one file for each code, and one with all of them."""
    from bluezone.portal.premises.posters import posters_of

    wanted = [(f"{code.premises_id}.pdf", [code]) for code in codes] + [(_SHEET, list(codes))]
    for name, those in wanted:
        (folder / name).write_bytes(posters_of(those, size, now=now))
    return [str(folder / name) for name, _ in wanted]


def left_over(folder: Path, written: Sequence[str]) -> list[str]:
    """Finds posters that an earlier run wrote here and this one did not: of places that closed, or lie elsewhere."""
    found = (str(one) for one in folder.glob("*.pdf") if one.stem.isdecimal())
    return sorted(set(found) - set(written))


def _coded(code: PlaceCode, size: str) -> dict[str, object]:
    from bluezone.documents.posters import symbol_mm
    from bluezone.portal.premises.posters import SIZES

    return {
        "premises": code.premises.full_name,
        "key": code.premises_id,
        "qr_text": code.text,
        "qr_mm": round(symbol_mm(code.text, SIZES[size].code_mm), 1),
        "typed": code.typed or None,
    }
