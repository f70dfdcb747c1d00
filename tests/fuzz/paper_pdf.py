"""A PDF that somebody hands in to be judged."""

from __future__ import annotations

import contextlib

from bluezone.conformance import inspect_paper
from bluezone.documents.errors import UnreadableError
from bluezone.documents.official import write_pdf
from tests.support.documents.papers import ISSUE, NOW, decision


def fuzz(data: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        inspect_paper(data)


def samples() -> list[bytes]:
    return [write_pdf(decision(), ISSUE, now=NOW).pdf]
