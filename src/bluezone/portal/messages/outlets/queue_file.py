"""Into a file that a carrier's own program takes up: one line a message, written whole or not at all.

A line is appended by a single write under a lock and is on the disk before the message counts as handed over. The
carrier renames the file and reads the renamed one; the next message begins a new file.
"""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
from pathlib import Path
from typing import Annotated

import msgspec

from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.messages.outlets.base import Letter, OutletError, Taken


class QueueSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[queue]` of the outlets' file."""

    file: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    format: Annotated[str, msgspec.Meta(pattern=r"^(json|csv)\Z")] = "json"


class QueueOutlet:
    """Writes messages into one file."""

    def __init__(self, chosen: QueueSettings, folder: Path) -> None:
        self._chosen, self._path = chosen, folder / chosen.file

    def send(self, letter: Letter) -> Taken:
        """Adds a message to the file. Raises OutletError."""
        leave_by(Way.MESSAGE)
        line = (_json_line if self._chosen.format == "json" else _csv_line)(letter).encode()
        try:
            self._append(line)
        except OSError as error:
            raise OutletError("the queue file cannot be written", may_be_tried_again=True) from error
        return Taken()

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            before = os.fstat(descriptor).st_size
            written = os.write(descriptor, line)
            if written < len(line):
                os.ftruncate(descriptor, before)  # a full disk: half a line would spoil the next
                raise OSError("the disk is full")
            _keep(descriptor)
        finally:
            os.close(descriptor)


def _keep(descriptor: int) -> None:
    """Has what was written be on the disk. Where that fails the line stands there whole and a carrier may take it up;
    to cut it off again would be as uncertain on a disk that fails."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise OutletError(
            "the queue file may not be on the disk", may_be_tried_again=True, may_have_left=True
        ) from error


def _json_line(letter: Letter) -> str:
    told = {"key": letter.key, "to": letter.address, "text": letter.body}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _csv_line(letter: Letter) -> str:
    """Writes one line of csv; breaks in the text become blanks, so that a line stays a line."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow([letter.key, letter.address, " ".join(letter.body.split())])
    return buffer.getvalue()
