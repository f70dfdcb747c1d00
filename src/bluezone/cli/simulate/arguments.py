"""Arguments that replay and sweep share, and the line that shows how far they have come."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bluezone.cli.whole_numbers import whole_number


def add_world_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the trace, and what kind of world it is lived in."""
    parser.add_argument("trace", type=Path, metavar="TRACE", help="contacts: .csv or .csv.gz (t,i,j), or .parquet")
    parser.add_argument(
        "--confirm-day",
        type=whole_number(0, 400),
        metavar="N",
        help="day of the confirmation, 0 = the trace's first; minutes after it do not count as true",
    )
    parser.add_argument("--air", choices=("normal", "silent"), default="normal", help="silent: nothing is ever heard")
    parser.add_argument(
        "--bystanders", action="store_true", help="add colleagues 3 to 8 m away in the minutes they are seen at all"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def people_argument(text: str) -> frozenset[int]:
    """Reads ID,ID,… as a set."""
    try:
        return frozenset(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError("people are given as whole numbers with commas between") from error


class ProgressLine:
    """Fills one line on stderr; silent where nobody watches."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words
        self._shown = ""

    def __call__(self, stage: str, done: int, of: int) -> None:
        line = f"{self._words.get(stage, stage)}: {100 * done // max(1, of)} %"
        if line != self._shown and sys.stderr.isatty():
            self._shown = line
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
