"""`bluezone portal export-outbreak`: people, exposures, samples or counts of an outbreak as a file, for one reader."""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.joining.portal.opening import world_from
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.portal.identity.models import Staff

_FORMS = {
    "people": ("xlsx", "csv", "jsonl"),
    "exposures": ("xlsx", "csv", "jsonl"),
    "samples": ("xlsx", "csv", "jsonl"),
    "outbreak": ("fhir",),
    "counts": ("dhis2",),
}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Write people, exposures, samples, all three, or counts of an outbreak into a file, row by row."
    parser = commands.add_parser("export-outbreak", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write; what was there is replaced")
    parser.add_argument("--what", choices=tuple(_FORMS), required=True, help="outbreak: the three lists before it")
    parser.add_argument("--format", metavar="FORM", help="xlsx, csv or jsonl; outbreak: fhir; counts: dhis2")
    parser.add_argument(
        "--as", dest="actor", metavar="NAME", help="the sign-in name of whose eyes it is for; without, nobody is named"
    )
    parser.add_argument("--outbreak", metavar="NAME", help="another outbreak than that of the whole country")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of headings and words (default vi)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    form = arguments.format or _FORMS[arguments.what][0]
    if form not in _FORMS[arguments.what]:
        raise RefusedError(f"{arguments.what} leave as {', '.join(_FORMS[arguments.what])}")
    world, began = world_from(opened_again(arguments)), time.perf_counter()

    from bluezone.portal.frame.exports import write_export
    from bluezone.portal.tracing.exporting.files import What, export_of, names_in
    from bluezone.portal.tracing.exporting.releases import require_may_leave
    from bluezone.portal.tracing.involving import named_outbreak

    now, what = world.now(), What(arguments.what)
    staff, outbreak = _reader(arguments.actor), named_outbreak(arguments.outbreak)
    require_may_leave(staff, outbreak, what, now)
    names, export = names_in(what, outbreak, staff), export_of(what, outbreak, staff, now)
    waiting = arguments.file.with_name(f"{arguments.file.name}.part")
    try:
        with _private(waiting) as out:
            write_export(out, export, form, actor=staff, now=now, language=arguments.language)
        waiting.replace(arguments.file)
    finally:
        waiting.unlink(missing_ok=True)
    _tell(arguments, names, time.perf_counter() - began)
    return 0


def _reader(name: str | None) -> Staff | None:
    """Whoever signs in under this name and may take an outbreak out."""
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.identity.policy import is_allowed

    if name is None:
        return None
    found = Staff.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise RefusedError(f"nobody signs in as {name}")
    if not is_allowed(found, "tracing.export"):
        raise RefusedError(f"{name} may not take an outbreak out")
    return found


def _private(path: Path) -> IO[bytes]:
    """Opens a new file for its owner's eyes alone."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _tell(arguments: argparse.Namespace, names: int, seconds: float) -> None:
    size = arguments.file.stat().st_size
    if arguments.json:
        print(json.dumps({"what": arguments.what, "names": names, "bytes": size, "wall_s": round(seconds, 3)}))
    else:
        print(f"{arguments.file}: {size} bytes, {names} people by name")
