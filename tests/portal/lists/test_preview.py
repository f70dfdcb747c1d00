"""A preview shows the beginning of a long list, counts all of it, and has the same parts whatever the list says."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.lists.cleaning.people import Sex
from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.schemas.kinds import schema_named
from bluezone.portal.lists.preview import (
    NOT_OF_ROSTERS,
    ROSTERS,
    SHOWN_DOUBLES,
    SHOWN_ROWS,
    SHOWN_SKIPPED,
    _cell,
    in_language,
    kept_fields,
    said,
)
from bluezone.vietnam.words import Words
from tests.portal.lists.test_bringing_in import AN, a_list
from tests.support.lists import ugly_lists
from tests.support.lists.spreadsheets import xlsx
from tests.support.portal.lists_desk import a_desk

COUNTS = ("records", "suggestions", "wrong_rows", "doubles_in_all")


@pytest.fixture
def desk(office):
    return a_desk(office)


def test_of_a_long_list_twelve_rows_are_shown_and_all_are_counted(desk):
    people = [(f"Lê Văn {'ABCDEFGHIKLMNOPQRST'[at]}n", 1980, f"09123456{at:02}", "Xã Sơn Dương") for at in range(15)]

    sent = desk.bring(a_list(*((*person, "x", "x", None) for person in people)))

    assert 12 == SHOWN_ROWS == len(sent.preview["rows"])
    assert 15 == sent.preview["records"]


def test_of_many_doubles_twenty_are_shown_and_all_are_counted(desk):
    sent = desk.bring(a_list(*[AN] * 8))

    assert 20 == SHOWN_DOUBLES == len(sent.preview["doubles"])
    assert 8 * 7 // 2 == sent.preview["doubles_in_all"]
    assert {98} == {double["percent"] for double in sent.preview["doubles"]}


def test_of_many_rows_that_are_passed_over_twenty_are_told_and_all_are_counted(desk):
    """A list printed on many pages has its header on each."""
    header = ["STT", "Họ và tên", "Năm sinh"]
    people = [[page, f"Lê Văn {sign}n", 1980] for page, sign in enumerate("ABCDEGHIKLMNOPQRSTUVXYĐ", 1)]
    rows = [header, *(row for person in people for row in (person, header))]

    sent = desk.bring((xlsx(rows), "so.xlsx"))

    assert 20 == SHOWN_SKIPPED == len(sent.preview["skipped"])
    assert 23 == sent.preview["skipped_in_all"]
    assert all(one["why"]["vi"] and "Họ và tên" in one["text"] for one in sent.preview["skipped"])


def test_a_header_of_two_rows_is_shown_from_its_first_to_its_last(desk):
    assert [2, 3] == desk.bring(ugly_lists.businesses(), "business").preview["header_rows"]


def test_a_list_whose_columns_say_nothing_has_the_parts_of_any_other(desk):
    read = desk.bring(a_list(AN))
    unread = desk.bring(a_list(AN, header=[["", "k1", "k2", "k3", "k4", "k5", "k6", "k7"]]))

    assert unread.preview["problem"]
    assert read.preview.keys() == unread.preview.keys()
    assert [] == unread.preview["rows"]
    assert [0, 0, 0, 0] == [unread.preview[name] for name in COUNTS]
    assert "Store" not in desk.page(unread)


def test_of_old_letters_is_told_which_they_are_how_surely_and_how_they_read(desk):
    said = desk.bring(ugly_lists.staff_vni_csv()).preview["letters"]

    assert said
    assert {Encoding.VNI.value} == {one["encoding"] for one in said}
    assert all(isinstance(one["percent"], int) and 0 < one["percent"] <= 100 for one in said)
    assert all(one["before"] != one["after"] for one in said)


def test_a_column_is_known_as_surely_as_its_reasons_go_and_never_more_than_that(desk):
    header = [["STT", "Tên gọi", "Năm sinh", "Máy", "Xã"]]
    sent = desk.bring(a_list(("Lê Văn An", 1980, "0912345678", "Xã Sơn Dương"), header=header))

    percents = [column["percent"] for column in sent.preview["columns"] if column["field"]]

    assert min(percents) < 100
    assert all(0 < percent <= 100 for percent in percents)


def test_notes_about_contacts_are_shown_in_the_order_of_the_file(desk):
    """Only of a roster are notes never kept by person, and so shown in the order of letters."""
    rows = [["STT", "Họ và tên", "Số điện thoại", "Ghi chú"]]
    people = [("Lê Văn An", "0912345678", "về quê"), ("Hà Thị Bình", "0912345679", "cách ly")]

    case = desk.office.case(desk.officer).number
    sent = desk.bring(a_list(*people, header=rows), "contacts", case=case)

    notes = next(column for column in sent.preview["columns"] if column["header"] == "Ghi chú")
    assert ["về quê", "cách ly"] == notes["examples"]


def test_every_sentence_of_a_preview_is_said_in_one_language():
    words = {"vi": "Họ và tên", "en": "Full name"}
    shown = {"fields": [words, words], "records": 3, "said": {"row": 2, "words": words}, "digest": "abc"}

    assert {
        "fields": ["Full name", "Full name"],
        "records": 3,
        "said": {"row": 2, "words": "Full name"},
        "digest": "abc",
    } == in_language(shown, "en")
    assert "Họ và tên" == in_language(words, "vi")


def test_what_is_the_same_in_both_languages_is_kept_once_and_anything_else_twice():
    assert {"vi": "Nam", "en": "Male"} == _cell(Sex.MALE)
    assert ["Lê Văn An", "7", "", "05/08/2020"] == [_cell(one) for one in ("Lê Văn An", 7, None, dt.date(2020, 8, 5))]


@pytest.mark.parametrize("kind", sorted(ROSTERS))
def test_of_a_roster_nothing_is_kept_that_tells_of_somebody_whether_they_have_the_app(kind):
    kept = kept_fields(schema_named(kind))

    assert "full_name" in kept
    assert NOT_OF_ROSTERS.isdisjoint(kept)


def test_a_sentence_is_kept_in_both_languages():
    assert {"vi": "một", "en": "one"} == said(Words("một", "one"))
