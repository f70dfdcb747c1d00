"""`bluezone inspect directive`: a directive's file as one table, or one line that says what is wrong with it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluezone.rollout.addressees.expecting import Expectation, ExpectedReport
    from bluezone.rollout.directive.letter import Directive
    from bluezone.vietnam.words import Language


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
    parser.add_argument(
        "--organisations",
        type=Path,
        metavar="FILE",
        help="a csv of organisations: who of them must report on which clauses, and which clauses find nobody",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.rollout.directive.table import as_markdown

    directive = _directive(arguments.file)
    expectation = _expectation(directive, arguments.organisations) if arguments.organisations else None
    if arguments.json:
        said = _described(directive) | (_expected(expectation) if expectation else {})
        print(json.dumps(said, ensure_ascii=False))
        return 0
    print(as_markdown(directive, arguments.language), end="")
    if expectation:
        print("\n" + "\n".join(_expected_lines(expectation, arguments.language)))
    return 0


def _directive(file: Path | None) -> Directive:
    from bluezone.joining.reading import read_bounded
    from bluezone.rollout.directive.loading import MOST_BYTES, read_directive, shipped_directive

    return read_directive(read_bounded(file, MOST_BYTES), file.name) if file else shipped_directive()


def _expectation(directive: Directive, file: Path) -> Expectation:
    from bluezone.joining.reading import read_bounded
    from bluezone.rollout.addressees.expecting import expect
    from bluezone.rollout.addressees.organisations import MOST_BYTES, read_organisations

    return expect(directive, read_organisations(read_bounded(file, MOST_BYTES), file.name))


def _expected(expectation: Expectation) -> dict[str, Any]:
    return {
        "expected": [
            {
                "organisation": report.organisation.id,
                "clauses": _clauses(report),
                "indicators": list(report.indicators),
                "due": report.due.isoformat(),
            }
            for report in expectation.reports
        ],
        "unaddressed": [instruction.id for instruction in expectation.unaddressed],
    }


def _expected_lines(expectation: Expectation, language: Language) -> list[str]:
    """Writes the expected reports; `read_organisations` takes only names that can be printed."""
    lines = [
        f"{report.organisation.name}: {', '.join(_clauses(report))} ({len(report.indicators)})"
        for report in expectation.reports
    ]
    nobody = {"vi": "KHÔNG CÓ AI", "en": "NOBODY"}[language]
    return lines + [f"{nobody}: {instruction.words.said(language)}" for instruction in expectation.unaddressed]


def _clauses(report: ExpectedReport) -> list[str]:
    return list(dict.fromkeys(assignment.place for assignment in report.assignments))


def _described(directive: Directive) -> dict[str, Any]:
    from bluezone.rollout.directive.table import HEAD, clause_table

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
