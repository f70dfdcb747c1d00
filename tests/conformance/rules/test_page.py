"""Margins: what a file states counts where its text shows no edge, and what neither shows is not judged."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from bluezone.conformance import inspect_paper
from bluezone.conformance.rules.page import RULES
from bluezone.conformance.rules.rule import CannotJudgeError
from bluezone.conformance.sheet import Align, Box, Line, Page, PageNumber, Run, Sheet, Type
from tests.support.documents.papers import letter
from tests.support.documents.spoiling import spoilt_docx

MARGINS = ("page.margin-left", "page.margin-right")


def test_a_stated_margin_is_judged_of_ragged_text_too() -> None:
    def ragged_and_wide(document: Document) -> None:
        document.sections[0].right_margin = Mm(40)
        for paragraph in document.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT

    verdict = inspect_paper(spoilt_docx(letter(), ragged_and_wide))

    assert ["40.0 mm"] == [one.found for one in verdict.findings if one.rule == "page.margin-right"]


def test_of_a_file_that_states_no_margin_and_shows_no_edge_none_is_judged() -> None:
    def without_section(document: Document) -> None:
        document.element.body.remove(document.element.body.sectPr)

    verdict = inspect_paper(spoilt_docx(letter(), without_section))

    assert set(MARGINS) <= {one.rule for one in verdict.unjudged}
    assert set(MARGINS).isdisjoint(verdict.judged)


def test_a_number_on_the_first_page_is_told_of_a_docx_alone() -> None:
    """What looks like one on the first page of a PDF may be anything else."""
    number = PageNumber(1, Type("Tinos", 13, bold=False, italic=False), Align.CENTRE, in_top_margin=True)
    (rule,) = (one for one in RULES if one.name == "page.number")

    told = {
        source: [one.found.en for one in rule.findings(SimpleNamespace(sheet=sheet_of(source, number)))]
        for source in ("docx", "pdf")
    }

    assert {"docx": ["a number on the first page"], "pdf": []} == told


@pytest.mark.parametrize(("second", "goes_on"), [("Khi cài đặt", True), ("Phụ lục I", False)])
def test_a_second_page_wants_a_number_unless_it_begins_an_appendix(second: str, goes_on: bool) -> None:
    kind = Type("Tinos", 14, bold=False, italic=False)
    lines = tuple(Line((Run(text, kind),), page) for page, text in ((1, "Kính gửi"), (2, second)))
    anatomy = SimpleNamespace(sheet=Sheet("pdf", (Page(210, 297),) * 2, lines, (), numbers_known=True))
    (rule,) = (one for one in RULES if one.name == "page.number")

    if goes_on:
        assert ["no page numbers"] == [one.found.en for one in rule.findings(anatomy)]
    else:
        with pytest.raises(CannotJudgeError, match="one page only"):
            rule.findings(anatomy)


def test_a_number_at_the_foot_of_a_page_that_lies_on_its_side_is_found_there() -> None:
    kind = Type("Tinos", 14, bold=False, italic=False)
    lines = tuple(
        Line((Run(text, kind),), page, box=Box(100, below - 4, 110, below + 1, below))
        for text, page, below in (("Kính gửi", 1, 50), ("Khi cài đặt", 2, 50), ("2", 2, 200))
    )
    sheet = Sheet("pdf", (Page(210, 297), Page(297, 210)), lines, (), numbers_known=True)
    (rule,) = (one for one in RULES if one.name == "page.number")

    assert ["at page 2: 2"] == [one.found.en for one in rule.findings(SimpleNamespace(sheet=sheet))]


@pytest.mark.parametrize(
    ("width", "height", "found"),
    [(210, 297, []), (211, 296, []), (297, 210, []), (211.25, 297, ["211 × 297 mm"]), (210, 298.25, ["210 × 298 mm"])],
)
def test_a_sheet_is_a4_within_a_millimetre(width: float, height: float, found: list[str]) -> None:
    (rule,) = (one for one in RULES if one.name == "page.size")
    sheet = Sheet("pdf", (Page(width, height),), (), (), numbers_known=True)

    assert found == [one.found for one in rule.findings(SimpleNamespace(sheet=sheet))]


def sheet_of(source: str, number: PageNumber) -> Sheet:
    return Sheet(source, (Page(210, 297),), (), (number,), numbers_known=True)
