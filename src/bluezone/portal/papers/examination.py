"""Examining a stranger's file in a process of its own (`examiner`): a few at a time, and not for ever."""

from __future__ import annotations

import datetime as dt
import enum
import subprocess
import threading
from collections.abc import Sequence

import msgspec

from bluezone.documents.errors import CredentialError, DocumentError, SignatureError, SigningError, UnreadableError
from bluezone.documents.signing.verification import Signature
from bluezone.documents.words import Reason
from bluezone.portal.bounded import run_bounded
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.examiner import Answer, Task

MAX_FILE_BYTES = 20 << 20
"""Of a paper that is examined; most have a hundredth of it."""
AT_ONCE = 2
LONGEST_S, LONGEST_WAIT_S = 30, 10
_ERRORS: dict[str, type[DocumentError]] = {
    each.__name__: each for each in (CredentialError, SignatureError, SigningError)
}


class Caller(enum.Enum):
    """Whose file is looked into: whatever strangers bring, staff's files have places of their own."""

    STRANGER = enum.auto()
    STAFF = enum.auto()


_PLACES = {caller: threading.BoundedSemaphore(AT_ONCE) for caller in Caller}


def verify_file(pdf: bytes, roots: tuple[bytes, ...], *, now: dt.datetime, caller: Caller = Caller.STRANGER) -> Answer:
    """Verifies the signatures on a PDF. Raises UnreadableError or RefusedError where nothing can be said."""
    return _examine(Task("verify", pdf, now, roots), caller)


def check_returned(sent: bytes, returned: bytes, roots: Sequence[bytes], *, now: dt.datetime) -> tuple[Signature, ...]:
    """Checks a file that an office's own tool signed: its new signatures. Raises what `documents` refuses it with."""
    return _examine(Task("returned", returned, now, tuple(roots), sent), Caller.STAFF).signatures


def check_scan(scan: bytes, *, now: dt.datetime) -> None:
    """Checks a scan of a paper that was signed by hand. Raises UnreadableError or RefusedError."""
    _examine(Task("scan", scan, now), Caller.STAFF)


def inspect_file(file: bytes, *, now: dt.datetime) -> Answer:
    """Checks the form of a PDF or DOCX, and draws its first pages. Raises UnreadableError or RefusedError."""
    return _examine(Task("inspect", file, now), Caller.STRANGER)


def require_openable(certificate: bytes, passphrase: str, *, now: dt.datetime) -> None:
    """Requires a certificate file that opens, and soon. Raises CredentialError or RefusedError.

    The file says itself how often its passphrase is hashed, up to two thousand million times, and OpenSSL lets no other
    thread of this process go on meanwhile: so it is opened elsewhere before it is opened here.
    """
    _examine(Task("certificate", certificate, now, passphrase=passphrase), Caller.STAFF)


def _examine(task: Task, caller: Caller) -> Answer:
    if len(task.file) > MAX_FILE_BYTES:
        raise RefusedError("a file that is examined has at most 20 MB")
    if not _PLACES[caller].acquire(timeout=LONGEST_WAIT_S):
        raise RefusedError("many files are being examined now; try again in a minute")
    try:
        answer = _run(task)
    finally:
        _PLACES[caller].release()
    if answer.refused:
        raise _ERRORS.get(answer.error, UnreadableError)(Reason[answer.refused], **answer.values)
    return answer


def _run(task: Task) -> Answer:
    try:
        answer = run_bounded("bluezone.portal.papers.examiner", msgspec.msgpack.encode(task), longest_s=LONGEST_S)
        return msgspec.msgpack.decode(answer, type=Answer)
    except (subprocess.SubprocessError, msgspec.MsgspecError) as error:
        raise RefusedError("looking into this file took longer, or more memory, than any paper needs") from error
