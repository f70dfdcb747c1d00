"""What is kept of a row: its own columns once, and what else its kind of list tells."""

from __future__ import annotations

import pytest

from bluezone.lists.cleaning.phones import Phones
from bluezone.lists.planning.plan import Record
from bluezone.lists.schemas.kinds import STAFF as OF_STAFF
from bluezone.portal.lists.models import Candidate, Entry, EntryKey, SentList
from bluezone.portal.lists.storing import RegisterOf
from tests.support.lists import ugly_lists
from tests.support.lists.spreadsheets import xlsx
from tests.support.portal.counting import noted_counting
from tests.support.portal.lists_desk import a_desk

STAFF = [["STT", "Họ và tên", "Năm sinh", "Chức vụ"], [1, "Lê Văn An", 1980, "Giáo viên"]]


def test_who_owns_a_business_is_kept_beside_it_and_a_persons_name_once(office):
    desk = a_desk(office)
    desk.store(desk.bring(ugly_lists.businesses(), "business"))
    desk.store(desk.bring((xlsx(STAFF), "can-bo.xlsx"), "staff"))

    owner, person = (Entry.objects.filter(kind=kind).order_by("row").first() for kind in ("business", "staff"))

    assert ("Nhà nghỉ Hoa Mai", "Bùi Thị Hoa") == (owner.name, owner.facts["full_name"])
    assert "Lê Văn An" == person.name
    assert "full_name" not in person.facts


@pytest.mark.every_run
def test_people_stand_in_the_order_of_given_names_and_shops_in_that_of_their_own(office):
    desk = a_desk(office)
    desk.store(desk.bring(("Họ và tên,Năm sinh\nLê Văn Yên,1980\nTrần Thị An,1981\n".encode(), "can-bo.csv")))
    desk.store(desk.bring(("Tên cơ sở kinh doanh,Địa chỉ\nYên An,\nAn Yên,\n".encode(), "quan.csv"), "business"))

    people, shops = (
        list(Entry.objects.filter(kind=kind).order_by("sort_key").values_list("name", flat=True))
        for kind in ("staff", "business")
    )

    assert (["Trần Thị An", "Lê Văn Yên"], ["An Yên", "Yên An"]) == (people, shops)


def test_of_a_name_two_hundred_letters_are_kept(office):
    desk = a_desk(office)
    name = f"Nhà nghỉ {'An ' * 80}"
    desk.store(
        desk.bring((xlsx([["STT", "Tên cơ sở kinh doanh", "Địa chỉ"], [1, name, "Thôn Bòng"]]), "so.xlsx"), "business")
    )

    assert name[:200] == Entry.objects.get().name


def test_a_list_of_many_rows_is_counted_as_soon_as_it_is_stored(office, monkeypatch):
    desk, noted = a_desk(office), noted_counting(monkeypatch, many=2)

    desk.store(desk.bring((xlsx(STAFF), "can-bo.xlsx"), "staff"))
    assert [] == noted
    desk.store(desk.bring((xlsx([*STAFF, [2, "Trần Thị Bình", 1985, "Giáo viên"]]), "nhieu.xlsx"), "staff"))

    assert [("ANALYZE", (Entry, EntryKey, Candidate))] == noted


def test_of_a_row_are_kept_the_number_of_the_card_and_as_many_telephones_as_a_row_has_room_for():
    register = RegisterOf(SentList(kind="staff", path="08-202507/02536-202507/"), OF_STAFF, (), ())
    phones = Phones(tuple(f"09123456{number:02}" for number in range(20)))

    entry = register._entry(Record(2, {"full_name": "Lê Văn An", "phone": phones, "identity": "008080001234"}), "")

    assert ("008080001234", str(phones)[:200]) == (entry.identity, entry.phones)
