"""Sheets of labels for tubes: bars for a scanner, the same digits for eyes and hands, and whose sheet it is.

A4 with 4 x 12 labels of 45.7 x 21.2 mm, a size that is sold. No name stands on a label: whose sample it is, only the
portal knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bluezone.documents.barcodes import bars_drawing
from bluezone.documents.errors import PaperError
from bluezone.documents.typesetting import set_sheets
from bluezone.documents.words import Reason
from bluezone.vietnam.names import hides_signs

COLUMNS, ROWS = 4, 12
ON_A_SHEET = COLUMNS * ROWS
MOST_SHEETS = 20
_LONGEST = 80


def set_labels(barcodes: Sequence[tuple[str, str]], *, place: str, now: dt.datetime) -> bytes:
    """Sets whole sheets of labels as PDF: of each the digits, and how they are written for people. Raises PaperError
    for too many, or none."""
    sheets, rest = divmod(len(barcodes), ON_A_SHEET)
    if rest or not 1 <= sheets <= MOST_SHEETS:
        raise PaperError(Reason.SLIPS, most=MOST_SHEETS)
    if not place.strip() or len(place) > _LONGEST or hides_signs(place):
        raise PaperError(Reason.LINE_LENGTH, most=_LONGEST)
    labels = [{"bars": bars_drawing(digits), "digits": written} for digits, written in barcodes]
    return set_sheets(
        "labels.typ", {"labels": labels, "place": place, "columns": COLUMNS, "rows": ROWS}, sheets, now=now
    )
