"""The page: what a file states of its margins counts where its text shows no edge, and what neither shows is not
judged; faces, colours and page numbers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from bluezone.conformance import inspect_paper
from bluezone.conformance.findings import Severity
from bluezone.conformance.paragraphs import Text
from bluezone.conformance.rules.page import RULES
from bluezone.conformance.rules.rule import CannotJudgeError
from bluezone.conformance.sheet import Align, Box, Form, Line, Page, PageNumber, Run, Sheet, Type
from tests.support.documents.anatomies import A4, letter_boxes, line, paragraph, places, said, sheet
from tests.support.documents.papers import letter
from tests.support.documents.spoiling import spoilt_docx

MARGINS = ("page.margin-left", "page.margin-right")


def test_a_stated_margin_is_judged_of_ragged_text_too() -> None:
    def ragged_and_wide(document: Document) -> None:
        document.sections[0].right_margin = Mm(40)
        for each in document.paragraphs:
            each.alignment = WD_ALIGN_PARAGRAPH.LEFT

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


def test_each_page_of_a_wrong_size_is_named_by_its_number() -> None:
    of_a_district = letter_boxes(sheet=sheet(pages=(Page(148, 210), A4, Page(148, 210))))

    assert ["page 1", "page 3"] == places("page.size", of_a_district)


@pytest.mark.parametrize(("width", "height", "found"), [(210, 297, []), (210, 210, []), (297, 210, ["landscape"])])
def test_the_first_page_stands_upright(width: float, height: float, found: list[str]) -> None:
    pages = (Page(width, height), Page(297, 210))

    assert found == said("page.orientation", letter_boxes(sheet=sheet(pages=pages)))
    assert ["page 1"] * len(found) == places("page.orientation", letter_boxes(sheet=sheet(pages=pages)))


SIDES = [("left", 30, 35), ("right", 15, 20), ("top", 20, 25), ("bottom", 20, 25)]


@pytest.mark.parametrize(("side", "least", "most"), SIDES)
def test_a_stated_margin_is_as_narrow_and_as_wide_as_the_decree_lets_it_within_a_millimetre(side, least, most) -> None:
    for stated, is_sound in ((least - 1, True), (most + 1, True), (least - 1.1, False), (most + 1.1, False)):
        stating = letter_boxes(sheet=sheet(pages=(replace(A4, **{side: stated}),)))
        assert ([] if is_sound else [f"{stated:.1f} mm"]) == said(f"page.margin-{side}", stating)


@pytest.mark.parametrize(("side", "least", "most"), SIDES)
def test_a_wrong_margin_is_told_of_the_first_page_or_by_its_sections_number(side: str, least: int, most: int) -> None:
    wrong = replace(A4, **{side: float(most + 5)})

    assert ["page 1", "section 3"] == places(f"page.margin-{side}", letter_boxes(sheet=sheet(pages=(wrong, A4, wrong))))


@pytest.mark.parametrize(("side", "counts"), [("left", False), ("right", False), ("top", True), ("bottom", True)])
def test_of_a_section_that_lies_on_its_side_left_and_right_are_other_edges(side: str, counts: bool) -> None:
    lying = replace(Page(297, 210, 20, 20, 30, 20), **{side: 60.0})

    assert counts == bool(said(f"page.margin-{side}", letter_boxes(sheet=sheet(pages=(A4, lying)))))


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ((30, 190), ([], [])),
        ((29, 196), ([], [])),
        ((36, 189), ([], [])),
        ((28.9, 196.1), (["28.9 mm"], ["13.9 mm"])),
        ((36.1, 188.9), (["36.1 mm"], ["21.1 mm"])),
    ],
)
def test_of_a_pdf_the_edges_of_its_text_are_its_margins(edges: tuple[float, float], found) -> None:
    """Whatever a file of another kind would state."""
    pages = (Page(210, 297, 9, 9, 9, 9), Page(297, 210))
    text = Text((paragraph(), paragraph(form=Form())), *edges)
    pdf = letter_boxes(sheet=sheet(source="pdf", pages=pages), text=text)

    assert found == (said("page.margin-left", pdf), said("page.margin-right", pdf))
    assert ["page 1"] * len(found[0]) == places("page.margin-left", pdf)


@pytest.mark.parametrize("side", ["left", "right"])
def test_of_a_pdf_whose_text_shows_no_edge_no_margin_is_judged(side: str) -> None:
    pdf = letter_boxes(sheet=sheet(source="pdf", pages=(Page(210, 297),)), text=Text((paragraph(),)))

    with pytest.raises(CannotJudgeError, match="the text shows no edge"):
        said(f"page.margin-{side}", pdf)


def test_of_a_pdf_whose_lines_are_ragged_the_right_margin_is_not_judged() -> None:
    ragged = Text((paragraph(form=Form(Align.LEFT)), paragraph(form=Form())), 30, 150)

    with pytest.raises(CannotJudgeError, match="no line reaches the right edge for certain"):
        said("page.margin-right", letter_boxes(sheet=sheet(source="pdf", pages=(Page(210, 297),)), text=ragged))


def standing(below: float, page: int = 1, text: str = "Khi cài đặt", height: float = 4) -> Line:
    return line(text, 14, page=page, box=Box(30, below - height, 190, below + 1, below))


@pytest.mark.parametrize(("top", "found"), [(18.5, []), (26.5, []), (18.4, ["18.4 mm"]), (26.6, ["26.6 mm"])])
def test_of_a_pdf_the_highest_line_of_the_first_page_is_its_upper_margin(top: float, found: list[str]) -> None:
    lines = (standing(200), standing(top + 4), standing(9, page=2))
    pdf = letter_boxes(sheet=sheet(*lines, source="pdf", pages=(Page(210, 297),) * 2))

    assert (found, ["page 1"] * len(found)) == (said("page.margin-top", pdf), places("page.margin-top", pdf))


def test_of_a_first_page_without_a_line_there_is_no_upper_margin() -> None:
    pdf = letter_boxes(sheet=sheet(standing(30, page=2), source="pdf", pages=(Page(210, 297),) * 2))

    with pytest.raises(CannotJudgeError, match="the first page is empty"):
        said("page.margin-top", pdf)


def ending_at(*margins_mm: float, **changes: object):
    """A PDF whose pages end so far above their lower edges: a line's letters reach a millimetre below its baseline."""
    lines = tuple(standing(297 - 1 - margin, page=page) for page, margin in enumerate(margins_mm, start=1))
    text = Text(tuple(replace(paragraph(), lines=(one,)) for one in lines))
    pages = (Page(210, 297),) * max(len(lines), 1)
    nothing_else = {"recipients": (), "signer": None}
    return letter_boxes(sheet=sheet(*lines, source="pdf", pages=pages), text=text, **{**nothing_else, **changes})


