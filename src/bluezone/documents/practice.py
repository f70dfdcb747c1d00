"""Sheets to learn with: across each of them lies the mark, whichever template sets it and whatever is cut out of it.

That a process makes no others is said once, in its environment, and so to the programs that it starts: a caller who had
to say it with every paper would forget one.
"""

from __future__ import annotations

import os

import pypdfium2 as pdfium

from bluezone.documents.errors import UnreadableError
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.words import Reason
from bluezone.vietnam.practice import is_marked

VARIABLE = "BLUEZONE_SHEETS"
PRACTICE = "practice"


def make_only_practice_sheets() -> None:
    """Has this process, and whatever it starts, set no sheet without the mark from here on."""
    os.environ[VARIABLE] = PRACTICE


def make_real_sheets() -> None:
    """Has this process set sheets without the mark, and believe none with it, whatever its environment says."""
    os.environ.pop(VARIABLE, None)


def is_practice() -> bool:
    """Whether every sheet of this process bears the mark."""
    return os.environ.get(VARIABLE) == PRACTICE


def is_practice_sheet(pdf: bytes) -> bool:
    """Whether a file bears the mark on its first page, as text. What does not open is for others to refuse."""
    try:
        with one_at_a_time, pdfium.PdfDocument(pdf) as document:
            return len(document) > 0 and is_marked(document[0].get_textpage().get_text_range())
    except pdfium.PdfiumError:
        return False


def demand_no_practice(pdf: bytes) -> None:
    """Demands a file that was not made to learn with, but of whoever learns; raises UnreadableError."""
    if not is_practice() and is_practice_sheet(pdf):
        raise UnreadableError(Reason.PRACTICE)
