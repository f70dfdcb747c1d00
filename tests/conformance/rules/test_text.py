"""Which paragraphs of a PDF begin where they seem to begin; bases, edges, gaps, points, heads and the end of a text."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bluezone.conformance.findings import Severity
from bluezone.conformance.paragraphs import Paragraph, Text
from bluezone.conformance.rules.rule import CannotJudgeError
from bluezone.conformance.rules.text import RULES
from bluezone.conformance.sheet import Align, Form, Line, Run, Type
from bluezone.documents.numbering import POINT_LETTERS
from tests.support.documents import anatomies
from tests.support.documents.anatomies import letter_boxes, places, report_boxes, said

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


def text_of(*paragraphs: Paragraph | str):
    """A letter of these paragraphs."""
    told = (anatomies.paragraph(one) if isinstance(one, str) else one for one in paragraphs)
    return letter_boxes(text=Text(tuple(told)))


def with_bases(*texts: str):
    return report_boxes(text=Text((*(anatomies.paragraph(text, italic=True) for text in texts), anatomies.paragraph())))


@pytest.mark.parametrize(
    ("bases", "found"),
    [
        (("Căn cứ Luật A.",), []),
        (
            (
                "Căn cứ Luật A;",
                "Căn cứ Luật B.",
            ),
            [],
        ),
        (
            (
                "Căn cứ Luật A;",
                "Xét đề nghị của Phòng B;",
                "Theo đề nghị của Phòng C.",
            ),
            [],
        ),
        (("Căn cứ Luật A;", "Xét Tờ trình của Phòng B."), []),
        (("Căn cứ Luật A.", "Căn cứ Luật B."), ["ends in '.'"]),
        (("Căn cứ Luật A,", "Căn cứ Luật B;"), ["ends in ','", "ends in ';'"]),
    ],
)
def test_each_basis_ends_in_a_semicolon_and_the_last_in_a_stop(bases: tuple[str, ...], found: list[str]) -> None:
    assert found == said("bases.end", with_bases(*bases))


def test_bases_follow_each_other_behind_short_lines_alone_and_a_letter_has_none() -> None:
    short, long = "ỦY BAN NHÂN DÂN HUYỆN", SENTENCE

    assert ["ends in ','"] == said("bases.end", with_bases(short, "Căn cứ Luật A,"))
    assert [] == said("bases.end", with_bases("Căn cứ Luật A.", short, "Căn cứ Luật B,"))
    for none in (with_bases(long, "Căn cứ Luật A,"), with_bases(long)):
        with pytest.raises(CannotJudgeError, match="there are no bases"):
            said("bases.end", none)
    with pytest.raises(CannotJudgeError, match="a letter has no list of bases"):
        said("bases.end", text_of("Căn cứ Luật A,"))


@pytest.mark.parametrize(("many", "is_one"), [(400, True), (401, False)])
def test_one_long_basis_alone_is_a_sentence_like_any_other(many: int, is_one: bool) -> None:
    basis = "Căn cứ Luật A,".ljust(many, "x")

    assert ["ends in 'x'", "ends in 'x'"] == said("bases.end", with_bases(basis, basis))
    if is_one:
        assert ["ends in 'x'"] == said("bases.end", with_bases(basis))
    else:
        with pytest.raises(CannotJudgeError, match="there are no bases"):
            said("bases.end", with_bases(basis))


LONG, SHORT = (SENTENCE[:80].ljust(many, "x") for many in (91, 90))


@pytest.mark.parametrize(
    ("align", "found"),
    [(Align.JUSTIFY, []), (Align.LEFT, ["left only"]), (Align.RIGHT, None), (Align.CENTRE, None), (None, None)],
)
def test_a_paragraph_is_even_on_both_sides_where_it_is_known_how_it_is_set(align: Align | None, found) -> None:
    """What is centred or stands at the right is no running text."""
    text = text_of(anatomies.paragraph(LONG, form=Form(align=align)), anatomies.paragraph("Khi cài đặt"))

    if found is None:
        with pytest.raises(CannotJudgeError, match="no paragraph is longer than a line"):
            said("text.justified", text)
    else:
        assert found == said("text.justified", text)


@pytest.mark.parametrize(
    ("words", "lines", "is_judged"), [(LONG, 1, True), (SHORT, 1, False), ("Khi cài đặt", 1, False), (SHORT, 2, True)]
)
def test_whether_it_is_even_shows_of_a_paragraph_that_is_longer_than_a_line(words, lines, is_judged: bool) -> None:
    text = text_of(anatomies.paragraph(words, form=Form(align=Align.LEFT), lines=lines))

    if is_judged:
        assert ["left only"] == said("text.justified", text)
    else:
        with pytest.raises(CannotJudgeError, match="no paragraph is longer than a line"):
            said("text.justified", text)


@pytest.mark.parametrize(
    ("indent_cm", "found"),
    [
        *((cm, []) for cm in (0.89, 1.0, 1.11, 1.16, 1.27, 1.38)),
        *((cm, [f"{cm:.2f} cm"]) for cm in (0.0, 0.87, 1.135, 1.4, 2.0)),
        (None, []),
    ],
)
def test_the_first_line_stands_one_of_two_measures_further_in(indent_cm: float | None, found: list[str]) -> None:
    assert found == said("text.indent", text_of(anatomies.paragraph(LONG, form=Form(indent_cm=indent_cm))))


def test_of_a_paragraph_no_longer_than_a_line_no_indent_is_judged() -> None:
    with pytest.raises(CannotJudgeError, match="no paragraph is longer than a line"):
        said("text.indent", text_of(anatomies.paragraph(SHORT, form=Form(indent_cm=5.0))))


@pytest.mark.parametrize(("gap_pt", "found"), [(6, []), (5.2, []), (5.1, ["5.1 pt"]), (0, ["0.0 pt"]), (40, [])])
def test_paragraphs_stand_six_points_apart(gap_pt: float, found: list[str]) -> None:
    assert found == said("text.gap", text_of(LONG, anatomies.paragraph(form=Form(gap_pt=gap_pt))))


def test_before_the_first_paragraph_there_is_no_gap_nor_where_nobody_knows_it() -> None:
    unknown = text_of(anatomies.paragraph(form=Form(gap_pt=0)), anatomies.paragraph(form=Form()))

    with pytest.raises(CannotJudgeError, match="no two paragraphs stand on one page"):
        said("text.gap", unknown)


def test_the_spacing_of_lines_is_not_judged_where_no_paragraph_has_two() -> None:
    with pytest.raises(CannotJudgeError, match="no paragraph is longer than a line"):
        said("text.leading", text_of(anatomies.paragraph(form=Form())))


def points(*texts: str) -> list[str]:
    return said("text.points", text_of(*texts))


def test_points_run_in_the_order_of_the_vietnamese_alphabet() -> None:
    assert [] == points(*(f"{letter}) Việc" for letter in "abcdđeghiklmnopqrstuv"))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("a) Việc", "c) Việc", "d) Việc"), ["c) where b) comes"]),
        (("a) Việc", "b) Việc", "f) Việc", "d) Việc"), ["f) where c) comes"]),
        (("b) Việc",), ["b) where a) comes"]),
        (("a. Việc", "b] Việc", "c: Việc", "d) Việc"), ["a.", "b]", "c:"]),
        (("a) Việc", "a) Việc", "b) Việc"), []),
        (("a) Việc", "b) Việc", "Các cơ quan thực hiện", "c) Việc"), []),
        (("a) Việc", "- Việc nhỏ", "b) Việc"), []),
        (("a) Việc", "b) Việc", "2. Khoản", "a) Việc", "b) Việc"), []),
    ],
)
def test_a_letter_out_of_its_order_is_named_with_the_one_that_comes(given: tuple[str, ...], found: list[str]) -> None:
    assert found == points(*given)


@pytest.mark.parametrize("clause", ["2. Khoản", "12. Khoản", "II. Phần", "Điều 2. Phạm vi"])
def test_points_begin_anew_under_each_clause(clause: str) -> None:
    assert ["c) where a) comes"] == points("a) Việc", "b) Việc", clause, "c) Việc", "d) Việc")


def test_behind_the_last_letter_the_last_letter_is_asked_for_again() -> None:
    alphabet = [f"{letter}) Việc" for letter in POINT_LETTERS]

    assert ["x) where v) comes"] * 2 == points(*alphabet, "x) Việc", "x) Việc")


def test_of_a_text_without_points_their_order_is_not_judged() -> None:
    with pytest.raises(CannotJudgeError, match="there are no points"):
        points("1. Khoản", "- Việc")


@pytest.mark.parametrize(
    ("head", "found"),
    [
        *((head, []) for head in ("Phần II", "Chương IV", "Mục 2", "Điều 12. Phạm vi")),
        *((head, [said_]) for head, said_ in (("Phần 2", "PHAN 2"), ("Chương 4", "CHUONG 4"))),
        *((head, [said_]) for head, said_ in (("Mục II", "MUC II"), ("Điều IV. Phạm vi", "DIEU IV"))),
    ],
)
def test_parts_and_chapters_have_roman_numbers_sections_and_articles_arabic_ones(head: str, found) -> None:
    assert found == said("text.heads", text_of(anatomies.paragraph(head, bold=True), LONG))
    with pytest.raises(CannotJudgeError, match="there are no parts, chapters or articles"):
        said("text.heads", text_of(head, LONG))  # not bold: a sentence that names one


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("thực hiện./.", []),
        ("thực hiện. /.", []),
        ("thực hiện./", []),
        ("thực hiện.", ["ends in 'n thực hiện.'"]),
        ("thực hiện./..", ["ends in 'hực hiện./..'"]),
    ],
)
def test_the_last_paragraph_ends_in_the_sign_of_an_end_or_a_person_looks(end: str, found: list[str]) -> None:
    (rule,) = (one for one in RULES if one.name == "text.end")
    text = text_of("Khi cài đặt.", f"Đề nghị các cơ quan {end}")

    assert found == said("text.end", text)
    assert {Severity.DOUBT} >= {one.severity for one in rule.findings(text)}


@pytest.mark.parametrize("rule", ["text.size", "text.gap", "text.points", "text.leading", "text.end"])
def test_of_a_paper_without_text_no_rule_of_the_text_is_judged(rule: str) -> None:
    with pytest.raises(CannotJudgeError, match="the text was not found"):
        said(rule, text_of())


@pytest.mark.parametrize("form", [Form(align=Align.CENTRE), Form(align=Align.RIGHT)])
def test_what_is_centred_or_stands_at_the_right_is_no_running_text(form: Form) -> None:
    beside = anatomies.paragraph(LONG, 20, form=form)

    assert [] == said("text.size", text_of(LONG, beside))
    with pytest.raises(CannotJudgeError, match="the text was not found"):
        said("text.size", text_of(beside))


def test_a_paragraph_of_which_one_line_is_bold_is_no_heading() -> None:
    bold, regular = anatomies.paragraph(LONG, 20, bold=True), anatomies.paragraph(LONG, 20)
    mixed = replace(bold, lines=(*bold.lines, *regular.lines))

    assert 2 == len(said("text.size", text_of(mixed)))
    assert 2 == len(places("text.size", text_of(mixed, bold)))


WRONG = Form(align=Align.LEFT, indent_cm=3.0, gap_pt=0.0, leading=3.0)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        *((rule, SENTENCE) for rule in ("text.justified", "text.indent", "text.gap", "text.leading")),
        ("text.points", f"b) {SENTENCE}"),
        ("text.points", f"a. {SENTENCE}"),
    ],
)
def test_what_is_wrong_with_a_paragraph_of_two_lines_is_told_of_its_first(rule: str, words: str) -> None:
    wrong = anatomies.paragraph(words, form=WRONG, lines=2)

    assert [f"page 1: {wrong.lines[0].text}"] == places(rule, text_of(LONG, wrong))


def test_how_a_paragraph_ends_is_told_of_its_last_line_and_a_head_of_its_first() -> None:
    head = anatomies.paragraph("Điều IV. Phạm vi điều chỉnh", bold=True, lines=2)
    end = anatomies.paragraph("Đề nghị các cơ quan thực hiện", lines=2)
    basis = anatomies.paragraph("Căn cứ Luật Tổ chức chính quyền,", lines=2)

    assert [f"page 1: {head.lines[0].text}"] == places("text.heads", text_of(head, LONG))
    assert [f"page 1: {end.lines[-1].text}"] == places("text.end", text_of(LONG, end))
    assert [f"page 1: {basis.lines[-1].text}"] == places("bases.end", report_boxes(text=Text((basis,))))


def test_a_bold_line_that_names_no_part_is_no_head() -> None:
    named = anatomies.paragraph("Điều IV. Phạm vi", bold=True)

    assert ["DIEU IV"] == said("text.heads", text_of(anatomies.paragraph("Phạm vi", bold=True), named))


def test_a_head_is_one_whose_first_letters_are_bold() -> None:
    bold, regular = (replace(TYPE, bold=is_bold) for is_bold in (True, False))
    head, sentence = (
        Paragraph((Line((Run("Điều IV.", first), Run(" Phạm vi", then)), 1),), Form())
        for first, then in ((bold, regular), (regular, bold))
    )

    assert ["DIEU IV"] == said("text.heads", text_of(sentence, head))


@pytest.mark.parametrize(("many", "are_bases"), [(90, True), (91, False)])
def test_bases_come_no_later_than_behind_lines_that_are_no_longer_than_a_line(many: int, are_bases: bool) -> None:
    before = "x" * many

    if are_bases:
        assert ["ends in ','"] == said("bases.end", with_bases(before, "Căn cứ Luật A,"))
    else:
        with pytest.raises(CannotJudgeError, match="there are no bases"):
            said("bases.end", with_bases(before, "Căn cứ Luật A,"))


def test_a_flush_paragraph_of_a_docx_is_one_wherever_it_stands() -> None:
    flush = anatomies.paragraph(LONG, form=Form(indent_cm=0.0))

    assert ["0.00 cm"] == said("text.indent", text_of(f"{LONG},", flush))
