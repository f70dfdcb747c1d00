"""`bluezone inspect paper`: whether a PDF or DOCX has the form that Nghị định 30/2020/NĐ-CP prescribes."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluezone.conformance import Finding, Verdict
    from bluezone.vietnam.words import Words


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Judge an official paper box by box: what is wrong, what was found, what is wanted, and where."
    parser = commands.add_parser("paper", help=sentence, description=sentence)
    parser.add_argument("file", type=Path, metavar="FILE", help="a PDF or DOCX, of ours or anybody's")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.conformance import MAX_FILE_BYTES, inspect_paper
    from bluezone.joining.reading import read_bounded

    verdict = inspect_paper(read_bounded(arguments.file, MAX_FILE_BYTES))
    print(json.dumps(_described(verdict), ensure_ascii=False) if arguments.json else "\n".join(_told(verdict)))
    return 0


def _described(verdict: Verdict) -> dict[str, Any]:
    return {
        "source": verdict.source,
        "readable": verdict.readable,
        "conforms": verdict.conforms,
        "findings": [_finding(finding) for finding in verdict.findings],
        "judged": list(verdict.judged),
        "unjudged": [dataclasses.asdict(each) for each in verdict.unjudged],
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "found": _in_english(finding.found),
        "wanted": finding.wanted,
        "where": finding.where.en,
    }


def _in_english(found: Words | str) -> str:
    return found if isinstance(found, str) else found.en


def _told(verdict: Verdict) -> list[str]:
    if not verdict.readable:
        return [f"cannot judge: {verdict.unjudged[0].why}"]
    lines = [
        f"{finding.severity.value}  {finding.rule}: {_in_english(finding.found)}; wanted: {finding.wanted}"
        f" ({finding.where.en})"
        for finding in verdict.findings
    ]
    told = f"{len(verdict.judged)} rules judged, {len(verdict.unjudged)} had nothing to judge by"
    return [*lines, f"conforms: {told}" if verdict.conforms else f"does not conform: {told}"]
