"""Deliberately ugly lists, from bytes to a plan: what must come out of each is written here by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.duplicates.entries import entries_of
from bluezone.lists.duplicates.finding import find_duplicates
from bluezone.lists.exporting.columns import Exported, plain
from bluezone.lists.layout.finding import find_tables
from bluezone.lists.layout.table import Skipped, Table
from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.mapping.mapping import mapping_of
from bluezone.lists.mapping.proposing import propose, propose_schema
from bluezone.lists.planning.building import build_plan
from bluezone.lists.planning.plan import Plan
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.schemas.kinds import HOUSEHOLD
from tests.support.lists import ugly_lists
from tests.support.lists.ugly_lists import Sent
from tests.support.rollout.son_duong import UNITS

pytestmark = pytest.mark.in_turn(of=3)

TODAY = dt.date(2020, 8, 20)
Row = tuple[int, dict[str, str]]


def read(sent: Sent, today: dt.date = TODAY) -> tuple[Table, Plan]:
    """Everything as proposed, nobody having said a word yet."""
    table = find_tables(read_workbook(*sent))[0]
    schema, _ = propose_schema(table)
    mapping = mapping_of(schema, propose(table, schema))
    return table, build_plan(table, mapping, gazetteer=Gazetteer(UNITS), today=today)


def rows_of(plan: Plan) -> list[Row]:
    return [(record.row, {name: said(value) for name, value in record.values.items()}) for record in plan.records]


def said(value: Exported) -> str:
    shown = plain(value, "vi")
    return f"{shown:%d/%m/%Y}" if isinstance(shown, dt.date) else str(shown)


def found(plan: Plan, weight: Weight) -> list[tuple[int, str, str, str | None]]:
    return [(f.row, f.column, f.field, f.suggestion) for f in plan.findings if f.weight is weight]


def skipped(plan: Plan) -> list[tuple[int, Skipped]]:
    return [(row.number, row.why) for row in plan.skipped]


def test_staff_under_a_joined_header_with_titles_totals_and_signatures() -> None:
    table, plan = read(ugly_lists.staff_with_merged_header())

    assert ("staff", (6, 7)) == (plan.schema, table.header_rows)
    assert [
        (9, _staff("Nguyễn Văn Hùng", "1975", "Nam", "Trưởng phòng", "0912345678") | {"installed": "Có"}),
        (10, _staff("Trần Thị Lan", "1988", "Nữ", "Chuyên viên", "0387654321") | {"installed": "Có"}),
        (11, _staff("Ma Đình Tùng", "1990", "Nam", "Chuyên viên", "01681234567")),
    ] == rows_of(plan)
    assert [
        (8, Skipped.NUMBERING),
        (12, Skipped.TOTAL),
        (14, Skipped.FOOTER),
        (15, Skipped.FOOTER),
    ] == skipped(plan)
    assert [(11, "F", "phone", "0381234567")] == found(plan, Weight.ASKED)
    assert "DANH SÁCH CÁN BỘ, CÔNG CHỨC CÀI ĐẶT ỨNG DỤNG BLUEZONE" in table.titles


def _staff(name: str, birth: str, sex: str, position: str, phone: str) -> dict[str, str]:
    return {"full_name": name, "birth": birth, "sex": sex, "position": position, "phone": phone}


def test_staff_in_vntime_with_names_in_two_columns_and_offices_as_headings() -> None:
    table, plan = read(ugly_lists.staff_in_vntime())

    school, station = "Trường Mầm non Tân Trào", "Trạm Y tế xã Tân Trào"
    assert [
        (4, _person("Hoàng Thị Hạnh", "14/03/1985", "Nữ", "0912345678") | {"department": school}),
        (5, _person("Nông Văn Đạt", "05/12/1979", "Nam", "0387654321") | {"department": school, "note": "nghỉ phép"}),
        (7, _person("Bàn Thị Thủy", "1992", "Nữ", "0978123456") | {"department": station}),
    ] == rows_of(plan)
    assert {Encoding.TCVN3} == {conversion.encoding for conversion in table.conversions}
    assert ("Hä vµ ®Öm", "Họ và đệm") in [(c.before, c.after) for c in table.conversions]
    assert "Ghi chú" == table.columns[-1].header


def _person(name: str, birth: str, sex: str, phone: str) -> dict[str, str]:
    return {"full_name": name, "birth": birth, "sex": sex, "phone": phone}


def test_staff_in_vni_as_a_csv_with_semicolons() -> None:
    table, plan = read(ugly_lists.staff_vni_csv())

    union = {"department": "Huyện Đoàn Sơn Dương"}
    assert [
        (2, _person("Lê Thị Thu Hương", "15/07/1985", "Nữ", "0912345678") | union),
        (3, _person("Đỗ Mạnh Cường", "05/01/1990", "Nam", "0387654321, 02073835123") | union),
        (4, {"full_name": "Vũ Ngọc Quỳnh", "birth": "1991", "sex": "Nữ"} | union),
    ] == rows_of(plan)
    assert {Encoding.VNI} == {conversion.encoding for conversion in table.conversions}
    assert [(2, "C", "birth", "15/07/1985")] == found(plan, Weight.ASKED)


def test_a_household_book_whose_first_row_speaks_for_all() -> None:
    _, plan = read(ugly_lists.household_book())

    first = {"household": "1", "head": "Lương Văn Sơn", "hamlet": "Đồng Quan"}
    second = {"household": "2", "head": "Triệu Thị Nhung", "hamlet": "Phú Thọ 2"}
    assert "household" == plan.schema
    assert [
        (3, first | _member("Lương Văn Sơn", "02/09/1960", "Nam", "Chủ hộ") | {"identity": "071234567"}),
        (4, first | _member("Hà Thị Bình", "1962", "Nữ", "Vợ") | {"identity": "080162001234"}),
        (5, first | _member("Lương Thị Mai", "03/1995", "Nữ", "Con")),
        (6, second | _member("Triệu Thị Nhung", "1971", "Nữ", "Chủ hộ") | {"identity": "071999888"}),
        (7, second | _member("Bàn Văn Long", "30/11/2001", "Nam", "Con")),
    ] == rows_of(plan)
    assert () == plan.wrong_rows


def _member(name: str, birth: str, sex: str, relation: str) -> dict[str, str]:
    return {"full_name": name, "birth": birth, "sex": sex, "relation": relation}


def test_households_by_hamlet_in_decomposed_unicode_with_hidden_rows() -> None:
    table, plan = read(ugly_lists.household_by_hamlet())

    nam = {"head": "Hà Văn Nam", "commune": "Xã Tú Thịnh", "hamlet": "Thôn Đồng Quan"}
    viet = {"head": "Quan Văn Việt", "commune": "Xã Hợp Hòa", "hamlet": "Thôn Phú Thọ"}
    yes, no = {"smartphone": "Có"}, {"smartphone": "Không"}
    assert [
        (4, nam | yes | {"full_name": "Hà Văn Nam", "birth": "1980", "phone": "0912000111"}),
        (6, nam | no | {"full_name": "Hà Thị Hòa", "birth": "1983"}),
        (9, viet | yes | {"full_name": "Quan Văn Việt", "birth": "1966", "phone": "0912000222"}),
    ] == rows_of(plan)
    assert [
        (3, Skipped.SECTION),
        (7, Skipped.REPEATED_HEADER),
        (8, Skipped.SECTION),
        (10, Skipped.TOTAL),
    ] == skipped(plan)
    assert [6] == [row.number for row in table.rows if row.hidden]
    assert any("hidden" in remark.en for remark in table.remarks)
    assert any("decomposed" in remark.en for remark in table.remarks)


def test_businesses_under_a_header_of_two_lines_that_nothing_joins() -> None:
    table, plan = read(ugly_lists.businesses())

    inn, diner, market = rows_of(plan)
    assert ("business", (2, 3)) == (plan.schema, table.header_rows)
    assert (4, "Nhà nghỉ Hoa Mai", "Bùi Thị Hoa") == (inn[0], inn[1]["business"], inn[1]["full_name"])
    assert ("TDP Đăng Châu", "Thị trấn Sơn Dương") == (inn[1]["hamlet"], inn[1]["commune"])
    assert ("12", "10", "5000123456") == (inn[1]["staff"], inn[1]["staff_installed"], inn[1]["tax_code"])
    assert ("Đặng Văn Bình", "Xã Tân Trào") == (diner[1]["full_name"], diner[1]["commune"])
    assert ("1200", "0", "5000654321001") == (diner[1]["staff"], diner[1]["staff_installed"], diner[1]["tax_code"])
    assert {"business", "full_name", "staff", "staff_installed"} == set(market[1])
    assert [(6, "E", "commune", "Xã Tân Trào")] == found(plan, Weight.ASKED)
    assert [(7, Skipped.TOTAL)] == skipped(plan)


def test_contacts_of_a_case_typed_in_haste() -> None:
    _, plan = read(ugly_lists.contacts_of_a_case())

    assert "contacts" == plan.schema
    assert [4, 5, 7, 8] == [record.row for record in plan.records]
    assert ["Nguyễn Đức Thắng", "Trần Thị Loan", "Y-Bion Ksor", "Ma Thị Tuyết"] == _column(plan, "full_name")
    assert ["BN 714", "BN 714", "BN 715", "BN 715"] == _column(plan, "case")
    assert ["1987", "01/02/1993", "1979", None] == _column(plan, "birth")
    assert ["0912345678, 0387654321", "0978123456", "0912000333", None] == _column(plan, "phone")
    assert ["Xã Tân Trào", "Xã Sơn Nam", "Xã Hào Phú", "Xã Ninh Lai"] == _column(plan, "commune")
    assert ["01/08/2020", "02/08/2020", "03/08/2020", "04/08/2020"] == _column(plan, "contact_date")
    assert ["03/08/2020", "04/08/2020", "25/08/2020", None] == _column(plan, "sampled")
    assert [
        (5, "C", "birth", "01/02/1993"),
        (5, "G", "contact_date", "02/08/2020"),
        (7, "I", "sampled", "25/08/2020"),
        (7, "I", "sampled", None),
    ] == found(plan, Weight.ASKED)
    assert [(3, Skipped.SECTION), (6, Skipped.SECTION), (9, Skipped.FOOTER)] == skipped(plan)


def _column(plan: Plan, field: str) -> list[str | None]:
    return [values.get(field) for _, values in rows_of(plan)]


def test_contacts_as_unicode_text_with_a_header_twice() -> None:
    table, plan = read(ugly_lists.contacts_in_utf16())

    assert [
        (2, {"full_name": "Dương Văn Hải", "birth": "1990", "phone": "0912345678, 0387654321"}
            | {"other_phone": "02073835123", "commune": "Xã Đại Phú", "level": "F1", "contact_date": "05/08/2020"}),
        (3, {"full_name": "Dương Thị Hiền", "birth": "1992", "phone": "0978000111"}
            | {"commune": "Xã Đại Phú", "level": "F2", "contact_date": "06/08/2020"}),
    ] == rows_of(plan)  # fmt: skip
    assert any("“Số điện thoại” stands over several columns" in remark.en for remark in table.remarks)


@pytest.mark.parametrize("make", [ugly_lists.households_counted, ugly_lists.households_counted_csv])
def test_households_with_one_row_each_under_a_header_of_two_lines(make: Callable[[], Sent]) -> None:
    table, plan = read(make(), today=dt.date(2026, 11, 27))

    dong_quan, phu_tho = {"hamlet": "Đồng Quan"}, {"hamlet": "Thôn Phú Thọ"}
    assert ("household", (4, 5)) == (plan.schema, table.header_rows)
    assert [
        (8, dong_quan | _household("Hà Văn Nam", 4, 2, 2) | {"birth": "1968", "phone": "0912000111"}),
        (9, dong_quan | _household("Lương Thị Mai", 3, 1, 0) | {"birth": "1971"}),
        (12, phu_tho | _household("Quan Văn Việt", 5, 3, 3) | {"birth": "02/09/1966", "phone": "0912000222"}),
        (13, phu_tho | _household("Triệu Thị Nhung", 3, 2) | {"phone": "0978123456"}),
    ] == rows_of(plan)
    assert ([], []) == (found(plan, Weight.WRONG), found(plan, Weight.ASKED))
    assert [
        (6, Skipped.NUMBERING),
        (7, Skipped.SECTION),
        (10, Skipped.TOTAL),
        (11, Skipped.SECTION),
        (14, Skipped.TOTAL),
        (15, Skipped.FOOTER),
        (16, Skipped.FOOTER),
    ] == skipped(plan)


def _household(head: str, members: int, smartphones: int, installs: int | None = None) -> dict[str, str]:
    counted = {"members": members, "smartphones": smartphones, "installs": installs}
    return {"full_name": head, "head": head} | {name: str(n) for name, n in counted.items() if n is not None}


def test_a_list_of_households_that_is_called_one_is_read_as_one() -> None:
    table = find_tables(read_workbook(*ugly_lists.households_counted()))[0]

    assert True is mapping_of(HOUSEHOLD, propose(table, HOUSEHOLD)).has_key


def test_days_without_a_year_are_near_the_others_and_circumstances_are_no_case() -> None:
    table, plan = read(ugly_lists.contacts_around_new_year(), today=dt.date(2026, 11, 27))

    assert ("contacts", (2, 3)) == (plan.schema, table.header_rows)
    assert ["30/12/2020", "02/01/2021", "31/12/2020"] == _column(plan, "contact_date")
    assert ["03/01/2021", None, "04/01/2021"] == _column(plan, "sampled")
    assert ["Ăn cùng mâm", "Cùng xe khách", "Cùng lớp"] == _column(plan, "circumstances")
    assert ["BN 1440"] * 3 == _column(plan, "case")
    assert ["Xã Tân Trào", "Thị trấn Sơn Dương", "Xã Tân Trào"] == _column(plan, "commune")
    assert ["Bòng", "Đăng Châu", "Bòng"] == _column(plan, "hamlet")
    assert [None] * 3 == _column(plan, "address")


def test_rows_that_cannot_be_taken_are_named_and_nothing_else_is_lost() -> None:
    _, plan = read(ugly_lists.staff_with_trouble())

    assert [
        (3, "", "full_name", None),
        (4, "C", "sex", None),
        (5, "E", "birth", None),
        (6, "F", "phone", None),
        (6, "H", "commune", None),
    ] == found(plan, Weight.WRONG)
    assert (3, 4, 5, 6) == plan.wrong_rows
    assert ["Phạm Thị Châu", None, "Lê Văn Phúc", "Vũ Thị Nga", "Ngô Văn Quân"] == _column(plan, "full_name")
    assert "Row 6, column H" == plan.findings[-1].place().en


def test_formulas_are_text_and_one_person_typed_three_times_is_found() -> None:
    _, plan = read(ugly_lists.staff_under_formulas())

    candidates = find_duplicates(entries_of(plan)).candidates
    assert ['=HYPERLINK("http://x.example","xem")', "+1", "@SUM(A1)", "-"] == _column(plan, "note")
    assert ["Phòng Văn hóa", "Phòng VH", "Phòng Văn hóa", "Phòng Văn hóa"] == _column(plan, "department")
    assert [("row 2", "row 3"), ("row 2", "row 4"), ("row 3", "row 4")] == [(c.one.id, c.other.id) for c in candidates]


@pytest.mark.parametrize("make", ugly_lists.UGLY, ids=lambda make: make.__name__)
def test_every_column_but_one_finds_its_field_and_no_finding_lacks_a_place(make: Callable[[], Sent]) -> None:
    table, plan = read(make())
    schema, _ = propose_schema(table)

    assert {"Email", "Ngày vận động"} >= {p.column.header for p in propose(table, schema) if p.field is None}
    assert all(finding.row in {row.number for row in table.rows} for finding in plan.findings)
    assert plan.digest() == read(make())[1].digest()
