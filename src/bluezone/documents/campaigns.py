"""What an announcement looks like on paper: a poster that is read from afar, and a script that is read aloud.

Black on white, A4. The poster wraps its lines by their measured widths and takes the largest letters that fit; below
capitals of 12 mm, which are read from three metres, it is refused. The script is set large, a sentence a line, with
its reading time and room to write down when it was read.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

from bluezone.documents.errors import PaperError
from bluezone.documents.fonts import sans_width_mm
from bluezone.documents.posters import CAPITAL_EM, Format, check_line, qr_drawing
from bluezone.documents.typesetting import set_pdf, set_sheet
from bluezone.documents.words import Reason

_MM_A_POINT = 25.4 / 72
_LEAST_PT = math.ceil(Format.A4.least_capital_mm / (CAPITAL_EM * _MM_A_POINT))
_SIZES_PT = tuple(range(80, _LEAST_PT - 1, -1))
_LINE_EM = 1.2
_CONTACT_SHARE = 0.55
"""Whom to call is read once one has come nearer."""
_CODE_MM = 62
_SMALL_PRINT_MM, _GAPS_MM = 32, 26
_MOST_SENTENCES = 30
_NARROWER = tuple(share / 100 for share in range(97, 40, -3))


@dataclass(frozen=True, slots=True)
class CampaignPoster:
    """One poster of an announcement: what is announced, what to do, whom to call."""

    headline: str
    action: str
    contact: str
    small_print: tuple[str, ...]
    language: Literal["vi", "en"] = "vi"
    code: str = ""
    """What the code says to a phone; empty for a poster without one."""
    under_code: str = ""

    def __post_init__(self) -> None:
        for text in (self.headline, self.action, self.contact):
            check_line(text, 60)
        for text in self.small_print:
            check_line(text, 120)
        if not 1 <= len(self.small_print) <= 4:
            raise PaperError(Reason.SMALL_PRINT_NEEDED)
        if bool(self.code) != bool(self.under_code):
            raise PaperError(Reason.CODE_WITHOUT_TEXT)
        if self.code:
            check_line(self.under_code, 80)
            qr_drawing(self.code, _CODE_MM)
        _fitted(self)


@dataclass(frozen=True, slots=True)
class ReadingScript:
    """Sentences for an announcer."""

    title: str
    sentences: tuple[str, ...]
    note: str
    """How long it takes, and its code."""
    columns: tuple[str, ...]
    """Heads of the empty table below, in which the announcer notes each reading."""
    language: Literal["vi", "en"] = "vi"

    def __post_init__(self) -> None:
        if not 1 <= len(self.sentences) <= _MOST_SENTENCES or not 1 <= len(self.columns) <= 6:
            raise PaperError(Reason.SCRIPT, most=_MOST_SENTENCES)
        for text in (self.title, self.note, *self.columns):
            check_line(text, 120)
        for text in self.sentences:
            check_line(text, 320)


def set_campaign_poster(poster: CampaignPoster, *, now: dt.datetime) -> bytes:
    """Sets the poster as PDF."""
    size, headline, action, contact = _fitted(poster)
    data = {
        "language": poster.language,
        "title": poster.headline,
        "size_pt": size,
        "contact_pt": size * _CONTACT_SHARE,
        "headline": headline,
        "action": action,
        "contact": contact,
        "code": qr_drawing(poster.code, _CODE_MM) if poster.code else "",
        "code_mm": _CODE_MM,
        "under_code": poster.under_code,
        "small_print": poster.small_print,
        "width_mm": Format.A4.width_mm,
        "height_mm": Format.A4.height_mm,
        "margin_mm": Format.A4.margin_mm,
    }
    return set_sheet("campaign.typ", data, now=now)


def set_script(script: ReadingScript, *, now: dt.datetime) -> bytes:
    """Sets the script as PDF."""
    data = {
        "language": script.language,
        "title": script.title,
        "sentences": script.sentences,
        "note": script.note,
        "columns": script.columns,
    }
    return set_pdf("script.typ", data, now=now).pdf


def _fitted(poster: CampaignPoster) -> tuple[float, list[str], list[str], list[str]]:
    """Finds the largest size in which everything has its place, and the lines. Raises PaperError where none is left."""
    paper = Format.A4
    room = paper.height_mm - 2 * paper.margin_mm - _SMALL_PRINT_MM - _GAPS_MM - (_CODE_MM + 8 if poster.code else 0)
    for size in _SIZES_PT:
        headline, action = (_wrapped(text, size) for text in (poster.headline, poster.action))
        contact = _wrapped(poster.contact, size * _CONTACT_SHARE)
        if headline and action and contact:
            lines = len(headline) + len(action) + _CONTACT_SHARE * len(contact)
            if lines * size * _LINE_EM * _MM_A_POINT <= room:
                return size, headline, action, contact
    raise PaperError(Reason.ANNOUNCEMENT_TOO_LONG)


def _wrapped(text: str, size_pt: float) -> list[str]:
    """Breaks a text between words, into as few and then as even lines as fit; empty when one word alone is too wide."""
    width = Format.A4.width_mm - 2 * Format.A4.margin_mm
    lines = _broken(text, size_pt, width)
    for share in _NARROWER:
        narrower = _broken(text, size_pt, width * share)
        if not lines or len(narrower) != len(lines):
            break
        lines = narrower
    return lines


def _broken(text: str, size_pt: float, width_mm: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and sans_width_mm(longer, size_pt, bold=True) <= width_mm:
            lines[-1] = longer
        elif sans_width_mm(word, size_pt, bold=True) <= width_mm:
            lines.append(word)
        else:
            return []
    return lines
