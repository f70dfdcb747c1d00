"""Which paragraphs of a PDF begin where they seem to begin."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bluezone.conformance.paragraphs import Paragraph, Text
from bluezone.conformance.rules.text import RULES
from bluezone.conformance.sheet import Form, Line, Run, Type

TYPE = Type("Times New Roman", 14, bold=False, italic=False)
SENTENCE = "Các cơ quan, đơn vị và Ủy ban nhân dân các xã, thị trấn triển khai ứng dụng đến từng hộ dân trên địa bàn"
(INDENT,) = (rule for rule in RULES if rule.name == "text.indent")


def paragraph(text: str, gap_pt: float | None, indent_cm: float) -> Paragraph:
    line = Line((Run(text, TYPE),), page=1)
    return Paragraph((line,), Form(indent_cm=indent_cm, gap_pt=gap_pt))


@pytest.mark.parametrize(
    ("ends", "gap_pt", "found"),
    [
        (".", None, []),
        (",", None, []),
        (",", 8.0, []),
        (".", 8.0, ["0.00 cm"]),
        (";", 8.0, ["0.00 cm"]),
    ],
    ids=["on the next page", "in mid-sentence there", "behind a table", "a new one", "a new one in a list"],
)
def test_flush_lines_are_no_paragraph_where_a_page_or_a_sentence_goes_on(ends: str, gap_pt, found: list[str]) -> None:
    paragraphs = (paragraph(SENTENCE + ends, None, 1.27), paragraph(SENTENCE, gap_pt, 0.0))
    anatomy = SimpleNamespace(text=Text(paragraphs), sheet=SimpleNamespace(source="pdf"))

    assert found == [one.found for one in INDENT.findings(anatomy)]


def test_a_flush_paragraph_at_the_very_beginning_is_one_and_a_bold_heading_is_none() -> None:
    bold = Paragraph((Line((Run(SENTENCE, replace(TYPE, bold=True)),), page=1),), Form(indent_cm=0.0))
    sheet = SimpleNamespace(source="pdf")
    first, heading = (
        SimpleNamespace(text=Text((one, paragraph(SENTENCE, 8.0, 1.27))), sheet=sheet)
        for one in (paragraph(SENTENCE, None, 0.0), bold)
    )

    assert [["0.00 cm"], []] == [[one.found for one in INDENT.findings(anatomy)] for anatomy in (first, heading)]


@pytest.mark.parametrize(("leading", "found"), [(0.9, ["0.90 lines"]), (1.0, []), (1.5, []), (1.6, ["1.60 lines"])])
def test_lines_stand_one_to_one_and_a_half_apart(leading: float, found: list[str]) -> None:
    (rule,) = (one for one in RULES if one.name == "text.leading")
    line = Line((Run(SENTENCE, TYPE),), page=1)
    anatomy = SimpleNamespace(text=Text((Paragraph((line,), Form(leading=leading)),)))

    assert found == [one.found.en for one in rule.findings(anatomy)]


def test_a_line_that_stands_a_millimetre_in_begins_a_paragraph_at_the_top_of_a_page_too() -> None:
    paragraphs = (paragraph(SENTENCE + ",", None, 1.27), paragraph(SENTENCE, None, 0.1))
    anatomy = SimpleNamespace(text=Text(paragraphs), sheet=SimpleNamespace(source="pdf"))

    assert ["0.10 cm"] == [one.found for one in INDENT.findings(anatomy)]
