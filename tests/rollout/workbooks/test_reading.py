"""A form is read however it was treated, and what is not our form is refused with a reason."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable

import pytest
import xlsxwriter

from bluezone.lists.errors import UnreadableListError
from bluezone.rollout.errors import Returned, ReturnedFileError
from bluezone.rollout.workbooks.reading import ReturnedForm, read_form
from tests.support.lists.spreadsheets import Rows, ods, xls, xlsx
from tests.support.rollout.forms import COMMUNE, GOOD, PERIOD, SECRET, blank, filled_rows, key, returned
from tests.support.rollout.reporting import SON_DUONG


def read(data: bytes, **known: object) -> ReturnedForm:
    return read_form(data, "bao cao.xlsx", SON_DUONG, SECRET, period=PERIOD, **known)  # type: ignore[arg-type]


def reason(data: bytes, **known: object) -> Returned:
    with pytest.raises(ReturnedFileError) as refused:
        read(data, **known)
    assert refused.value.words.vi.isprintable()
    return refused.value.reason


def test_a_blank_form_comes_back_with_no_answers_but_with_all_questions() -> None:
    form = read(blank())

    assert COMMUNE == form.key.organisation
    assert dict.fromkeys(GOOD) == form.answers
    assert {} == form.nothing


@pytest.mark.parametrize("write", [xlsx, ods, xls])
def test_a_form_saved_by_any_program_says_the_same(write: Callable[[Rows], bytes]) -> None:
    form = read(returned(GOOD, write))

    assert GOOD == form.answers
    assert "24/8/2020" == form.as_of


def test_columns_may_be_moved_and_new_ones_put_between() -> None:
    moved = [[row[3], "", row[4], row[0], row[2], row[1]] for row in filled_rows(GOOD)]
    for row, whole in zip(moved, filled_rows(GOOD), strict=True):
        if "Số liệu tính đến ngày" in whole:
            row[:] = [None, *whole]

    assert GOOD == read(xlsx(moved)).answers


def test_rows_may_be_sorted() -> None:
    rows = list(filled_rows(GOOD))
    body = rows[7:]
    random.Random(3).shuffle(body)

    assert GOOD == read(xlsx([*rows[:7], *body])).answers


def test_text_and_fractions_are_left_as_they_stand_for_the_rules_to_judge() -> None:
    form = read(returned({"staff": "24 người", "residents": 71.67, "households": "1.812"}))

    assert ("24 người", 71.67, "1.812") == tuple(form.answers[i] for i in ("staff", "residents", "households"))


def test_a_reason_in_an_instructions_row_says_that_there_is_nothing() -> None:
    form = read(returned({}, reasons={"broadcast": "loa  hỏng\ntừ tháng 7"}))

    assert {"broadcast": "loa hỏng từ tháng 7"} == form.nothing


def test_a_code_that_stands_twice_with_two_figures_is_found() -> None:
    rows = [*filled_rows(GOOD), ["CB1", "", "", 99, ""]]

    assert ["CB1 has two rows with different figures."] == [f.words.en for f in read(xlsx(rows)).findings]


def test_the_same_file_twice_is_refused_by_its_hash() -> None:
    data = returned(GOOD)
    first = read(data)

    assert Returned.SAME_AGAIN is reason(data, seen={first.sha256})
    assert first.sha256 != read(returned(GOOD | {"staff": 25})).sha256


def test_another_units_form_is_refused_where_the_sender_is_known() -> None:
    assert Returned.OTHER_UNIT is reason(blank("ubnd-minh-thanh"), sender=COMMUNE)
    assert COMMUNE == read(blank(), sender=COMMUNE).key.organisation


@pytest.mark.parametrize("other", [key(period="2020-09"), key(directive="ham-yen-2020")])
def test_a_form_of_another_directive_or_period_is_refused(other: str) -> None:
    rows = [[other if cell == key() else cell for cell in row] for row in filled_rows(GOOD)]

    assert Returned.OTHER_DIRECTIVE is reason(xlsx(rows))


def test_a_strangers_sheet_is_refused() -> None:
    rows = [[None if cell == key() else cell for cell in row] for row in filled_rows(GOOD)]

    assert Returned.NO_KEY is reason(xlsx(rows))


def test_a_key_alone_is_no_report() -> None:
    assert Returned.NO_TABLE is reason(xlsx([[key()], ["Mã", "Số"]]))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"x" * (5 << 20)])
def test_what_is_no_spreadsheet_is_refused_by_the_lists_rules(data: bytes) -> None:
    with pytest.raises(UnreadableListError):
        read(data)


def test_a_real_date_is_read_as_one() -> None:
    assert dt.date(2020, 8, 24) == read(returned(GOOD, as_of=dt.date(2020, 8, 24))).as_of


NAMES = [[str(number), f"Nguyễn Thị {number}", "thôn Khuôn Thê", "chưa đồng ý"] for number in range(1, 40)]
"""Made up: whoever did not agree, as a hamlet head might write them down."""


def with_another_sheet(lines: Rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in (("Báo cáo", filled_rows(GOOD)), ("Sheet2", lines)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell not in {None, ""}:
                        sheet.write(number, column, cell)
    return out.getvalue()


def test_a_list_of_people_beside_the_figures_is_not_kept_with_them() -> None:
    assert Returned.OTHER_LIST is reason(with_another_sheet(NAMES))
    assert Returned.OTHER_LIST is reason(xlsx([*filled_rows(GOOD), *NAMES]))
    assert Returned.OTHER_LIST is reason(xlsx([*NAMES, *filled_rows(GOOD)]))


def test_remarks_and_who_signs_below_the_figures_hurt_nobody() -> None:
    remarks = [["", "Ghi chú: loa thôn Một hỏng"], ["", "Trung Yên, ngày 24/8/2020"], ["", "TM. ỦY BAN NHÂN DÂN"]]

    assert GOOD == read(xlsx([*filled_rows(GOOD), *remarks])).answers
    assert GOOD == read(with_another_sheet([])).answers


def test_the_same_form_copied_to_a_second_sheet_is_no_list_of_anybody() -> None:
    assert GOOD == read(with_another_sheet(list(filled_rows(GOOD)))).answers
