"""A paper as PDF, in the form of Nghị định 30/2020/NĐ-CP, with the place where its signature goes."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from dataclasses import dataclass

import msgspec

from bluezone.documents.fonts import width_mm
from bluezone.documents.layout import Layout, lay_out, number_of
from bluezone.documents.measures import A4_MM, ASCENT_EM, DESCENT_EM, HOUSE, LINE_EM, House
from bluezone.documents.paper import Issue, Paper
from bluezone.documents.typesetting import set_pdf

_MM_A_POINT = 25.4 / 72
_MOST_BESIDE_MM, _AROUND_SIGNATURE_MM, _GUTTER_MM = 170.0, 25.0, 4.0
_FILLED = 0.93
"""Of a line; the rest is lost where words break."""


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """The room between the signer's office and name, from the top left of its page."""

    page: int
    """From 1."""
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class SetPaper:
    """A paper as it is read and printed."""

    pdf: bytes
    signature: SignaturePlace


def write_pdf(paper: Paper, issue: Issue | None, *, now: dt.datetime, house: House = HOUSE) -> SetPaper:
    """Writes the PDF. Without an issue it is a draft, with number and date left open."""
    layout = lay_out(paper, issue, year=now.year)
    data = {
        "layout": layout,
        "house": house,
        "beside": recipients_beside(layout, house),
        "title": f"{paper.kind.title or 'Công văn'} {number_of(paper, issue).strip()}: {paper.subject}",
        "line_em": LINE_EM,
        "ascent_em": ASCENT_EM,
        "descent_em": DESCENT_EM,
    }
    done = set_pdf("paper.typ", data, now=now, marks="signature")
    return SetPaper(done.pdf, msgspec.convert(done.marks[0], SignaturePlace))


def recipients_beside(layout: Layout, house: House) -> int:
    """How many lines of Nơi nhận stand beside the signature: all, or where they would fill the page, as many as there
    is signature beside them; the rest runs on to the next page."""
    heights = [_height_mm(line, house) for line in layout.recipients]
    if sum(heights) <= _MOST_BESIDE_MM:
        return len(heights)
    reached = itertools.accumulate(heights)
    return sum(height <= house.signature_mm + _AROUND_SIGNATURE_MM for height in reached)


def _height_mm(line: str, house: House) -> float:
    """The height of one recipient, whose words are broken in half of the page."""
    column = (A4_MM[0] - house.left_mm - house.right_mm - _GUTTER_MM) / 2
    lines = math.ceil(width_mm(line, house.recipients_pt) / (_FILLED * column))
    return lines * house.recipients_pt * LINE_EM * _MM_A_POINT
