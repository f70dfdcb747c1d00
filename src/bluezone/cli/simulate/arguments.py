"""Arguments that replay and sweep share, and where both put their files."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bluezone.cli.refusal import RefusedError
from bluezone.cli.whole_numbers import whole_number

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, readable by us alone
_MEMORY_WANTED_BYTES = 2 << 30
_PREFIX, _LOCK = "bluezone-drill-", "lock"


def add_world_arguments(parser: argparse.ArgumentParser) -> None:
    """The trace, and what kind of world it is lived in."""
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
    """ID,ID,… as a set."""
    try:
        return frozenset(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError("people are given as whole numbers with commas between") from error


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """A private folder that is gone afterwards; in memory where there is room, since nothing in it must last.

    A killed process cannot clean up, so each one clears away what the dead have left: a folder whose lock nobody holds.
    """
    parent = _roomy_parent()
    for left in parent.glob(f"{_PREFIX}*"):
        _remove_if_abandoned(left)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent) as name:
        folder = Path(name)
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


@contextlib.contextmanager
def lasting_folder(folder: Path) -> Iterator[Path]:
    """The owner's folder, for one process at a time. Raises RefusedError while another has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefusedError(f"another process works in {folder}") from error
        yield folder


def _roomy_parent() -> Path:
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        room = os.statvfs(_MEMORY)
        if room.f_bavail * room.f_frsize >= _MEMORY_WANTED_BYTES:
            return _MEMORY
    return Path(tempfile.gettempdir())


def _remove_if_abandoned(folder: Path) -> None:
    try:
        with (folder / _LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # somebody's, or not ours to touch


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
