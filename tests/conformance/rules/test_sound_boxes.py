"""Each rule of a box says nothing of the box as it should be, and is asked at both ends of what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.paragraphs import Paragraph, Text
from bluezone.conformance.rules import RULES, CannotJudgeError
from bluezone.conformance.sheet import Align, Line, PageNumber, Type
from tests.support.documents.anatomies import letter_boxes, line, paragraph, report_boxes, said, sheet

NUMBER = PageNumber(2, Type("Tinos", 13, bold=False, italic=False), Align.CENTRE, in_top_margin=True)
NUMBERED = letter_boxes(sheet=sheet(numbers=(NUMBER,), numbers_known=True))
BASES = (paragraph("Căn cứ Luật A;", italic=True), paragraph("Căn cứ Luật B.", italic=True))
CLAUSES = (paragraph("Điều 1. Phạm vi", bold=True), *(paragraph(f"{letter}) Việc thứ {letter};") for letter in "ab"))
WITH_BASES = report_boxes(text=Text((*BASES, *CLAUSES, paragraph("Quyết định này có hiệu lực./."))))
WITH_APPENDIX = report_boxes(appendix=(line("Phụ lục I", 14, bold=True),))
STAMPED = letter_boxes(urgency=line("KHẨN", 13, bold=True, colour=(200, 0, 0), framed=True))
Change = Callable[[Line], Line]


def in_box(name: str) -> Callable[[Anatomy, Change], Anatomy]:
    """Changes the line of a box, or the first of its lines."""

    def changed(anatomy: Anatomy, change: Change) -> Anatomy:
        box = getattr(anatomy, name)
        return replace(anatomy, **{name: (change(box[0]), *box[1:]) if isinstance(box, tuple) else change(box)})

    return changed


def in_text(anatomy: Anatomy, change: Change) -> Anatomy:
    first, *others = anatomy.text.paragraphs
    lines = (change(first.lines[0]), *first.lines[1:])
    return replace(anatomy, text=Text((Paragraph(lines, first.form), *others)))


def in_page_number(anatomy: Anatomy, change: Change) -> Anatomy:
    (number,) = anatomy.sheet.numbers
    return replace(anatomy, sheet=sheet(numbers=(replace(number, type=change(line("2")).type),), numbers_known=True))


Case = tuple[str, Anatomy, Callable[[Anatomy, Change], Anatomy], float, float]
SIZES: tuple[Case, ...] = (
    ("head.country-type", letter_boxes(), in_box("country"), 12, 13),
    ("head.motto-type", letter_boxes(), in_box("motto"), 13, 14),
    ("head.superior-type", letter_boxes(), in_box("superior"), 12, 13),
    ("head.body-type", letter_boxes(), in_box("body"), 12, 13),
    ("head.number-type", letter_boxes(), in_box("number"), 13, 13),
    ("head.date-type", letter_boxes(), in_box("place_date"), 13, 14),
    ("title.type", report_boxes(), in_box("type_name"), 13, 14),
    ("title.subject", report_boxes(), in_box("subject"), 13, 14),
    ("title.about-type", letter_boxes(), in_box("about"), 12, 13),
    ("addressees.type", letter_boxes(), in_box("addressees"), 13, 14),
    ("urgency.form", STAMPED, in_box("urgency"), 13, 14),
    ("bases.type", WITH_BASES, in_text, 13, 14),
    ("text.size", letter_boxes(), in_text, 13, 14),
    ("sign.office-type", letter_boxes(), in_box("office"), 13, 14),
    ("sign.name-type", letter_boxes(), in_box("signer"), 13, 14),
    ("recipients.head-type", letter_boxes(), in_box("recipients_head"), 12, 12),
    ("recipients.type", letter_boxes(), in_box("recipients"), 11, 11),
    ("appendix.head", WITH_APPENDIX, in_box("appendix"), 14, 14),
    ("page.number-type", NUMBERED, in_page_number, 13, 14),
)
"""Of Appendix I: the rule, a sound paper, the box, the smallest and the largest letters."""
STYLES = {
    **dict.fromkeys(("head.country-type", "head.motto-type", "head.body-type"), "bold upright"),
    **dict.fromkeys(("title.type", "title.subject", "sign.office-type"), "bold upright"),
    **dict.fromkeys(("sign.name-type", "appendix.head"), "bold upright"),
    **dict.fromkeys(("head.superior-type", "head.number-type", "title.about-type"), "regular upright"),
    **dict.fromkeys(("recipients.type", "page.number-type"), "regular upright"),
    **dict.fromkeys(("head.date-type", "bases.type"), "regular italic"),
    "recipients.head-type": "bold italic",
}
CAPITALS = ("head.superior-type", "head.body-type", "title.type", "sign.office-type", "urgency.form")
BY_RULE = {case[0]: case for case in SIZES}
SLACK_PT = 0.3


def resized(size_pt: float) -> Change:
    return lambda one: replace(one, runs=tuple(replace(r, type=replace(r.type, size_pt=size_pt)) for r in one.runs))


def restyled(*, bold: bool, italic: bool) -> Change:
    return lambda one: replace(
        one, runs=tuple(replace(r, type=replace(r.type, bold=bold, italic=italic)) for r in one.runs)
    )


def reworded(words: str) -> Change:
    return lambda one: replace(one, runs=(replace(one.runs[0], text=words),))


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_no_rule_has_anything_against_a_sound_paper(rule: str) -> None:
    judged = 0
    for anatomy in (letter_boxes(), report_boxes(), NUMBERED, WITH_BASES, WITH_APPENDIX, STAMPED):
        try:
            assert [] == said(rule, anatomy)
            judged += 1
        except CannotJudgeError:
            pass

    assert judged


@pytest.mark.parametrize("rule", BY_RULE)
def test_letters_are_as_small_and_as_large_as_the_decree_lets_them_and_a_printers_rounding(rule: str) -> None:
    _, anatomy, box, least, most = BY_RULE[rule]

    found = {size: said(rule, box(anatomy, resized(size))) for size in (least, least - SLACK_PT, most, most + SLACK_PT)}
    assert {size: [] for size in found} == found
    for size in (least - 0.4, most + 0.4):
        assert [f"{size:g} pt"] == said(rule, box(anatomy, resized(size)))


@pytest.mark.parametrize("rule", STYLES)
def test_letters_are_as_bold_and_as_slanted_as_the_decree_has_them(rule: str) -> None:
    _, anatomy, box, *_ = BY_RULE[rule]

    for bold in (True, False):
        for italic in (True, False):
            style = f"{'bold' if bold else 'regular'} {'italic' if italic else 'upright'}"
            found = said(rule, box(anatomy, restyled(bold=bold, italic=italic)))
            assert ([] if style == STYLES[rule] else [style]) == found


@pytest.mark.parametrize("rule", CAPITALS)
def test_one_small_letter_is_noticed_where_capitals_are_asked(rule: str) -> None:
    _, anatomy, box, *_ = BY_RULE[rule]

    assert ["CHỦ TỊCh"] == said(rule, box(anatomy, reworded("CHỦ TỊCh")))
