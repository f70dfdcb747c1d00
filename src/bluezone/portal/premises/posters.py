"""The poster of a place: its signed code, at least 150 mm on A4, what it is for, whom to call there and in
the commune, until when it holds.

Under the code stand ten signs that are typed where no camera reads it (docs/protocol/10-venues.md, "Typed code"). The
code itself is the signed one, which a phone reads without a network. A code of before there were any has nothing to
type, and its poster says nothing of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bluezone.documents.errors import PaperError
from bluezone.documents.letters import settable
from bluezone.documents.posters import Format, Poster, set_posters
from bluezone.portal.errors import RefusedError
from bluezone.portal.premises.models import PlaceCode, Premises
from bluezone.portal.premises.telephones import telephones_at
from bluezone.portal.world import VIET_NAM
from bluezone.protocol.place_codes import spaced

SIZES = {"A4": Format.DOOR_A4, "A3": Format.DOOR_A3, "table": Format.TABLE}
"""By the names under which they are asked for."""
LINES = ("QUÉT MÃ KHI VÀO",)
HOW = "Bluezone › Địa điểm › Quét mã ở cổng"
"""The way in the app, in the words of its pages."""
OR_TYPE = "hoặc gõ mã"
_LONGEST_LINE = 120


def posters_of(codes: Sequence[PlaceCode], size: str, *, now: dt.datetime) -> bytes:
    """Sets the posters of these codes as PDF, one a page. Raises RefusedError for a size or a code that holds not."""
    if size not in SIZES:
        raise RefusedError("a poster has the size A4, A3 or table")
    if not codes or not all(code.is_read_at(now) for code in codes):
        raise RefusedError("phones take no code of this place now; sign another one first")
    offices = telephones_at(code.premises.path for code in codes)
    try:
        return set_posters([_worded(code, SIZES[size], offices, now) for code in codes], now=now)
    except PaperError as error:
        raise RefusedError("this place's name or address cannot be set on a poster") from error


def _worded(code: PlaceCode, paper: Format, offices: Mapping[str, str], now: dt.datetime) -> Poster:
    premises = code.premises
    ask = f"Hỏi: {premises.phone}" if premises.phone else ""
    until = f"Có giá trị đến {_date(code.valid_until)}; in ngày {_date(now)}"
    office = offices.get(premises.path, "")
    about_disease = f"Hỏi về dịch bệnh: {premises.unit.name}, {office}" if office else ""
    small = tuple(line for line in (_whereabouts(premises), ask, about_disease, until) if line)
    typed = f"{OR_TYPE} {spaced(code.typed)}" if code.typed else ""
    return Poster(LINES, code.text, settable(premises.full_name), HOW, typed, tuple(map(settable, small)), paper)


def _whereabouts(premises: Premises) -> str:
    """The place in one line: of what is too long for it the hamlet is left out, since the commune must stand there."""
    whole = premises.whereabouts
    short = ", ".join(part for part in (premises.address, premises.unit.name) if part)
    return whole if len(whole) <= _LONGEST_LINE else short[:_LONGEST_LINE]


def _date(moment: dt.datetime) -> str:
    day = moment.astimezone(VIET_NAM).date()
    return f"{day.day}/{day.month}/{day.year}"
