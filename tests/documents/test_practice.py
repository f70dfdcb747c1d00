"""Sheets to learn with: the mark lies over every page of every template, and elsewhere they are taken by nobody."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import docx
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from bluezone.cli.documents.example import example_letter
from bluezone.conformance.inspection import inspect_paper
from bluezone.documents.cards import Card, set_card
from bluezone.documents.draft import write_docx
from bluezone.documents.errors import UnreadableError
from bluezone.documents.official import write_pdf
from bluezone.documents.practice import VARIABLE, demand_no_practice, make_only_practice_sheets
from bluezone.documents.signing import check_scan, verify_pdf
from bluezone.documents.words import Reason
from bluezone.vietnam.practice import MARK, is_marked
from tests.support.sources import PACKAGE

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)


@pytest.fixture
def practising(monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    make_only_practice_sheets()


@pytest.fixture
def sheet(monkeypatch) -> bytes:
    """A letter of a training, in the hands of somebody who is in none."""
    monkeypatch.setenv(VARIABLE, "practice")
    made = write_pdf(example_letter(), None, now=NOW).pdf
    monkeypatch.delenv(VARIABLE)
    return made


def pages_of(pdf: bytes) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_a_letter_bears_the_mark_over_its_whole_page_and_its_words_stay(practising):
    letter = write_pdf(example_letter(), None, now=NOW)
    (text,) = pages_of(letter.pdf)

    assert text.count(MARK.vi) > 50
    assert "Để việc quản lý, truy vết" in text


def test_the_place_of_the_signature_does_not_move(monkeypatch):
    places = []
    for value in ("", "practice"):
        monkeypatch.setenv(VARIABLE, value)
        places.append(write_pdf(example_letter(), None, now=NOW).signature)

    assert places[0] == places[1]


def test_no_template_says_what_lies_over_its_pages():
    """Whichever did would take the mark off."""
    folder = PACKAGE / "documents" / "templates"
    others = [path for path in folder.glob("*.typ") if path.name != "practice.typ"]

    assert len(others) > 10
    assert [] == [path.name for path in others if "foreground" in path.read_text(encoding="utf-8")]


def test_a_picture_of_a_message_is_another_one_with_the_mark(monkeypatch):
    drawn = []
    for value in ("", "practice"):
        monkeypatch.setenv(VARIABLE, value)
        drawn.append(Image.open(io.BytesIO(set_card(Card("Xin chào", ""), now=NOW))).convert("L"))

    assert ImageChops.difference(*drawn).getbbox() is not None


def test_a_letter_for_a_word_processor_says_it_on_each_page(practising):
    document = docx.Document(io.BytesIO(write_docx(example_letter(), None, now=NOW)))
    (section,) = document.sections

    assert all(
        is_marked("\n".join(one.text for one in part.paragraphs))
        for part in (section.header, section.first_page_header)
    )


def test_without_a_training_nothing_says_so():
    assert not is_marked("".join(pages_of(write_pdf(example_letter(), None, now=NOW).pdf)))
    assert "" == docx.Document(io.BytesIO(write_docx(example_letter(), None, now=NOW))).core_properties.comments


@pytest.mark.parametrize(
    "take",
    [
        demand_no_practice,
        inspect_paper,
        check_scan,
        lambda pdf: verify_pdf(pdf, (), now=NOW),
    ],
)
def test_elsewhere_a_sheet_to_learn_with_is_taken_by_nobody(sheet, take: Callable[[bytes], object]):
    with pytest.raises(UnreadableError) as refused:
        take(sheet)

    assert Reason.PRACTICE is refused.value.reason


def test_a_draft_to_learn_with_is_judged_by_nobody(monkeypatch):
    monkeypatch.setenv(VARIABLE, "practice")
    draft = write_docx(example_letter(), None, now=NOW)
    monkeypatch.delenv(VARIABLE)

    with pytest.raises(UnreadableError) as refused:
        inspect_paper(draft)

    assert Reason.PRACTICE is refused.value.reason
