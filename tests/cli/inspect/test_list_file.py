"""`bluezone inspect list` shows what would be stored, stores nothing, and refuses in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import bluezone, refused
from tests.support.lists import ugly_lists
from tests.support.rollout.son_duong import FILE as UNITS


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    data, name = ugly_lists.staff_in_vntime()
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    data, name = ugly_lists.contacts_of_a_case()
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_an_old_list_is_shown_in_vietnamese(staff: Path) -> None:
    shown = bluezone("inspect", "list", staff).out

    assert "Danh sách cán bộ, người lao động · xls · Sheet1" in shown
    assert "TCVN3 (.VnTime)" in shown
    assert "4     Hoàng Thị Hạnh" in shown
    assert "[đã sửa] Dòng 7, cột F: Đã thêm số 0 ở đầu." in shown
    assert "3  dòng tiêu đề nhóm: I · Trường Mầm non Tân Trào" in shown


def test_and_in_english(contacts: Path) -> None:
    shown = bluezone("inspect", "list", contacts, "--language", "en", "--today", "2020-08-20", "--units", UNITS).out

    assert "Contacts of a case · xlsx · Sheet1" in shown
    assert "Header in row 2, 4 rows." in shown
    assert "[asked] Row 7, column I: 25/08/2020 lies in the future." in shown
    assert "Xã Tân Trào" in shown
    assert "Dòng" not in shown


def test_json_holds_all_of_it(contacts: Path) -> None:
    seen = bluezone("inspect", "list", contacts, "--json", "--today", "2020-08-20", "--rows", "0").json

    assert ("xlsx", "contacts", [2]) == (seen["kind"], seen["schema"], seen["header_rows"])
    assert [4, 5, 7, 8] == [row["row"] for row in seen["rows"]]
    assert (4, "F", "phone", "changed") == tuple(
        seen["findings"][0][key] for key in ("row", "column", "field", "weight")
    )
    assert ["full_name", "birth"] == [column["field"] for column in seen["columns"][1:3]]
    assert 64 == len(seen["digest"]) == len(seen["fingerprint"])


def test_another_kind_of_list_may_be_asked_for(staff: Path) -> None:
    assert "contacts" == bluezone("inspect", "list", staff, "--schema", "contacts", "--json").json["schema"]


def test_letters_may_be_overruled(staff: Path) -> None:
    as_it_stands = bluezone("inspect", "list", staff, "--letters", "tcvn3", "--json").json

    assert ["tcvn3"] == sorted({letters["encoding"].split()[0].lower() for letters in as_it_stands["letters"]})


def test_pairs_that_look_alike_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(ugly_lists.staff_under_formulas()[0])

    shown = bluezone("inspect", "list", path, "--language", "en").out

    assert "May be the same: 3 pairs" in shown
    assert "row 2 = row 3  100%  same name but for marks, same date of birth, same phone" in shown


def test_nothing_in_a_list_commands_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Danh sách \x1b]0;x\x07\nSTT,Họ và tên,Ghi chú\n1,Lê An,\x1b[2Jxóa \u202e\n", encoding="utf-8")

    shown = bluezone("inspect", "list", path).out

    assert "�[2Jxóa" in shown
    assert [] == [letter for letter in shown if not letter.isprintable() and letter != "\n"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF, not a spreadsheet."),
        (b"xin chao\n", "No header of a table was found"),
        (b",".join([b"a"] * 1_000_000), "The sheet holds something in column 1000000; at most 256 are read."),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(content: bytes, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)

    assert complaint in refused(bluezone("inspect", "list", path, "--language", "en"))


def test_a_refusal_speaks_the_language_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"")

    assert "Tệp trống" in refused(bluezone("inspect", "list", path))
    assert "The file is empty." in refused(bluezone("inspect", "list", path, "--language", "en"))


def test_the_header_may_be_pointed_at(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Sổ\nA1,Ai,Máy\n1,Lê Văn An,0912345678\n2,Hà Thị Bình,0912345679\n", encoding="utf-8")

    seen = bluezone("inspect", "list", path, "--header-row", "2", "--schema", "staff", "--language", "en")

    assert "No column was chosen for “Full name”" in refused(seen)
    assert "Row 9 holds no header." in refused(
        bluezone("inspect", "list", path, "--header-row", "9", "--language", "en")
    )


@pytest.mark.parametrize("make", [ugly_lists.households_counted, ugly_lists.households_counted_csv])
def test_households_with_one_row_each_are_shown_with_examples(make, tmp_path: Path) -> None:
    data, name = make()
    path = tmp_path / name
    path.write_bytes(data)

    shown = bluezone("inspect", "list", path).out
    seen = bluezone("inspect", "list", path, "--schema", "household", "--json").json

    assert "Danh sách hộ gia đình" in shown
    assert "Trong hộ / Số khẩu" in shown
    assert "Lương Thị Mai                   Đồng Quan         3        1                                  0" in shown
    assert ["4", "3", "5"] == seen["columns"][3]["examples"]
    assert [4, 3, 5, 3] == [row["members"] for row in seen["rows"]]


def test_a_sheet_or_units_that_are_not_there_are_refused(contacts: Path, tmp_path: Path) -> None:
    assert "there is one in: Sheet1" in refused(
        bluezone("inspect", "list", contacts, "--sheet", "Trang 9", "--language", "en")
    )
    assert "is no table of units" in refused(bluezone("inspect", "list", contacts, "--units", contacts))
    assert "No such file" in refused(bluezone("inspect", "list", tmp_path / "nowhere.xlsx"))


@pytest.mark.parametrize("wrong", [("--rows", "-1"), ("--today", "hôm nay"), ("--schema", "shoes"), ("--letters", "x")])
def test_a_wrong_argument_is_wrong_use(wrong: tuple[str, str], contacts: Path) -> None:
    assert wrong[0] in refused(bluezone("inspect", "list", contacts, *wrong), status=2)


def test_a_list_without_anybodys_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("STT,Số điện thoại,Địa chỉ\n1,0912345678,Bòng\n", encoding="utf-8")

    assert "Chưa chọn cột cho “Họ và tên”" in refused(bluezone("inspect", "list", path, "--schema", "staff"))
