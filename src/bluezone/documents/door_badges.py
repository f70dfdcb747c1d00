"""Badges for those who work at a place, to be cut and worn: a code for its doors, a number, and room for a name that
whoever wears it writes by hand. Ten on a sheet of A4, each as large as a bank's card.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bluezone.documents.errors import PaperError
from bluezone.documents.posters import qr_drawing
from bluezone.documents.typesetting import set_sheets
from bluezone.documents.words import Reason
from bluezone.vietnam.names import hides_signs

ON_A_SHEET, MOST_BADGES = 10, 200
_CODE_MM, _LONGEST = 36, 160


def set_badges(badges: Sequence[tuple[str, str]], *, place: str, now: dt.datetime) -> bytes:
    """Sets badges as PDF: of each its number as people read it, and what its code says. Raises PaperError for too many,
    or none."""
    if not 1 <= len(badges) <= MOST_BADGES:
        raise PaperError(Reason.SLIPS, most=MOST_BADGES)
    if not place.strip() or len(place) > _LONGEST or hides_signs(place):
        raise PaperError(Reason.LINE_LENGTH, most=_LONGEST)
    data = {
        "badges": [{"number": number, "code": qr_drawing(text, _CODE_MM)} for number, text in badges],
        "place": place,
        "code_mm": _CODE_MM,
    }
    return set_sheets("door-badges.typ", data, -(-len(badges) // ON_A_SHEET), now=now)
