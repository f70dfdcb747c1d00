"""A sheet taken apart into the boxes of the decree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.conformance.anatomy import Anatomy, dissect
from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.sheet import Box, Line, Page, Run, Sheet, Side, Type
from bluezone.documents.draft import write_docx
from bluezone.documents.paper import Paper
from tests.documents.signing.test_verification import NOW
from tests.support.documents.papers import letter, report


def anatomy_of(paper: Paper) -> Anatomy:
    return dissect(read_docx(write_docx(paper, None, now=NOW)))


def test_the_subject_of_a_report_stands_under_the_name_of_its_type() -> None:
    found = anatomy_of(report())

    assert found.type_name is not None
    assert ("BÁO CÁO", report().subject) == (found.type_name.text, " ".join(line.text for line in found.subject))


@pytest.mark.parametrize(
    ("missing", "is_paper"),
    [
        ((), True),
        (("country",), True),
        (("number", "recipients_head"), True),
        (("country", "number"), False),
        (("country", "recipients_head"), False),
    ],
)
def test_by_its_country_or_by_number_and_recipients_a_paper_is_known(missing: tuple[str, ...], is_paper: bool) -> None:
    assert is_paper == replace(anatomy_of(letter()), **dict.fromkeys(missing)).is_paper


def test_the_line_under_a_subject_ends_it_however_many_lines_it_has() -> None:
    bold = Type("Tinos", 14, bold=True, italic=False)
    words = (("BÁO CÁO", None), ("tình hình cài đặt", None), ("trên địa bàn huyện", 30.0), ("phần mở đầu", None))
    lines = tuple(Line((Run(text, bold),), 1, stroke_mm=stroke_mm) for text, stroke_mm in words)

    found = dissect(Sheet("pdf", (Page(210, 297),), lines, (), numbers_known=False))

    assert ["tình hình cài đặt", "trên địa bàn huyện"] == [line.text for line in found.subject]


def test_of_a_pdf_the_line_under_a_subject_in_mid_page_is_no_part_of_it() -> None:
    plain = Type("Tinos", 14, bold=False, italic=False)
    lines = tuple(Line((Run(text, plain),), 1) for text in ("V/v cài đặt ứng dụng", "trên địa bàn huyện"))

    found = dissect(Sheet("pdf", (Page(210, 297),), lines, (), numbers_known=False))

    assert ["V/v cài đặt ứng dụng"] == [line.text for line in found.about]


def test_the_office_that_signs_stands_beside_the_recipients_and_not_far_above_them() -> None:
    bold = Type("Tinos", 14, bold=True, italic=False)
    words = (("PHÒNG NỘI VỤ", 100, Side.RIGHT), ("Nơi nhận:", 200, Side.LEFT), ("CHỦ TỊCH", 195, Side.RIGHT))
    lines = tuple(
        Line((Run(text, bold),), 1, side, box=Box(30, below - 4, 90, below + 1, below)) for text, below, side in words
    )

    found = dissect(Sheet("pdf", (Page(210, 297),), lines, (), numbers_known=False))

    assert ["CHỦ TỊCH"] == [line.text for line in found.office]