@pytest.mark.parametrize(
    ("margins_mm", "found"),
    [
        ((19,), []),
        ((18.9,), ["18.9 mm"]),
        ((20, 18.5, 20), ["18.5 mm"]),
        ((90,), []),
        ((45, 45, 90), []),
        ((42, 45, 45, 90), []),
        ((43, 45, 45, 20), ["43.0 mm"]),
        ((45, 42, 45, 90), []),
        ((45, 45, 42, 90), []),
    ],
)
def test_of_a_pdf_a_page_ends_no_lower_than_it_may_and_not_every_page_far_above(margins_mm, found) -> None:
    """Two lines and 25 mm are nearly 42.1 mm; the last page may end anywhere, and so may all of fewer than four."""
    assert found == said("page.margin-bottom", ending_at(*margins_mm))


def test_a_page_that_ends_too_low_is_named_by_its_number_and_pages_that_all_end_high_are_a_doubt() -> None:
    (rule,) = (one for one in RULES if one.name == "page.margin-bottom")

    assert ["page 2"] == places("page.margin-bottom", ending_at(20, 18))
    assert [(Severity.DOUBT, "every page")] == [
        (one.severity, one.where.en) for one in rule.findings(ending_at(50, 50, 50, 50))
    ]


@pytest.mark.parametrize("lowest", ["recipients", "signer"])
def test_of_a_pdf_recipients_and_signer_are_lines_of_a_page_too(lowest: str) -> None:
    low = standing(297 - 11)

    assert ["10.0 mm"] == said(
        "page.margin-bottom", ending_at(50, **{lowest: (low,) if lowest == "recipients" else low})
    )


def test_of_a_pdf_without_text_no_lower_margin_is_judged() -> None:
    with pytest.raises(CannotJudgeError, match="no page is full"):
        said("page.margin-bottom", ending_at())


