"""What hangs at a door and what goes home in a hand: posters and slips, with a code that a phone can read.

Three lines of a poster are to be read from three metres: capitals of at least 12 mm, or the poster is refused. One of
half the size, for a counter, is read from two. Black on white throughout, so that any office's printer and copier
carries it. Under the code stands a line that a person can type: an address, or a short code.
"""

from __future__ import annotations

import datetime as dt
import enum
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import segno

from bluezone.documents.errors import PaperError
from bluezone.documents.fonts import sans_width_mm
from bluezone.documents.typesetting import set_pdf, set_sheets
from bluezone.documents.words import Reason
from bluezone.vietnam.names import hides_signs

_READ_FROM = 250
"""Good eyes read capitals from four hundred times their height; signs allow for others."""
CAPITAL_EM = 0.729
"""Height of capitals in the posters' face."""
MAX_LINES, MAX_SLIPS, MAX_POSTERS, MAX_CODE_TEXT = 3, 500, 500, 600
LEAST_MODULE_MM = 0.7
"""A module of a code smaller than this blurs in a copier."""
_QUIET_MODULES = 4
_MM_A_POINT = 25.4 / 72


class Format(enum.Enum):
    """A size of paper, upright, and from how far it is read."""

    A4 = (210, 297, 104, 18, 3.0)
    A5 = (148, 210, 72, 12, 2.0)
    DOOR_A4 = (210, 297, 174, 12, 3.0)
    """With a code of 150 mm, within its quiet zone."""
    DOOR_A3 = (297, 420, 246, 18, 3.0)
    TABLE = (148, 210, 100, 10, 2.0)

    def __init__(self, width_mm: int, height_mm: int, code_mm: int, margin_mm: int, metres: float) -> None:
        self.width_mm, self.height_mm, self.code_mm, self.margin_mm = width_mm, height_mm, code_mm, margin_mm
        self.metres = metres

    @property
    def least_capital_mm(self) -> float:
        return self.metres * 1000 / _READ_FROM


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster."""

    lines: tuple[str, ...]
    """Read from afar, most important first."""
    code: str
    """What the code says to a phone."""
    place: str
    """As people call it."""
    under_code: str
    """An address, a short code to type or the way in the app. A place's own text (docs/protocol/10-venues.md) is too
    long for it."""
    typed: str = ""
    """Signs to type where no camera reads the code, on a line of their own; none where nothing is to be typed."""
    small_print: tuple[str, ...] = ()
    """Read from near: until when it is valid, whom to ask."""
    format: Format = Format.A4

    def __post_init__(self) -> None:
        if not 1 <= len(self.lines) <= MAX_LINES:
            raise PaperError(Reason.POSTER_LINES, most=MAX_LINES)
        if len(self.small_print) > 4:
            raise PaperError(Reason.SMALL_PRINT)
        for text, most in (*((line, 40) for line in self.lines), (self.place, 80), (self.under_code, 80)):
            check_line(text, most)
        if self.typed:
            check_line(self.typed, 40)
        for text in self.small_print:
            check_line(text, 120)
        size = self.line_pt
        if size * CAPITAL_EM * _MM_A_POINT < self.format.least_capital_mm:
            raise PaperError(Reason.POSTER_LINE_TOO_LONG, metres=self.format.metres)
        qr_drawing(self.code, self.format.code_mm)

    @property
    def line_pt(self) -> float:
        """The size in which the longest line fills the width; all lines share it."""
        widest = max(sans_width_mm(line, 100, bold=True) for line in self.lines)
        widest = max(widest, 0.1)  # signs without any width fill no line
        fitting = 100 * (self.format.width_mm - 2 * self.format.margin_mm) / widest
        return min(fitting, 0.075 * self.format.height_mm / _MM_A_POINT)


@dataclass(frozen=True, slots=True)
class Slip:
    """A code to take home: what it is, how to use it, until when."""

    title: str
    secret: str
    """Shown large, in groups of four."""
    steps: tuple[str, ...]
    valid_until: str
    contact: str
    code: str = ""
    """What the picture says to a phone; the secret itself where nothing else is given."""

    def __post_init__(self) -> None:
        if not self.secret.isascii() or not self.secret.isalnum() or not 4 <= len(self.secret) <= 24:
            raise PaperError(Reason.CODE_SIGNS)
        if not 1 <= len(self.steps) <= 6:
            raise PaperError(Reason.SLIP_STEPS)
        for text, most in ((self.title, 60), (self.valid_until, 80), (self.contact, 120)):
            check_line(text, most)
        for step in self.steps:
            check_line(step, 160)
        qr_drawing(self.code or self.secret, 40)

    @property
    def groups(self) -> tuple[str, ...]:
        """The code in groups, as people read it out."""
        return tuple(self.secret[place : place + 4] for place in range(0, len(self.secret), 4))


def set_poster(poster: Poster, *, now: dt.datetime) -> bytes:
    """Sets the poster as PDF."""
    return set_posters([poster], now=now)


def set_posters(posters: Sequence[Poster], *, now: dt.datetime) -> bytes:
    """Sets posters of one format as PDF, each on a page. Raises PaperError where one does not fit on its page."""
    if not 1 <= len(posters) <= MAX_POSTERS or len({poster.format for poster in posters}) > 1:
        raise PaperError(Reason.POSTERS, most=MAX_POSTERS)
    paper = posters[0].format
    data = {
        "posters": [_drawn(poster) for poster in posters],
        "code_mm": paper.code_mm,
        "width_mm": paper.width_mm,
        "height_mm": paper.height_mm,
        "margin_mm": paper.margin_mm,
    }
    return set_sheets("poster.typ", data, len(posters), now=now)


def set_slips(slips: Sequence[Slip], *, now: dt.datetime) -> bytes:
    """Sets slips as PDF, two on a page of A4, with a line to cut along."""
    if not 1 <= len(slips) <= MAX_SLIPS:
        raise PaperError(Reason.SLIPS, most=MAX_SLIPS)
    data = {
        "slips": [
            {
                "title": slip.title,
                "groups": slip.groups,
                "steps": slip.steps,
                "valid_until": slip.valid_until,
                "contact": slip.contact,
                "code": qr_drawing(slip.code or slip.secret, 40),
            }
            for slip in slips
        ],
    }
    return set_pdf("slips.typ", data, now=now).pdf


def symbol_mm(text: str, side_mm: float) -> float:
    """How wide the code itself is in a drawing of this side, without its quiet zone."""
    modules = int(segno.make_qr(text, error="m", boost_error=True).symbol_size(border=0)[0])
    return side_mm * modules / (modules + 2 * _QUIET_MODULES)


def _drawn(poster: Poster) -> dict[str, object]:
    return {
        "lines": poster.lines,
        "line_pt": poster.line_pt,
        "place": poster.place,
        "under_code": poster.under_code,
        "typed": poster.typed,
        "small_print": poster.small_print,
        "code": qr_drawing(poster.code, poster.format.code_mm),
    }


def qr_drawing(text: str, side_mm: float) -> str:
    """Draws a QR code with its quiet zone; refuses one whose modules would blur."""
    if not text or len(text) > MAX_CODE_TEXT:
        raise PaperError(Reason.CODE_LENGTH, most=MAX_CODE_TEXT)
    code = segno.make_qr(text, error="m", boost_error=True)
    if side_mm / (code.symbol_size(border=0)[0] + 2 * _QUIET_MODULES) < LEAST_MODULE_MM:
        raise PaperError(Reason.CODE_TOO_DENSE)
    buffer = io.BytesIO()
    code.save(buffer, kind="svg", border=_QUIET_MODULES, xmldecl=False, light="white")
    return buffer.getvalue().decode()


def check_line(text: str, most: int) -> None:
    """Demands a line of plain text, no longer than so many signs; raises PaperError."""
    if not text.strip() or len(text) > most:
        raise PaperError(Reason.LINE_LENGTH, most=most)
    if not unicodedata.is_normalized("NFC", text) or hides_signs(text):
        raise PaperError(Reason.LINE_SIGNS)
