"""`bluezone documents write`: a paper from JSON to PDF or DOCX, as a draft or with its number and date."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from bluezone.joining.clocks import vietnam_now
from bluezone.joining.refusal import RefusedError

_MOST_BYTES = 8 << 20


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Set a paper in the form of Nghị định 30/2020/NĐ-CP; without --number it is a draft."
    parser = commands.add_parser("write", help=sentence, description=sentence)
    parser.add_argument("paper", type=Path, metavar="JSON", help="the paper, as `documents example` prints one")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="ends in .pdf or .docx")
    parser.add_argument("--number", type=int, metavar="N", help="the number that the register gave it")
    parser.add_argument("--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="its date (today)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import msgspec

    from bluezone.documents.draft import write_docx
    from bluezone.documents.official import write_pdf
    from bluezone.documents.paper import Issue, Paper
    from bluezone.joining.reading import read_bounded

    if arguments.out.suffix not in {".pdf", ".docx"}:
        raise RefusedError(f"{arguments.out} ends neither in .pdf nor in .docx")
    if arguments.date is not None and arguments.number is None:
        raise RefusedError("a date is given together with a number")
    now = vietnam_now()
    try:
        paper = msgspec.json.decode(read_bounded(arguments.paper, _MOST_BYTES), type=Paper)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RefusedError(f"{arguments.paper}: {error}") from error
    issue = Issue(number=arguments.number, date=arguments.date or now.date()) if arguments.number is not None else None
    made = (
        write_docx(paper, issue, now=now) if arguments.out.suffix == ".docx" else write_pdf(paper, issue, now=now).pdf
    )
    arguments.out.write_bytes(made)
    return 0
