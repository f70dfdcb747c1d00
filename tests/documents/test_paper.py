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
    Signatory,
    Table,
    Urgency,
    title_before,
)
from tests.support.documents.papers import COMMITTEE, changed, decision, letter, report


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


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (lambda text: Part(title=text), 500),
        (lambda text: Appendix(title=text, blocks=(Paragraph(text="a"),)), 500),
        (lambda text: changed(letter(), subject=text), 500),
        (lambda text: changed(letter(), drafting_unit=text), 20),
        (lambda text: changed(letter(), authority=text), 200),
        (lambda text: Table(columns=(Column(title="A"),), rows=(), caption=text), 500),
    ],
    ids=["part", "appendix", "subject", "drafting unit", "authority", "caption"],
)
def test_the_longest_that_is_taken_is_taken_and_not_a_letter_more(make: Callable[[str], object], most: int) -> None:
    assert make("A" * most)
    with pytest.raises(PaperError):
        make("A" * (most + 1))


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
