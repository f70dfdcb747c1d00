"""A stranger's or a colleague's photo or PDF, looked into by a process of its own before anything is locked.

What comes out is kept with `keep_attachment`, inside the transaction of whatever it belongs to.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import threading
from dataclasses import dataclass

import msgspec

from bluezone.portal.bounded import run_bounded
from bluezone.portal.directives.models import File
from bluezone.portal.directives.services.attachment_examiner import Answer, Task
from bluezone.portal.directives.services.filing import keep_file
from bluezone.portal.directives.services.pdfs import MOST_BYTES
from bluezone.portal.directives.services.photos import MOST_BYTES_IN
from bluezone.portal.errors import BusyError, RefusedError

JPEG, PDF = "image/jpeg", "application/pdf"
AT_ONCE = 2
LONGEST_S, LONGEST_WAIT_S = 30, 10
_PLACES = threading.BoundedSemaphore(AT_ONCE)
_EXAMINER = "bluezone.portal.directives.services.attachment_examiner"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it will be kept."""

    content: bytes
    media_type: str


def examined_photo(content: bytes) -> Attachment:
    """The photo, written anew. Raises RefusedError."""
    if len(content) > MOST_BYTES_IN:
        raise RefusedError("a photo has at most 16 MB")
    return Attachment(_examined("photo", content, "this photo is broken"), JPEG)


def examined_scan(content: bytes) -> Attachment:
    """Gives back a PDF as it is, or a photo written anew. Raises RefusedError."""
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        return examined_photo(content)
    if len(content) > MOST_BYTES:
        raise RefusedError("a PDF has at most 10 MB")
    _examined("pdf", content, "this PDF does not open")
    return Attachment(content, PDF)


def keep_attachment(attachment: Attachment, *, name: str, now: dt.datetime) -> File:
    """Keeps it, or finds it already there."""
    return keep_file(attachment.content, name=name, media_type=attachment.media_type, now=now)


def _examined(kind: str, content: bytes, fallen: str) -> bytes:
    if not _PLACES.acquire(timeout=LONGEST_WAIT_S):
        raise _busy()
    try:
        task = msgspec.msgpack.encode(Task(kind, content))
        answer = msgspec.msgpack.decode(run_bounded(_EXAMINER, task, longest_s=LONGEST_S), type=Answer)
    except subprocess.TimeoutExpired as error:  # others had the processor: of its own time it has less than this
        raise _busy() from error
    except (subprocess.SubprocessError, msgspec.MsgspecError) as error:
        raise RefusedError(fallen) from error
    finally:
        _PLACES.release()
    if answer.refused:
        raise RefusedError(answer.refused)
    return answer.content


def _busy() -> BusyError:
    return BusyError("many files are being examined now; try again in a minute")
