"""Has a stranger's file looked into by a process of its own (`examiner`), a few at a time, and waits not for ever."""

from __future__ import annotations

import datetime as dt
import subprocess
import threading

import msgspec

from bluezone.documents.errors import UnreadableError
from bluezone.documents.words import Reason
from bluezone.portal.bounded import run_bounded
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.examiner import Answer, Task

MAX_FILE_BYTES = 20 << 20
"""Of a paper that is examined; most have a hundredth of it."""
AT_ONCE = 2
LONGEST_S, LONGEST_WAIT_S = 30, 10
_PLACES = threading.BoundedSemaphore(AT_ONCE)


def verify_file(pdf: bytes, roots: tuple[bytes, ...], *, now: dt.datetime) -> Answer:
    """The signatures on a PDF. Raises UnreadableError or RefusedError where nothing can be said."""
    return _examine(Task("verify", pdf, now, roots))


def inspect_file(file: bytes, *, now: dt.datetime) -> Answer:
    """The form of a PDF or DOCX, and pictures of its first pages. Raises UnreadableError or RefusedError."""
    return _examine(Task("inspect", file, now))


def _examine(task: Task) -> Answer:
    if len(task.file) > MAX_FILE_BYTES:
        raise RefusedError("a file that is examined has at most 20 MB")
    if not _PLACES.acquire(timeout=LONGEST_WAIT_S):
        raise RefusedError("many files are being examined now; try again in a minute")
    try:
        answer = _run(task)
    finally:
        _PLACES.release()
    if answer.refused:
        raise UnreadableError(Reason[answer.refused], **answer.values)
    return answer


def _run(task: Task) -> Answer:
    try:
        answer = run_bounded("bluezone.portal.papers.examiner", msgspec.msgpack.encode(task), longest_s=LONGEST_S)
        return msgspec.msgpack.decode(answer, type=Answer)
    except (subprocess.SubprocessError, msgspec.MsgspecError) as error:
        raise RefusedError("looking into this file took longer, or more memory, than any paper needs") from error
