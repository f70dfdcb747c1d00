"""Margins: what a file states counts where its text shows no edge, and what neither shows is not judged."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from bluezone.conformance import inspect_paper
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
