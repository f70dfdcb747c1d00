"""Typst, held by the hand: a template of ours, data as JSON, our fonts only, and the same bytes for the same input.

Templates take every word as data, so that no text can become a command. Nothing is fetched: there are no packages, and
no font but those of `fonts`. The moment that PDF wants in its metadata is an argument.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import typst

from bluezone.documents.errors import PaperError
from bluezone.documents.fonts import sans, serif, typst_fonts
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.practice import is_practice
from bluezone.documents.words import Reason
from bluezone.vietnam.practice import MARK

_OVER_ALL = "practice.typ"
"""Takes any other in, so that none can forget the mark."""
_LONG = 60_000
"""Letters of data. Typst keeps what its last ten compilations made, for the next to be faster: of a paper of a hundred
pages 40 MB each, of the longest that a portal keeps 300."""
_KEPT = 10
PDF_STANDARD: typst.PDFStandard = "a-2a"
"""PDF/A-2, level A: kept for decades, with its text and structure for a screen reader."""


@dataclass(frozen=True, slots=True)
class Set:
    """A sheet that came off the press, with the places that were asked for."""

    pdf: bytes
    marks: tuple[dict[str, float], ...]
    """What the template noted about places on the page, in order."""


def set_stamp(data: object, *, now: dt.datetime) -> bytes:
    """Sets one small page that is drawn into another file: without metadata and structure of its own."""
    with _compiler("stamp.typ", data) as compiler:
        return _one(compiler.compile(format="pdf", timestamp=_second(now), pdf_tags=False))


def set_png(template: str, data: object, *, dots_an_inch: float, now: dt.datetime) -> bytes:
    """Sets the only page of a template as a picture. Raises PaperError where one page is not enough."""
    with _compiler(template, data) as compiler:
        picture = compiler.compile(format="png", ppi=dots_an_inch, timestamp=_second(now))
    if isinstance(picture, list):
        raise PaperError(Reason.TOO_MUCH)
    return _one(picture)


def set_sheet(template: str, data: object, *, now: dt.datetime) -> bytes:
    """Sets a PDF of one page. Raises PaperError where one is not enough."""
    return set_sheets(template, data, 1, now=now)


def set_sheets(template: str, data: object, count: int, *, now: dt.datetime) -> bytes:
    """Sets a PDF of so many pages: what hangs on a wall has no second one. Raises PaperError where they do not do."""
    pdf = set_pdf(template, data, now=now).pdf
    with one_at_a_time, pdfium.PdfDocument(pdf) as document:
        if len(document) > count:
            raise PaperError(Reason.TOO_MUCH)
    return pdf


def set_pdf(template: str, data: object, *, now: dt.datetime, marks: str | None = None) -> Set:
    """Sets a PDF from one of our templates; `marks` names the label of the places that the caller wants to know."""
    with _compiler(template, data) as compiler:
        pdf = _one(compiler.compile(format="pdf", pdf_standards=PDF_STANDARD, timestamp=_second(now)))
        found = compiler.query(f"<{marks}>", field="value") if marks else "[]"
    return Set(pdf, tuple(msgspec.json.decode(found)))


@contextlib.contextmanager
def _compiler(template: str, data: object) -> Iterator[typst.Compiler]:
    words = msgspec.json.encode(data).decode()
    inputs = {"data": words, "font": serif().family, "sans": sans().family}
    if is_practice():
        inputs |= {"mark": MARK.vi, "mark_en": MARK.en, "template": template}
    with as_file(files("bluezone.documents").joinpath("templates")) as folder:
        try:
            yield typst.Compiler(
                folder / (_OVER_ALL if is_practice() else template),
                root=folder,
                font_paths=typst_fonts(),
                ignore_system_fonts=True,
                sys_inputs=inputs,
            )
        except typst.TypstError as error:
            raise PaperError(Reason.UNSETTABLE, why=error.message) from error
        finally:
            if len(words) > _LONG:
                _let_go(folder)


def _let_go(folder: Path) -> None:
    """Has typst forget a long paper, as it does once so many others follow: of these each takes a few milliseconds."""
    empty = typst.Compiler(folder / "empty.typ", root=folder, ignore_system_fonts=True)
    for _ in range(_KEPT + 1):
        empty.compile(format="pdf")


def _second(now: dt.datetime) -> dt.datetime:
    """Cuts a moment to the second: PDF counts no finer, and typst takes a zone only as its offset."""
    offset = now.utcoffset()
    zone = dt.timezone(offset) if offset is not None else None
    return now.replace(microsecond=0, tzinfo=zone)


def _one(pdf: object) -> bytes:
    if not isinstance(pdf, bytes):
        raise TypeError("typst gives one PDF for one template")
    return pdf
