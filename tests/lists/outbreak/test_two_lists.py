"""Two lists are read together under a saved mapping: people with what is known of them, and who met whom."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.errors import ListError, MappingError
from bluezone.lists.outbreak.known_people import Known
from bluezone.lists.outbreak.named_headers import MAPPINGS, Class, Layout, Meeting, shipped_mapping
from bluezone.lists.outbreak.rows import Rows
from bluezone.lists.outbreak.two_lists import Involved, Met, TwoLists, Which, read_two_lists
from bluezone.lists.outbreak.whole_rows import rows_in
from tests.support.trace.lists import rows_of

TODAY = dt.date(2021, 6, 1)


def read(cases: Rows, contacts: Rows, mapping: str = "general") -> TwoLists:
    return read_two_lists(cases, contacts, shipped_mapping(mapping), TODAY)


def office_rows(*lines: str) -> Rows:
    return rows_in("\n".join(lines).encode(), "danh sach.csv", Layout.OFFICE)


def test_ids_link_both_lists_and_whoever_is_only_met_is_no_case() -> None:
    lists = read(
        rows_of(
            "case_id,date_of_onset,date_of_isolation,full name,phone", "a,2021-05-10,2021-05-12,Lê Thị Hoa,0912345678"
        ),
        rows_of("from,to,date,exposure", "a,b,2021-05-09,workplace"),
    )

    hoa = Known("Lê Thị Hoa", "0912345678")
    assert lists.people == (
        Involved("a", 2, hoa, Class.CONFIRMED, dt.date(2021, 5, 10), True, dt.date(2021, 5, 12)),
        Involved("b"),
    )
    assert lists.meetings == (Met("a", "b", 2, dt.date(2021, 5, 9), dt.date(2021, 5, 9), Meeting.WORK),)


def test_rows_that_are_not_taken_are_told_apart_from_cells_that_are_not() -> None:
    lists = read(
        rows_of("id,onset,phone", "a,2021-05-10,12", ",2021-05-10,", "b,soon,"),
        rows_of("from,to", "a,a", "a,b"),
    )

    assert [("cases", 3), ("contacts", 2)] == [(one.which.value, one.line) for one in lists.left_out]
    assert [2, 4] == sorted(one.line for one in lists.remarks if one.which is Which.CASES)


def test_relationships_of_godata_name_both_ends_and_say_how_sure_a_case_is() -> None:
    lists = read(
        rows_of(
            "Case ID,Classification,First name,Last name,Date of onset,Addresses Phone number [1]",
            "CASE-1,Confirmed,Hoa,Lê Thị,2021-05-10T00:00:00.000Z,0912345678",
            "CASE-2,Not a case (discarded),An,Trần,,",
            "CASE-3,Perhaps,Bình,Vũ,,",
        ),
        rows_of(
            "Source Case / Contact ID,Target Case / Contact ID,Date of last contact,Context of exposure",
            "CASE-1,CONTACT-1,2021-05-09T00:00:00.000Z,Family",
        ),
        "godata",
    )

    assert [Class.CONFIRMED, Class.NOT_A_CASE, Class.SUSPECTED, None] == [one.classification for one in lists.people]
    assert "Lê Thị Hoa" == lists.people[0].known.name
    assert (Meeting.HOUSEHOLD, dt.date(2021, 5, 9)) == (lists.meetings[0].kind, lists.meetings[0].last_day)
    assert [(4, True)] == [(one.line, "no classification" in one.words.en) for one in lists.remarks]


def test_contacts_of_sormas_bring_their_own_person() -> None:
    lists = read(
        rows_of("uuid;caseClassification;symptoms.onsetDate;person.lastName", "AAAA-1;CONFIRMED;10.05.2021;Lê"),
        rows_of(
            "uuid;caseIdExternalSystem;person.firstName;person.lastName;person.birthdateYYYY;person.phone;lastContactDate;"
            "relationToCase",
            "CCCC-9;AAAA-1;Bình;Vũ Đình;1988;0912345679;09.05.2021;SAME_HOUSEHOLD",
        ),
        "sormas",
    )

    assert Involved("CCCC-9", 0, Known("Vũ Đình Bình", "0912345679", 1988)) == lists.people[1]
    assert ("AAAA-1", "CCCC-9", Meeting.HOUSEHOLD) == (
        lists.meetings[0].source,
        lists.meetings[0].target,
        lists.meetings[0].kind,
    )


def test_a_list_of_f1_without_ids_is_read_by_its_names_under_its_titles() -> None:
    lists = read(
        office_rows(
            "UBND HUYỆN SƠN DƯƠNG,,,,",
            "DANH SÁCH CA BỆNH,,,,",
            "STT,Mã BN,Họ và tên,Năm sinh,Ngày khởi phát",
            "1,BN12,Lê Thị Hoa,1980,10/5/2021",
        ),
        office_rows(
            "DANH SÁCH F1,,,,,,",
            "STT,Họ và tên,Năm sinh,Số điện thoại,Xã,Tiếp xúc với BN,Ngày tiếp xúc cuối,Hoàn cảnh tiếp xúc",
            "1,Vũ Đình Bình,1988,912345679,Xã Tú Thịnh,BN12,9/5/2021,cùng nhà",
            "2,Vũ Đình Bình,1988,912345679,Xã Tú Thịnh,BN12,8/5/2021,đồng nghiệp",
            "3,Trần An,1990,,Xã Tú Thịnh,BN12,8/5/2021,",
        ),
        "vietnam-f1",
    )

    hoa, binh, an = lists.people
    assert ("BN12", Class.CONFIRMED, dt.date(2021, 5, 10)) == (hoa.id, hoa.classification, hoa.onset)
    assert Known("Vũ Đình Bình", "0912345679", 1988, "Xã Tú Thịnh") == binh.known
    assert [binh.id, binh.id, an.id] == [met.target for met in lists.meetings]
    assert [Meeting.HOUSEHOLD, Meeting.WORK, Meeting.OTHER] == [met.kind for met in lists.meetings]


def test_a_heading_over_rows_says_whose_f1_they_are() -> None:
    lists = read(
        office_rows("STT,Mã BN,Họ và tên", "1,BN12,Lê Thị Hoa", "2,BN13,Ma Văn Sửu"),
        office_rows(
            "STT,Họ và tên,Năm sinh,Số điện thoại",
            "F1 của BN 12,,,",
            "1,Vũ Đình Bình,1988,0912345679",
            "2,Trần Văn An,1990,0912345670",
            "F1 của BN 13,,,",
            "1,Lý Thị Tú,1991,0912345671",
        ),
        "vietnam-f1",
    )

    assert ["BN12", "BN12", "BN13"] == [met.source for met in lists.meetings]


def test_a_case_without_onset_is_filed_under_the_first_day_that_is_known_of_it() -> None:
    lists = read(
        rows_of("id,dt_onset,dt_report,isolation_date", "a,,2021-05-10,2021-05-09", "b,,,2021-05-09", "c,,,"),
        rows_of("from,to,date", "a,b,2021-05-11", "b,a,2021-05-08", "b,a,2021-05-10"),
    )

    assert [dt.date(2021, 5, 10), dt.date(2021, 5, 8), None] == [one.onset for one in lists.people]


def test_a_mapping_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(MappingError, match="godata"):
        shipped_mapping("nothing")


@pytest.mark.parametrize("name", MAPPINGS)
def test_each_mapping_names_every_kind_and_class_that_there_is_once(name: str) -> None:
    mapping = shipped_mapping(name)

    assert name == mapping.name
    assert mapping.classes == {} or set(Class) == set(mapping.classes.values())
    assert Meeting.OTHER not in mapping.kinds.values()


@given(st.sampled_from(MAPPINGS), st.binary(max_size=400), st.binary(max_size=400))
def test_whatever_two_files_hold_they_are_read_or_refused(name: str, cases: bytes, contacts: bytes) -> None:
    mapping = shipped_mapping(name)
    try:
        lists = read_two_lists(
            rows_in(cases, "a.csv", mapping.layout), rows_in(contacts, "b.csv", mapping.layout), mapping, TODAY
        )
    except ListError:
        return
    ids = {one.id for one in lists.people}
    assert all({met.source, met.target} <= ids and met.source != met.target for met in lists.meetings)
