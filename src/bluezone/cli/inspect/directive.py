"""`bluezone inspect directive`: a directive's file as one table, or one line that says what is wrong with it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluezone.portal.rollout.directive.letter import Directive


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Show clause by clause what a directive asks, of whom, counted and proved how."
    parser = commands.add_parser("directive", help=sentence, description=sentence)
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="the directive; unless told, the one that comes with Bluezone",
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="language of the table (vi)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.portal.rollout.directive.table import as_markdown

    directive = _directive(arguments.file)
    if arguments.json:
        print(json.dumps(_described(directive), ensure_ascii=False))
    else:
        print(as_markdown(directive, arguments.language), end="")
    return 0


def _directive(file: Path | None) -> Directive:
    from bluezone.cli.inspect.reading import read_bounded
    from bluezone.portal.rollout.directive.loading import MOST_BYTES, read_directive, shipped_directive

    return read_directive(read_bounded(file, MOST_BYTES), file.name) if file else shipped_directive()


def _described(directive: Directive) -> dict[str, Any]:
    from bluezone.portal.rollout.directive.table import HEAD, clause_table

    return {
        "id": directive.id,
        "issuer": directive.letter.issuer,
        "date": directive.letter.date.isoformat(),
        "due": directive.reporting.due.isoformat(),
        "indicators": len(directive.indicators),
        "rates": len(directive.rates),
        "rows": [
            {"instruction": row.instruction}
            | {head.en: {"vi": cell.vi, "en": cell.en} for head, cell in zip(HEAD, row.cells, strict=True)}
            for row in clause_table(directive)
        ],
    }