@pytest.mark.parametrize(
    ("family", "found"),
    [
        *(
            (name, [])
            for name in ("Times New Roman", "TimesNewRomanPS-BoldMT", "Liberation Serif", "Tinos", "Thorndale")
        ),
        *((name, []) for name in ("Symbol", "Wingdings 2", "OpenSymbol")),
        *((name, [name]) for name in ("Arial", "Times", "My Times New Roman")),
        ("", ["a nameless face"]),
    ],
)
def test_all_is_in_times_new_roman_or_a_twin_of_it_but_for_symbols(family: str, found: list[str]) -> None:
    assert found == said("page.typeface", letter_boxes(sheet=sheet(line("Khi cài đặt", family=family))))


def test_a_strange_face_is_named_once_and_in_a_blank_not_at_all() -> None:
    strange, blank = line("Khi", family="Arial"), line(" ", family="Calibri")

    assert ["Arial", "Tahoma"] == said(
        "page.typeface", letter_boxes(sheet=sheet(blank, strange, strange, line("cài", family="Tahoma")))
    )


@pytest.mark.parametrize(
    ("colour", "found"),
    [((70, 70, 70), []), ((71, 0, 0), ["#470000"]), ((0, 71, 0), ["#004700"]), ((0, 0, 200), ["#0000c8"])],
)
def test_all_but_a_stamp_of_urgency_is_black(colour: tuple[int, int, int], found: list[str]) -> None:
    coloured = line("HOẢ TỐC", colour=colour)

    assert found == said("page.colour", letter_boxes(sheet=sheet(coloured)))
    assert [] == said("page.colour", letter_boxes(sheet=sheet(coloured), urgency=coloured))


def test_at_most_five_things_are_said_of_one_rule() -> None:
    coloured = [line(str(number), colour=(200, 0, 0)) for number in range(6)]

    for many in (4, 5, 6):
        assert min(many, 5) == len(said("page.colour", letter_boxes(sheet=sheet(*coloured[:many]))))


def numbered(number: PageNumber | None, *, source: str = "docx", known: bool = True):
    lines = (standing(50), standing(50, page=2))
    pages = (Page(210, 297),) * 2
    numbers = () if number is None else (number,)
    return letter_boxes(sheet=sheet(*lines, source=source, pages=pages, numbers=numbers, numbers_known=known))


@pytest.mark.parametrize(
    ("align", "on_top", "found"),
    [
        (Align.CENTRE, True, []),
        (Align.CENTRE, False, ["elsewhere, centre"]),
        (Align.RIGHT, True, ["in the top margin, right"]),
        (Align.LEFT, False, ["elsewhere, left"]),
        (Align.JUSTIFY, True, ["in the top margin, justify"]),
        (None, True, ["in the top margin, unknown"]),
    ],
)
def test_a_page_number_stands_in_the_middle_of_the_top_margin(align: Align | None, on_top: bool, found) -> None:
    number = PageNumber(2, Type("Tinos", 13, bold=False, italic=False), align, on_top)

    assert found == said("page.number", numbered(number))
    assert ["page 2"] * len(found) == places("page.number", numbered(number))


def test_what_is_wrong_with_a_page_number_is_told_of_its_page() -> None:
    number = PageNumber(3, Type("Tinos", 16, bold=True, italic=False), Align.CENTRE, in_top_margin=True)

    assert ["16 pt", "bold upright"] == said("page.number-type", numbered(number))
    assert ["page 3"] * 2 == places("page.number-type", numbered(number))
    assert ["page 1"] == places("page.number", numbered(replace(number, page=1)))


def test_pages_without_numbers_are_noticed_where_there_are_several() -> None:
    assert ["no page numbers"] == said("page.number", numbered(None))
    assert ["every page from the second on"] == places("page.number", numbered(None))
    assert ["no page numbers"] == said("page.number", numbered(None, source="pdf"))
    with pytest.raises(CannotJudgeError, match="one page only"):
        said("page.number", numbered(None, known=False))
    with pytest.raises(CannotJudgeError, match="there are no page numbers"):
        said("page.number-type", numbered(None))


@pytest.mark.parametrize(("below", "is_foot"), [(272.1, True), (272, False)])
def test_a_number_below_the_text_stands_at_the_foot(below: float, is_foot: bool) -> None:
    lines = (standing(50), standing(50, page=2), standing(below, page=2, text="2"))
    pdf = letter_boxes(sheet=sheet(*lines, source="pdf", pages=(Page(210, 297),) * 2, numbers_known=True))

    assert ["at page 2: 2" if is_foot else "no page numbers"] == said("page.number", pdf)


def sheet_of(source: str, number: PageNumber) -> Sheet:
    return Sheet(source, (Page(210, 297),), (), (number,), numbers_known=True)
