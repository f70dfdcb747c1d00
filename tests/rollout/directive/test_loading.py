"""The shipped file says what the letter says, and a copy with a mistake in it is refused in one line with the place."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.directive.letter import Directive, Role
from bluezone.rollout.directive.loading import MOST_BYTES, read_directive, shipped_directive
from bluezone.rollout.errors import DirectiveError
from tests.support.rollout.directives import SHIPPED_TEXT, changed, refusal

LETTER = (Path(__file__).parents[2] / "vectors" / "directive_son_duong_2020.md").read_text(encoding="utf-8")
SON_DUONG = shipped_directive()


def test_every_quoted_sentence_stands_in_the_letter_word_for_word() -> None:
    letter = SON_DUONG.letter
    paragraphs = [paragraph.text for clause in SON_DUONG.clauses for paragraph in clause.paragraphs]
    quoted = [*paragraphs, *letter.preamble, *(basis.text for basis in letter.bases), *letter.addressed]

    assert [] == [text for text in quoted if text not in LETTER]


def test_no_paragraph_of_the_letter_is_left_out() -> None:
    """From the first clause to the end; only the pointer to the web site asks nothing of anybody."""
    body = LETTER.split("Ủy ban nhân dân huyện yêu cầu:")[1]
    written = [line.strip().lstrip("123456. ") for line in body.splitlines() if line.strip()]
    quoted = [paragraph.text for clause in SON_DUONG.clauses for paragraph in clause.paragraphs]

    assert [line for line in written if not line.startswith("Thông tin chi tiết")] == quoted


def test_clauses_one_to_six_and_the_closing_one_are_there_and_the_second_has_two_paragraphs() -> None:
    assert ["1", "2", "3", "4", "5", "6", "closing"] == [clause.number for clause in SON_DUONG.clauses]
    assert ["2.1", "2.2"] == [place for place, _ in SON_DUONG.clauses[1].places()]


def test_before_the_26th_means_that_its_first_moment_is_too_late() -> None:
    zone = dt.timezone(dt.timedelta(hours=7))

    assert dt.datetime(2020, 8, 26, tzinfo=zone) == SON_DUONG.reporting.due
    assert {SON_DUONG.reporting.due} == {instruction.due for _, instruction in SON_DUONG.instructions()}


def test_the_foot_of_the_letter_says_who_carries_it_out_and_who_is_told() -> None:
    roles = {recipient.name: recipient.role for recipient in SON_DUONG.letter.recipients}

    assert Role.CARRIES_OUT is roles["Như trên"]
    assert Role.INFORMED_ABOVE is roles["TTr Huyện ủy, HĐND huyện"]
    assert Role.FILED is roles["Lưu: VT, PVHTT"]


def test_the_three_signatures_stand_in_the_order_in_which_they_were_given() -> None:
    moments = [f"{signature.at:%d/%m %H:%M}" for signature in SON_DUONG.letter.signatures]

    assert ["10/08 17:41", "11/08 16:56", "11/08 17:46"] == moments


@pytest.mark.parametrize(
    ("before", "after", "place", "why"),
    [
        ('place = "Sơn Dương"', "", "document.place", "is missing"),
        ('place = "Sơn Dương"', 'place = ""', "document.place", "is empty"),
        ('place = "Sơn Dương"', 'place = "a\\nb"', "document.place", "line break"),
        ('place = "Sơn Dương"', f'place = "{"x" * 401}"', "document.place", "longer than 400"),
        ('place = "Sơn Dương"', "place = 3", "document.place", "must be text"),
        ('place = "Sơn Dương"', 'place = "Sơn Dương"\nplase = "x"', "document.plase", "no such field"),
        ("date = 2020-08-10", 'date = "10/8/2020"', "document.date", "must be a date"),
        ("due = 2020-08-26T00:00:00+07:00", "due = 2020-08-26T00:00:00", "reporting.due", "zone"),
        (
            "due = 2020-08-26T00:00:00+07:00",
            "due = 9999-12-31T23:59:59+00:00",
            "reporting.due",
            "between 1900 and 2199",
        ),
        ("date = 2020-08-10", "date = 0001-01-01", "document.date", "between 1900 and 2199"),
        ("format = 1", "format = 2", "format", "only format 1"),
        ("format = 1", "format = true", "format", "whole number"),
        ('role = "informed above"', 'role = "boss"', "document.recipient[1].role", "must be one of"),
        ('id = "agency"', 'id = "Agency!"', "kind[1].id", "small letters"),
        ('id = "front"', 'id = "agency"', "kind[2]", "twice"),
        ('code = "CB2"', 'code = "CB1"', "indicator[2]", "twice"),
        ('code = "CB2"', 'code = "1/2"', "indicator[2].code", "two capitals"),
        ('within = "staff"\n', 'within = "staf"\n', "indicator[2].within", "there is no staf"),
        ('within = "staff"\n', 'within = "staff-installed"\n', "indicator[2].within", "circle"),
        ('within = "staff"\n', 'within = "staff-with-smartphone"\n', "indicator[2]", "within itself"),
        ('denominator = "staff"\n', 'denominator = "schools"\n', "rate[2]", "within the denominator"),
        ('denominator = "staff"\n', 'denominator = "staff-installed"\n', "rate[2]", "within the denominator"),
        ('to = "youth"', 'to = "young"', "clause 3, instruction members-install, to", "there is no young"),
        (
            'instead = "education"',
            'instead = "schooling"',
            "clause 4, instruction schools-install, instead",
            "no schooling",
        ),
        ('evidence = ["poster"]', 'evidence = ["leaflet"]', "clause 2.1, instruction put-up-posters", "no leaflet"),
        ('evidence = ["poster"]', "evidence = []", "clause[2].paragraph[1].instruction[3].evidence", "at least one"),
        ('forms = ["photo", "place"]', 'forms = ["names"]', "evidence[3].forms[1]", "must be one of"),
        ('indicators = ["radio-items", "web-items"]', 'indicators = ["radio-items"]', "indicator[40]", "no clause"),
        ('kinds = ["youth-union"]', 'kinds = ["youth"]', "addressee[3].kinds", "there is no youth"),
        ('kinds = ["youth-union"]', "", "addressee[3].kinds", "neither a kind"),
        ('counts = "posters"', 'counts = "leaflets"', "evidence[6].counts", "there is no leaflets"),
        ("cumulative = true", 'cumulative = "yes"', "indicator[3].cumulative", "true or false"),
    ],
)
def test_a_mistake_is_refused_with_its_place(before: str, after: str, place: str, why: str) -> None:
    said = refusal(changed(before, after))

    assert said.startswith("copy.toml: " + place)
    assert why in said


def test_an_indicator_asked_by_two_clauses_would_be_reported_twice() -> None:
    said = refusal(changed('indicators = ["self-checks"]', 'indicators = ["self-checks", "broadcasts"]'))

    assert "indicator broadcasts" in said


def test_broken_toml_is_refused_with_its_line() -> None:
    assert "line 4" in refusal(changed("format = 1", "format = "))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"x" * (MOST_BYTES + 1),
        b"a = " + b"[" * 5_000 + b"]" * 5_000,
        b"format = " + b"9" * 5_000,
        b"date = 2020-02-31",
        ("kind = [" + "1," * 600 + "]").encode(),
    ],
)
def test_what_is_no_directive_at_all_is_one_line_too(data: bytes) -> None:
    assert refusal(data)


def test_a_copy_saved_by_notepad_is_read_all_the_same() -> None:
    """With a byte order mark, and lines that end as Windows ends them."""
    copy = b"\xef\xbb\xbf" + SHIPPED_TEXT.replace("\n", "\r\n").encode()

    assert read_directive(copy, "copy.toml") == SON_DUONG


@given(st.data())
def test_a_copy_with_any_one_line_gone_is_a_directive_or_one_line_of_refusal(data: st.DataObject) -> None:
    lines = SHIPPED_TEXT.splitlines()
    del lines[data.draw(st.integers(0, len(lines) - 1))]

    said = outcome("\n".join(lines).encode())

    assert isinstance(said, Directive) or (said.startswith("copy.toml: ") and said.isprintable())


def outcome(data: bytes) -> Directive | str:
    try:
        return read_directive(data, "copy.toml")
    except DirectiveError as error:
        return str(error)


def test_a_kind_of_place_that_has_no_doors_is_refused_by_its_place_in_the_file() -> None:
    said = refusal(changed('measured_at = ["office"]', 'measured_at = ["office", "palace"]'))

    assert "measured_at[2]" in said
    assert "market" in said


def test_a_count_that_no_list_gives_is_refused_by_its_place_in_the_file_and_none_need_be_named() -> None:
    said = refusal(changed('listed = "staff.installed"', 'listed = "staff.refused"'))
    silent = re.sub(r"(?m)^listed = .*\n", "", SHIPPED_TEXT)

    assert "indicator[3].listed" in said
    assert "staff.smartphone" in said
    assert {None} == {one.listed for one in read_directive(silent.encode(), "copy.toml").indicators}
