"""A list page as a file: the rows of the screen, nothing that a spreadsheet would calculate, a line of the audit."""

from __future__ import annotations

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.frame import exports
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from tests.support.lists.spreadsheets import xlsx
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit


def taken(client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert 200 == answer.status_code
    data = b"".join(answer.streaming_content)
    if "as=csv" in address:
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


@pytest.mark.each_example
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_cases_go_out_as_they_stand_on_the_screen(office, form):
    lan, hung = office.staff("Lan", Role.HEALTH_OFFICER), office.staff("Hùng", Role.SUPERVISOR)
    office.case(lan, confirmed_by=hung)
    office.case(lan, full_name="Ma Văn Sửu")

    rows = taken(office.client(lan), f"/cases/export?as={form}&state=confirmed")

    assert ["Number", "Person", "Telephone", "Commune", "First symptoms", "State", "Opened"] == rows[0]
    assert ["Nguyễn Thị Bình"] == [row[1] for row in rows[1:]]


def test_outside_ones_units_a_file_has_pseudonyms_as_the_screen_has(office):
    office.case(office.staff("Lan", Role.HEALTH_OFFICER))
    neighbour = office.client(office.staff("Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    ((_, name, phone, *_),) = taken(neighbour, "/cases/export?as=csv&reach=province")[1:]

    assert name.startswith("BN-")
    assert "" == phone
    assert [] == list(Line.objects.get(act="cases.export").subjects.all())


def test_the_audit_names_everybody_whose_name_left(office):
    lan = office.staff("Lan", Role.HEALTH_OFFICER)
    case = office.case(lan)

    taken(office.client(lan), "/cases/export?as=csv")

    line = Line.objects.get(act="cases.export")
    assert [case.number] == [subject.key for subject in line.subjects.all()]
    assert {"form": "csv", "part": 1, "rows": 1} == line.detail


def test_each_thousand_has_its_line_before_it_leaves(office, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    lan = office.staff("Lan", Role.HEALTH_OFFICER)
    for name in ("Ma Văn Một", "Ma Văn Hai", "Ma Văn Ba"):
        office.case(lan, full_name=name)

    rows = taken(office.client(lan), "/cases/export?as=csv")

    assert ["Ma Văn Ba", "Ma Văn Hai", "Ma Văn Một"] == [row[1] for row in rows[1:]]
    assert [(1, 2), (2, 1)] == [
        (line.detail["part"], line.detail["rows"])
        for line in Line.objects.filter(act="cases.export").order_by("number")
    ]


def test_a_file_without_rows_is_written_down_too(office):
    lan = office.staff("Lan", Role.HEALTH_OFFICER)

    assert 1 == len(taken(office.client(lan), "/cases/export?as=xlsx"))
    assert {"form": "xlsx", "part": 1, "rows": 0} == Line.objects.get(act="cases.export").detail


def test_what_looks_like_a_formula_stays_a_text(office):
    create_organisation(actor=None, name="=HYPERLINK(1)", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW)
    client = office.client(office.staff("Lan", Role.HEALTH_OFFICER))

    as_csv = taken(client, "/organisations/export?as=csv")
    as_xlsx = taken(client, "/organisations/export?as=xlsx")

    assert "'=HYPERLINK(1)" == as_csv[1][0]
    assert "=HYPERLINK(1)" == as_xlsx[1][0]


def test_organisations_staff_and_the_audit_go_out_under_their_filters(office):
    for name, kind in (("Trường Một", Kind.SCHOOL), ("Công ty Hai", Kind.COMPANY)):
        create_organisation(actor=None, name=name, kind=kind, unit=the_unit(SON_DUONG), now=NOW)
    client = office.client(office.staff("Đỗ Quang Trị", Role.ADMINISTRATOR, TUYEN_QUANG))

    schools = taken(client, "/organisations/export?as=csv&kind=school")
    staff = taken(client, "/staff/export?as=csv")
    audit = taken(client, "/audit/export?as=csv")

    assert ["Trường Một"] == [row[0] for row in schools[1:]]
    assert ["Đỗ Quang Trị"] == [row[0] for row in staff[1:]]
    assert "took a list of colleagues as a file" in {row[3] for row in audit}


def test_a_register_goes_out_whole_with_its_dates_and_numbers(office):
    desk = a_desk(office, Role.SUPERVISOR)
    header = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại", "Chức vụ", "Xã", "Đã cài Bluezone"]
    rows = [header, [1, "Lê Văn An", "05/01/1980", "Nam", "0912345678", "Giáo viên", "Xã Sơn Dương", "x"]]
    desk.store(desk.bring((xlsx(rows), "gv.xlsx")))

    head, row = taken(desk.client, "/lists/rosters/staff/export?as=csv")

    assert "Staff with Bluezone" not in head
    told = dict(zip(head, row, strict=True))
    assert ("Lê Văn An", "05/01/1980", "Male") == (told["Full name"], told["Born"], told["Sex"])
    assert ("0912345678", "Giáo viên", "Xã Sơn Dương") == (told["Telephone"], told["Position"], told["Commune"])


@pytest.mark.parametrize("form", ["pdf", "", "../x"])
def test_another_form_is_not_there(office, form):
    client = office.client(office.staff("Lan", Role.HEALTH_OFFICER))

    assert 404 == client.get(f"/cases/export?as={form}").status_code
