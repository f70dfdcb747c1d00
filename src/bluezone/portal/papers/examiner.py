"""The program that looks into strangers' files: one file, one process, little memory, little time, no secrets of ours.

pyHanko, pdfium and python-docx walk through whatever somebody wrote. Whatever one of them does with it — loop, crash,
fill the memory — happens here and ends with this process (`examination` starts it and waits no longer than it says).
Task and answer are msgpack on standard input and output; Django is not loaded.
"""

from __future__ import annotations

import datetime as dt
import itertools
import sys
import time

import msgspec

from bluezone.conformance import Verdict
from bluezone.documents.errors import DocumentError
from bluezone.documents.page_pictures import picture_of_page
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.signing.verification import Signature
from bluezone.portal.bounded import confine, confine_further
from bluezone.vietnam.words import Words

CPU_SECONDS, MEMORY_BYTES = 20, 1_500 << 20
OPENING_SECONDS = 0.5
"""Of a certificate file: one of an authority takes a hundredth of it."""
PICTURE_DPI, MOST_PICTURES = 60, 3
LONGEST_SIDE_PX = 1_000
"""Of a picture: a page of a square kilometre is kept in memory no longer than a paper's."""


class Task(msgspec.Struct, frozen=True):
    """What to find out about which file."""

    kind: str
    """verify, inspect, returned, scan or certificate."""
    file: bytes
    now: dt.datetime
    roots: tuple[bytes, ...] = ()
    sent: bytes = b""
    """The file that went out, of one that was returned."""
    passphrase: str = ""
    """Of a certificate file."""


class Answer(msgspec.Struct, frozen=True):
    """What was found out, or why nothing was."""

    refused: str = ""
    """The name of a reason of `documents`."""
    error: str = ""
    """The name of the error that brought it."""
    values: dict[str, int | float | str | Words] = {}
    """What the reason's words take."""
    signatures: tuple[Signature, ...] = ()
    verdict: Verdict | None = None
    pictures: tuple[bytes, ...] = ()
    """The first pages, as PNG."""


def answer(task: Task) -> Answer:
    """Answers the task, for whoever runs this in their own process."""
    try:
        return _found(task)
    except DocumentError as error:
        values = {name: _plain(value) for name, value in error.values.items()}
        return Answer(refused=error.reason.name, error=type(error).__name__, values=values)


def _found(task: Task) -> Answer:
    from bluezone.documents import signing  # noqa: PLC0415 - loaded only where it is needed

    match task.kind:
        case "verify":
            return Answer(signatures=signing.verify_pdf(task.file, task.roots, now=task.now))
        case "returned":
            return Answer(signatures=signing.check_returned(task.sent, task.file, task.roots, now=task.now))
        case "scan":
            signing.check_scan(task.file)
            return Answer()
        case "certificate":
            _open_soon(task)
            return Answer()
    from bluezone.conformance import inspect_paper  # noqa: PLC0415 - same

    return Answer(verdict=inspect_paper(task.file), pictures=_pictures(task.file))


def _open_soon(task: Task) -> None:
    """Opens a certificate file, and ends the program where that takes longer than a thread of the portal may."""
    from bluezone.documents import signing  # noqa: PLC0415 - same

    began = time.process_time()
    confine_further(cpu_s=int(began) + 2)
    signing.open_pkcs12(task.file, task.passphrase)
    if time.process_time() - began > OPENING_SECONDS:
        sys.exit(1)


def _plain(value: object) -> int | float | str | Words:
    return value if isinstance(value, int | float | Words) else str(value)


def _pictures(file: bytes) -> tuple[bytes, ...]:
    """Draws the first pages; a DOCX has none before it is printed."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - loaded only where it is needed

    if b"%PDF-" not in file[:1024]:
        return ()
    pictures = []
    with one_at_a_time, pdfium.PdfDocument(file) as document:
        document.init_forms()
        for page in itertools.islice(document, MOST_PICTURES):
            scale = min(PICTURE_DPI / 72, LONGEST_SIDE_PX / max(1.0, *page.get_size()))
            pictures.append(picture_of_page(page, scale))
    return tuple(pictures)


def _main() -> None:
    confine(cpu_s=CPU_SECONDS, memory_bytes=MEMORY_BYTES)
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(task)))


if __name__ == "__main__":
    _main()
