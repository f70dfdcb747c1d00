"""A plan holds everything that one list would store, and is applied whole or not at all."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.errors import PlanError
from bluezone.lists.planning.building import apply_plan
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.kinds import CONTACTS, HOUSEHOLD
from tests.support.lists.list_ports import RegisterInMemory
from tests.support.lists.tables import plan_of

HEAD: list[Cell] = ["STT", "Họ và tên", "Ngày sinh", "Số điện thoại", "Xã"]
GOOD: list[Cell] = [1, "Lê Văn An", "5/1/1980", 912345678, "Tân Trào"]
ALSO_GOOD: list[Cell] = [2, "Hà Thị Bình", "1985", "0387654321", "Tú Thịnh"]
WRONG: list[Cell] = [3, "Ma Văn Chi", "31/2/1990", "01681234567", "Tân Trào"]


def test_a_plan_without_a_wrong_row_is_stored_whole_and_once() -> None:
    register, plan = RegisterInMemory(), plan_of(HEAD, GOOD, ALSO_GOOD)

    apply_plan(plan, register)
    apply_plan(plan, register)

    assert [2, 3] == [record.row for record in register.records]


def test_a_wrong_row_stops_everything() -> None:
    register = RegisterInMemory()

    with pytest.raises(PlanError, match=r"1 rows are wrong \(4\)"):
        apply_plan(plan_of(HEAD, GOOD, ALSO_GOOD, WRONG), register)

    assert [] == register.records


def test_a_register_that_breaks_in_the_middle_has_stored_nothing() -> None:
    register = RegisterInMemory(breaks_at=3)

    with pytest.raises(RuntimeError):
        apply_plan(plan_of(HEAD, GOOD, ALSO_GOOD), register)

    assert [] == register.records


def test_rows_are_left_out_by_decision_and_the_plan_says_so() -> None:
    register, plan = RegisterInMemory(), plan_of(HEAD, GOOD, WRONG)

    apply_plan(plan.without(plan.wrong_rows), register)

    assert [2] == [record.row for record in register.records]
    assert (3,) == plan.without([3]).left_out
    assert (3,) == plan.without([3]).without([99]).left_out


def test_nothing_left_is_refused() -> None:
    with pytest.raises(PlanError, match="No row is left"):
        apply_plan(plan_of(HEAD, GOOD).without([2]), RegisterInMemory())


def test_a_correction_mends_a_row_and_an_empty_one_takes_the_cell_out() -> None:
    mended = plan_of(HEAD, WRONG, answers={(2, "birth"): "28/2/1990"})
    emptied = plan_of(HEAD, WRONG, answers={(2, "birth"): ""})

    assert ((), "28/02/1990") == (mended.wrong_rows, str(mended.records[0].values["birth"]))
    assert ((), False) == (emptied.wrong_rows, "birth" in emptied.records[0].values)


def test_all_suggestions_can_be_taken_at_once() -> None:
    rows: list[list[Cell]] = [[1, "Lê An", "5/1/80", "01681234567 / 0912345678", "Tân Tràoo"]]
    plan = plan_of(HEAD, *rows)

    taken = plan_of(HEAD, *rows, answers=plan.suggestions())

    assert {(2, "birth"), (2, "phone"), (2, "commune")} == set(plan.suggestions())
    assert "0381234567, 0912345678" == str(taken.records[0].values["phone"])
    assert "05/01/1980" == str(taken.records[0].values["birth"])
    assert [] == [finding for finding in taken.findings if finding.weight is not Weight.CHANGED]


def test_the_digest_is_that_of_what_would_be_stored() -> None:
    plan = plan_of(HEAD, GOOD, ALSO_GOOD)

    assert plan.digest() == plan_of(HEAD, GOOD, ALSO_GOOD).digest()
    assert plan.digest() != plan.without([3]).digest()
    assert plan.digest() != plan_of(HEAD, ALSO_GOOD, GOOD).digest()


def test_dates_that_a_spreadsheet_swapped_are_asked_about() -> None:
    head: list[Cell] = ["STT", "Họ và tên", "Ngày tiếp xúc"]
    true: list[list[Cell]] = [[n, "Lê Văn An", dt.date(2020, 1, n)] for n in (2, 3, 4)]
    texts: list[list[Cell]] = [[n, "Hà Thị Bình", f"{n}/7/2020"] for n in (13, 25, 31)]

    spoilt, sound = plan_of(head, *true, *texts, schema=CONTACTS), plan_of(head, *true, schema=CONTACTS)

    assert ["01/02/2020", "01/03/2020", "01/04/2020"] == [finding.suggestion for finding in spoilt.findings]
    assert ["A spreadsheet may have swapped day and month: 02/01/2020 or 01/02/2020?"] == [
        finding.words.en for finding in spoilt.findings[:1]
    ]
    assert () == sound.findings


def test_the_first_row_of_a_household_speaks_for_the_others() -> None:
    head: list[Cell] = ["Số hộ", "Chủ hộ", "Họ và tên", "Quan hệ với chủ hộ"]
    rows: list[list[Cell]] = [
        [1, "Lê An", "Lê An", "Chủ hộ"],
        [None, None, "Hà Bình", "Vợ"],
        [2, "Ma Chi", "Ma Chi", "Chủ hộ"],
    ]

    plan = plan_of(head, *rows, schema=HOUSEHOLD)

    assert ["1", "1", "2"] == [record.values["household"] for record in plan.records]
    assert ["Lê An", "Lê An", "Ma Chi"] == [record.values["head"] for record in plan.records]


def test_an_empty_required_cell_is_one_finding_about_the_row() -> None:
    plan = plan_of(HEAD, [1, None, "5/1/1980", 912345678, "Tân Trào"], [2, "12345", None, None, None])

    assert [(2, ""), (3, "B")] == [(f.row, f.column) for f in plan.findings if f.weight is Weight.WRONG]
    assert "Dòng 2" == next(f.place().vi for f in plan.findings if f.weight is Weight.WRONG)


HOUSE_HEAD: list[Cell] = ["STT", "Chủ hộ", "Số khẩu", "Có ĐTTM", "Đã cài"]


def test_the_head_stands_for_the_household_where_no_column_names_people() -> None:
    (record,) = plan_of(HOUSE_HEAD, [1, "BÀ LÊ THỊ AN", 4, 2, 2], schema=HOUSEHOLD).records

    assert ("Lê Thị An", "Lê Thị An", 4, 2, 2) == tuple(
        record.values[name] for name in ("full_name", "head", "members", "smartphones", "installs")
    )


def test_a_household_without_its_head_is_not_the_one_above() -> None:
    plan = plan_of(HOUSE_HEAD, [1, "Lê Thị An", 4, 2, 2], [2, None, 3, 1, 1], schema=HOUSEHOLD)

    assert (3,) == plan.wrong_rows
    assert "full_name" not in plan.records[1].values


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ([1, "Lê Thị An", 4, 5, 2], ["D"]),
        ([1, "Lê Thị An", 4, 2, 3], ["E"]),
        ([1, "Lê Thị An", 4, None, 5], ["E"]),
        ([1, "Lê Thị An", 4, 5, 6], ["D", "E"]),
        ([1, "Lê Thị An", 4, 4, 4], []),
        ([1, "Lê Thị An", None, 2, 2], []),
    ],
)
def test_a_part_above_its_whole_is_asked_about(row: list[Cell], columns: list[str]) -> None:
    plan = plan_of(HOUSE_HEAD, [2, "Hà Văn Nam", 5, 3, 3], row, [3, "Vũ Thị Yến", 5, 3, 2], schema=HOUSEHOLD)

    assert [(3, column) for column in columns] == [(found.row, found.column) for found in plan.findings]
    assert all(finding.weight is Weight.ASKED for finding in plan.findings)


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Thôn Bòng", {"hamlet": "Thôn Bòng"}),
        ("Đồng Quan", {"hamlet": "Đồng Quan"}),
        ("Xã Tân Trào", {"commune": "Xã Tân Trào"}),
    ],
)
def test_a_heading_says_the_hamlet_unless_it_says_that_it_is_a_commune(heading: str, said: dict[str, str]) -> None:
    (record,) = plan_of(HOUSE_HEAD, [heading], [1, "Lê Thị An", 4, 2, 2], schema=HOUSEHOLD).records

    found = {name: record.values.get(name) for name in ("hamlet", "commune") if name in record.values}
    assert said == {name: value if isinstance(value, str) else value.name for name, value in found.items()}


def test_a_title_again_on_the_next_page_is_no_hamlet() -> None:
    plan = plan_of(
        HOUSE_HEAD,
        ["Đồng Quan"],
        [1, "Lê Thị An", 4, 2, 2],
        ["DANH SÁCH HỘ"],
        [2, "Hà Văn Nam", 5, 3, 3],
        schema=HOUSEHOLD,
    )

    assert ["Đồng Quan", "Đồng Quan"] == [record.values["hamlet"] for record in plan.records]
