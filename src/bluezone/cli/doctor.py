"""`bluezone doctor`: what is wrong with an installation, and what to do."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.joining.doctor.check import Check
    from bluezone.vietnam.words import Language

_MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Look at an installed portal or exchange and its machine, change nothing, and say what to do."
    parser = commands.add_parser("doctor", help=sentence, description=f"{sentence} Ends with 1 if something is bad.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="a portal's or exchange's directory")
    parser.add_argument("--database", metavar="URL", help="the store, where it does not lie in the directory")
    parser.add_argument(
        "--certificate",
        action="append",
        default=[],
        metavar="URL|FILE",
        help="the proxy's certificate: an https address, or its file; default: the address of a portal's last start",
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of what is said (default: vi)")
    parser.add_argument("--json", action="store_true", help="one object, for a monitor")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.doctor.certificates import require_places
    from bluezone.joining.doctor.looking import look_into

    require_places(arguments.certificate)
    checks = look_into(arguments.data, arguments.database, arguments.certificate)
    is_ok = all(check.state != "bad" for check in checks)
    if arguments.json:
        told = [_as_told(check, arguments.language) for check in checks]
        print(json.dumps({"ok": is_ok, "checks": told}, ensure_ascii=False))
    else:
        print("\n".join(line for check in checks for line in _lines(check, arguments.language)))
    return 0 if is_ok else 1


def _as_told(check: Check, language: Language) -> dict[str, str]:
    do = check.do.said(language) if check.do is not None else ""
    return {"name": check.name, "state": check.state.value, "said": check.said.said(language), "do": do}


def _lines(check: Check, language: Language) -> list[str]:
    first = f"{_MARKS[check.state]} {check.name:15} {check.said.said(language)}"
    return [first] if check.do is None else [first, f"  {'':15} → {check.do.said(language)}"]
