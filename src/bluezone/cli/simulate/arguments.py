"""Arguments that replay and sweep share, and where both put their files."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, readable by us alone
_MEMORY_WANTED_BYTES = 2 << 30


def add_world_arguments(parser: argparse.ArgumentParser) -> None:
    """The trace, and what kind of world it is lived in."""
    parser.add_argument("trace", type=Path, metavar="TRACE", help="contacts: .csv or .csv.gz (t,i,j), or .parquet")
    parser.add_argument("--confirm-day", type=int, metavar="N", help="day of the confirmation, 0 = the trace's first")
    parser.add_argument("--air", choices=("normal", "silent"), default="normal", help="silent: nothing is ever heard")
    parser.add_argument(
        "--bystanders", action="store_true", help="add colleagues 3 to 8 m away in the minutes they are seen at all"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def people_argument(text: str) -> frozenset[int]:
    """ID,ID,… as a set."""
    try:
        return frozenset(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError("people are given as whole numbers with commas between") from error


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """A private folder that is gone afterwards; in memory where there is room, since nothing in it must last."""
    parent = None
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        room = os.statvfs(_MEMORY)
        if room.f_bavail * room.f_frsize >= _MEMORY_WANTED_BYTES:
            parent = _MEMORY
    with tempfile.TemporaryDirectory(prefix="bluezone-", dir=parent) as folder:
        yield Path(folder)


class ProgressLine:
    """One line on stderr that fills up; silent where nobody watches."""

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
