"""A paper as PDF, in the form of Nghị định 30/2020/NĐ-CP, with the place where its signature goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import msgspec

from bluezone.documents.layout import lay_out, number_of
from bluezone.documents.measures import ASCENT_EM, DESCENT_EM, HOUSE, LINE_EM, House
from bluezone.documents.paper import Issue, Paper
from bluezone.documents.typesetting import set_pdf


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
    """The PDF. Without an issue it is a draft, with number and date left open."""
    data = {
        "layout": lay_out(paper, issue, year=now.year),
        "house": house,
        "title": f"{paper.kind.title or 'Công văn'} {number_of(paper, issue).strip()}: {paper.subject}",
        "line_em": LINE_EM,
        "ascent_em": ASCENT_EM,
        "descent_em": DESCENT_EM,
    }
    done = set_pdf("paper.typ", data, now=now, marks="signature")
    return SetPaper(done.pdf, msgspec.convert(done.marks[0], SignaturePlace))
