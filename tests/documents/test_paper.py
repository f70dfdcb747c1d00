"""A paper that cannot exist cannot be made."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable

import msgspec
import pytest

from bluezone.documents.errors import PaperError
from bluezone.documents.paper import (
    Appendix,
    Article,
    Block,
    Chapter,
    Clause,
    Column,
    Dash,
    Issue,
    Issuer,
    Kind,
    Paper,
    Paragraph,
    Part,
    Point,
    Section,
    Signatory,
    Table,
    Urgency,
    Value,
    title_before,
)
from bluezone.documents.words import Field, Reason
from tests.support.documents.papers import COMMITTEE, ISSUE, changed, decision, letter, report


@pytest.mark.parametrize("made", [letter(), report(), decision()], ids=lambda paper: paper.kind.name)
def test_a_paper_comes_back_from_json_as_it_was(made: Paper) -> None:
    again = msgspec.json.decode(msgspec.json.encode(made), type=Paper)

    assert made == again


def test_a_letter_bears_its_body_and_drafting_unit_and_all_else_its_type_and_body() -> None:
    assert "UBND-VHTT" == letter().symbol
    assert "BC-VHTT" == report().symbol
    assert "QĐ-UBND" == decision().symbol


@pytest.mark.parametrize(
    "name", ["TS. Nguyễn Văn Thí", "ThS Nguyễn Văn Thí", "Ông Nguyễn Văn Thí", "Đồng chí Trần Thị Mẫu", "PGS.TS Lê Thử"]
)
def test_no_title_stands_before_a_signers_name(name: str) -> None:
    with pytest.raises(PaperError, match="title"):
        Signatory(office=("Chủ tịch",), name=name)


@pytest.mark.parametrize("name", ["Tsang Văn Thử", "Ông Thị Mẫu Hai".replace("Ông", "Ong"), "Bàn Văn Thí"])
def test_a_name_that_begins_like_a_title_is_a_name(name: str) -> None:
    assert name == Signatory(office=("Chủ tịch",), name=name).name


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: changed(letter(), addressees=()), "whom"),
        (lambda: changed(letter(), blocks=()), "ends with"),
        (lambda: changed(report(), blocks=report().blocks[:7]), "ends with"),
        (lambda: changed(letter(), recipients=()), "recipients"),
        (lambda: changed(letter(), drafting_unit="vh tt"), "symbol"),
        (lambda: changed(letter(), subject=""), "empty"),
        (lambda: changed(letter(), subject="x" * 501), "longer"),
        (lambda: Paragraph(text=unicodedata.normalize("NFD", "Ủy ban")), "NFC"),
        (lambda: Paragraph(text="a\nb"), "control"),
        (lambda: Paragraph(text="a\u202eb"), "control"),
        (lambda: Issue(number=0, date=dt.date(2020, 1, 5)), "starts with 1"),
        (lambda: Issue(number=1, date=dt.date(1, 1, 1)), "year"),
        (lambda: Table(columns=(Column(title="A"), Column(title="B")), rows=(("1",),)), "cells"),
        (lambda: Table(columns=(), rows=()), "columns"),
        (lambda: Column(title="A", share=0), "share"),
        (Clause, "empty"),
        (lambda: changed(letter(), bases=("a\nb",)), "control"),
        (lambda: changed(letter(), issuer=changed(COMMITTEE, superior=("a\nb",))), "control"),
        (lambda: changed(letter(), blocks=(*[Point(text="a")] * 22,)), "alphabet"),
        (lambda: Issuer(name=(), abbreviation="UBND", place="Sơn Dương"), "issuing body"),
    ],
)
def test_nonsense_is_refused_at_birth(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(PaperError, match=said):
        wrong()


def test_points_are_counted_afresh_below_each_clause() -> None:
    blocks = (*[Point(text="a")] * 21, Clause(text="b"), *[Point(text="c")] * 21, Dash(text="d"))

    assert blocks == changed(letter(), blocks=blocks).blocks


def test_every_kind_but_the_letter_has_a_name() -> None:
    assert [Kind.LETTER] == [kind for kind in Kind if not kind.title]


def test_a_paper_from_json_is_held_to_the_same_rules() -> None:
    text = msgspec.json.encode(letter()).replace("Hoàng Văn Thử".encode(), "TS. Hoàng Văn Thử".encode())

    with pytest.raises(msgspec.ValidationError, match="title"):
        msgspec.json.decode(text, type=Paper)


def test_the_committee_shows_no_body_above_it() -> None:
    assert () == COMMITTEE.superior


def refused(make: Callable[[], object]) -> tuple[Reason, dict[str, object]]:
    with pytest.raises(PaperError) as caught:
        make()
    return caught.value.reason, caught.value.values


def issuer(**changes: object) -> Issuer:
    return msgspec.structs.replace(COMMITTEE, **changes)


ONE, TWO = (Column(title="A"),), (Column(title="A"), Column(title="B"))
LINES: dict[str, tuple[Callable[[str], object], Field, int]] = {
    "the body's name": (lambda text: issuer(name=("A", text)), Field.ISSUER, 300),
    "the superior body": (lambda text: issuer(superior=("A", text)), Field.SUPERIOR, 300),
    "the abbreviation": (lambda text: issuer(abbreviation=text), Field.ABBREVIATION, 20),
    "the place": (lambda text: issuer(place=text), Field.PLACE, 60),
    "the signer's office": (lambda text: Signatory(office=("A", text), name="B"), Field.OFFICE, 300),
    "the signer's name": (lambda text: Signatory(office=("A",), name=text), Field.SIGNER, 60),
    "a paragraph": (lambda text: Paragraph(text=text), Field.PARAGRAPH, 20_000),
    "a part": (lambda text: Part(title=text), Field.TITLE, 500),
    "a chapter": (lambda text: Chapter(title=text), Field.TITLE, 500),
    "a section": (lambda text: Section(title=text), Field.TITLE, 500),
    "an article": (lambda text: Article(text=text), Field.ARTICLE, 20_000),
    "a clause": (lambda text: Clause(text=text), Field.CLAUSE, 20_000),
    "a point": (lambda text: Point(text=text), Field.POINT, 20_000),
    "a line of a list": (lambda text: Dash(text=text), Field.LIST_LINE, 20_000),
    "a column's title": (lambda text: Column(title=text), Field.COLUMN_TITLE, 200),
    "an appendix's title": (lambda text: Appendix(title=text, blocks=()), Field.APPENDIX_TITLE, 500),
    "the subject": (lambda text: changed(letter(), subject=text), Field.SUBJECT, 500),
    "the drafting unit": (lambda text: changed(letter(), drafting_unit=text), Field.DRAFTING_UNIT, 20),
    "a recipient": (lambda text: changed(letter(), recipients=("A", text)), Field.RECIPIENTS, 300),
    "an addressee": (lambda text: changed(letter(), addressees=("A", text)), Field.ADDRESSEES, 300),
    "a basis": (lambda text: changed(letter(), bases=("A", text)), Field.BASES, 1_000),
}
"""Of each text that a paper needs, what takes it, its name and the most signs that it has."""
MAYBE: dict[str, tuple[Callable[[str], object], Field, int]] = {
    "the address": (lambda text: issuer(address=text), Field.ADDRESS, 300),
    "a clause's title": (lambda text: Clause(title=text, text="A"), Field.TITLE, 500),
    "a cell": (lambda text: Table(columns=TWO, rows=(("A", text),)), Field.CELL, 2_000),
    "a cell of the total": (lambda text: Table(columns=TWO, rows=(), total=("A", text)), Field.CELL, 2_000),
    "a caption": (lambda text: Table(columns=ONE, rows=(), caption=text), Field.CAPTION, 500),
    "the drafter": (lambda text: changed(letter(), drafter=text), Field.DRAFTER, 20),
    "the authority": (lambda text: changed(letter(), authority=text), Field.AUTHORITY, 200),
}
"""Texts that a paper may have or not."""


@pytest.mark.parametrize("line", LINES | MAYBE)
def test_a_text_is_as_long_as_it_may_be_of_seen_signs_in_one_form_and_is_told_by_its_name(line: str) -> None:
    make, field, most = (LINES | MAYBE)[line]

    assert make("A" * most)
    assert (Reason.TOO_LONG, {"field": field, "most": most}) == refused(lambda: make("A" * (most + 1)))
    assert (Reason.EMPTY, {"field": field}) == refused(lambda: make(" "))
    assert (Reason.DECOMPOSED, {"field": field}) == refused(lambda: make("U\u0309"))
    assert (Reason.CONTROL_CHARACTERS, {"field": field}) == refused(lambda: make("A\u200bB"))


@pytest.mark.parametrize("line", LINES)
def test_what_a_paper_needs_is_not_left_empty(line: str) -> None:
    make, field, _ = LINES[line]

    assert (Reason.EMPTY, {"field": field}) == refused(lambda: make(""))


@pytest.mark.parametrize("line", MAYBE)
def test_what_a_paper_may_have_may_be_left_out(line: str) -> None:
    make, *_ = MAYBE[line]

    assert make("")


def test_a_clause_has_a_text_or_a_title() -> None:
    assert ("", "A") == (Clause(title="A").text, Clause(title="A").title)
    assert (Reason.EMPTY, {"field": Field.CLAUSE}) == refused(lambda: Clause(title="A", text=" "))


A_BLOCK = (Paragraph(text="a"),)
AMOUNTS: dict[str, tuple[Callable[[int], object], int, int, tuple[Reason, dict[str, object]]]] = {
    "lines of the body's name": (
        lambda count: issuer(name=("A",) * count),
        *(1, 4, (Reason.LINES, {"field": Field.ISSUER, "least": 1, "most": 4})),
    ),
    "lines of the superior body": (
        lambda count: issuer(superior=("A",) * count),
        *(0, 3, (Reason.LINES, {"field": Field.SUPERIOR, "least": 0, "most": 3})),
    ),
    "lines of the office": (
        lambda count: Signatory(office=("A",) * count, name="B"),
        *(1, 5, (Reason.LINES, {"field": Field.OFFICE, "least": 1, "most": 5})),
    ),
    "recipients": (
        lambda count: changed(letter(), recipients=("A",) * count),
        *(1, 60, (Reason.LINES, {"field": Field.RECIPIENTS, "least": 1, "most": 60})),
    ),
    "addressees": (
        lambda count: changed(report(), addressees=("A",) * count),
        *(0, 60, (Reason.LINES, {"field": Field.ADDRESSEES, "least": 0, "most": 60})),
    ),
    "bases": (
        lambda count: changed(letter(), bases=("A",) * count),
        *(0, 60, (Reason.LINES, {"field": Field.BASES, "least": 0, "most": 60})),
    ),
    "columns": (
        lambda count: Table(columns=ONE * count, rows=()),
        *(1, 20, (Reason.COLUMNS, {"most": 20})),
    ),
    "rows": (
        lambda count: Table(columns=ONE, rows=(("a",),) * count),
        *(0, 5_000, (Reason.ROWS, {"most": 5_000})),
    ),
    "blocks of an appendix": (
        lambda count: Appendix(title="A", blocks=A_BLOCK * count),
        *(0, 2_000, (Reason.BLOCKS, {"most": 2_000})),
    ),
    "blocks": (
        lambda count: changed(letter(), blocks=A_BLOCK * (count + 1)),
        *(0, 1_999, (Reason.BLOCKS, {"most": 2_000})),
    ),
    "points of a clause": (
        lambda count: Appendix(title="A", blocks=(Point(text="a"), Dash(text="b"), Paragraph(text="c")) * count),
        *(0, 21, (Reason.POINTS, {"most": 21})),
    ),
    "the number": (lambda number: Issue(number=number, date=dt.date(2020, 1, 5)), 1, 999_999, (Reason.NUMBER, {})),
    "the year": (lambda year: Issue(number=1, date=dt.date(year, 1, 5)), 1945, 2200, (Reason.YEAR, {})),
    "copies": (lambda copies: changed(letter(), copies=copies), 0, 9_999, (Reason.COPIES, {})),
}
"""Whatever is counted: what takes so many, the least and the most, and what is said of another count."""


@pytest.mark.parametrize("what", AMOUNTS)
def test_there_are_as_many_as_may_be_and_no_more_and_no_fewer(what: str) -> None:
    make, least, most, said = AMOUNTS[what]

    assert make(least)
    assert make(most)
    assert said == refused(lambda: make(most + 1))
    if least or what == "copies":
        assert said == refused(lambda: make(least - 1))


@pytest.mark.parametrize("share", [0.05, 100])
def test_a_column_has_a_twentieth_of_another_ones_width_or_a_hundred_times_as_much(share: float) -> None:
    assert share == Column(title="A", share=share).share
    assert (Reason.COLUMN_SHARE, {}) == refused(lambda: Column(title="A", share=share * (0.9 if share < 1 else 1.01)))


@pytest.mark.parametrize("block", [Article, Clause, Dash, Paragraph, Point])
def test_a_paper_ends_with_a_sentence(block: type[Block]) -> None:
    assert changed(letter(), blocks=(Part(title="a"), block(text="b")))  # type: ignore[call-arg]


@pytest.mark.parametrize("block", [Part, Chapter, Section])
def test_and_with_no_title(block: type[Block]) -> None:
    last = block(title="b")  # type: ignore[call-arg]

    assert (Reason.OPEN_END, {}) == refused(lambda: changed(letter(), blocks=(Paragraph(text="a"), last)))
    assert (Reason.OPEN_END, {}) == refused(lambda: changed(letter(), blocks=(*A_BLOCK, Table(columns=ONE, rows=()))))


@pytest.mark.parametrize("rows", [{"rows": (("a", "b"), ("a",))}, {"rows": (("a", "b"),), "total": ("a", "b", "c")}])
def test_every_row_and_the_total_have_as_many_cells_as_there_are_columns(rows: dict[str, object]) -> None:
    assert (Reason.RAGGED_ROW, {}) == refused(lambda: Table(columns=TWO, **rows))  # type: ignore[arg-type]


def test_a_column_of_which_no_more_is_said_holds_words_and_is_as_wide_as_the_others() -> None:
    assert (1.0, False) == (Column(title="A").share, Column(title="A").numeric)
    assert not Appendix(title="A", blocks=A_BLOCK).landscape


def test_a_value_stays_as_it_was_made() -> None:
    made = Paragraph(text="a")

    with pytest.raises(AttributeError):
        made.text = "b"  # type: ignore[misc]


@pytest.mark.parametrize(
    "value", [letter(), *letter().blocks[:1], COMMITTEE, ISSUE], ids=lambda one: type(one).__name__
)
def test_what_was_kept_with_a_field_that_no_paper_has_is_not_read(value: Value) -> None:
    """It may say something that would be lost."""
    kept = msgspec.json.encode({**msgspec.to_builtins(value), "note": "a"})

    with pytest.raises(msgspec.ValidationError, match="unknown field `note`"):
        msgspec.json.decode(kept, type=type(value))


def test_a_paper_has_up_to_thirty_nine_appendices_as_far_as_roman_numbers_go() -> None:
    one = Appendix(title="Phụ lục", blocks=(Paragraph(text="a"),))

    assert 39 == len(changed(letter(), appendices=(one,) * 39).appendices)
    with pytest.raises(PaperError):
        changed(letter(), appendices=(one,) * 40)


def test_stamps_of_urgency_have_the_frames_of_the_decree() -> None:
    assert [(20, 8), (40, 8), (30, 8)] == [urgency.frame_mm for urgency in Urgency]


@pytest.mark.parametrize(
    ("name", "title"), [("TS. Hoàng Văn Thử", "TS."), (" ông Hoàng ", "ông"), ("Hoàng Văn Thử", "")]
)
def test_the_title_is_named_that_stands_before_a_name(name: str, title: str) -> None:
    assert title == title_before(name)
