"""A list that was not understood at once is mended where it stands: nobody has to send the file again."""

from __future__ import annotations

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.models import Entry, Kind, SentList
from bluezone.portal.lists.reading import Choices
from bluezone.portal.lists.services import choose
from tests.support.lists import ugly_lists
from tests.support.lists.spreadsheets import Rows, xlsx
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import NOW

HOUSES: Rows = [
    ["STT", "Chủ hộ", "Số khẩu", "Số người có điện thoại thông minh", "Đã cài", "SĐT"],
    [1, "Lê Văn An", 4, 2, 2, "0912345678"],
    [2, "Hà Thị Bình", 3, 1, 0, None],
]
STRANGE: Rows = [["Sổ theo dõi"], ["A1", "Ai", "Máy"], [1, "Lê Văn An", "0912345678"], [2, "Hà Thị Bình", None]]


@pytest.fixture
def desk(office):
    return a_desk(office)


def sent_as(rows: Rows) -> tuple[bytes, str]:
    return xlsx(rows), "so.xlsx"


@pytest.mark.parametrize("make", [ugly_lists.households_counted, ugly_lists.households_counted_csv])
def test_what_households_count_is_added_up_and_kept_of_none(desk, make):
    sent = desk.bring(make(), "household")
    page = desk.page(sent)

    stored = desk.store(sent)

    told = {"members_told": 4, "smartphones_told": 4, "installs_told": 3}
    assert {"members": 15, "smartphones": 8, "installs": 5, **told} == stored.counts
    assert ["Hà Văn Nam", "Lương Thị Mai", "Quan Văn Việt", "Triệu Thị Nhung"] == list(
        Entry.objects.order_by("row").values_list("name", flat=True)
    )
    facts = [entry.facts for entry in Entry.objects.order_by("row")]
    assert {"head", "hamlet", "members"} == set().union(*facts)
    assert ["Đồng Quan", "Thôn Phú Thọ"] == list(dict.fromkeys(fact["hamlet"] for fact in facts))
    assert "People in the households" in page
    assert "Of them with the app" in desk.page(stored)


def test_a_list_with_a_wrong_cell_says_so_first_and_leads_to_it_until_it_is_right(desk):
    wrong: Rows = [["Họ tên", "Ngày sinh"], ["Bàn Thị Thủy", "31/02/1992"], ["Ma Đình Tùng", "1990"]]
    sent = desk.bring(sent_as(wrong), "staff")
    page = desk.page(sent)

    mended = desk.page(desk.say(sent, leave_out_wrong="1"))

    before, _heading, cells = page.partition('id="cells"')
    assert ("To be corrected" in before, '<a href="#cells">1 wrong</a>' in before, "31/02/1992" in cells) == (True,) * 3
    assert "Waits for your word" not in page
    assert ("To be corrected" in mended, "Waits for your word" in mended) == (False, True)


def test_a_list_of_another_kind_is_read_anew_as_that(desk):
    sent = desk.bring(sent_as(HOUSES), "business")
    page = desk.page(sent)

    mended = desk.say(sent, kind="household")
    stored = desk.store(mended)

    assert "It looks like “Households”" in page
    assert ("household", 2, SentList.State.STORED) == (stored.kind, stored.rows, stored.state)


def test_the_page_offers_no_kind_to_contacts_and_takes_none(desk):
    case = desk.office.case(desk.officer).number
    contacts = desk.bring(ugly_lists.contacts_in_utf16(), "contacts", case=case)
    roster = desk.bring(sent_as(HOUSES), "household")

    assert 'name="kind"' not in desk.page(contacts)
    assert 'name="kind"' in desk.page(roster)
    for sent, kind in ((contacts, Kind.STAFF), (roster, Kind.CONTACTS)):
        with pytest.raises(RefusedError, match="belong to a case"):
            choose(actor=desk.officer, sent=sent, choices=Choices(), now=NOW, kind=kind)
        sent.refresh_from_db()
        assert sent.kind != kind


def test_a_header_in_unknown_words_keeps_the_file_and_is_mapped_by_hand(desk):
    sent = desk.bring(sent_as(STRANGE))
    page = desk.page(sent)

    mapped = desk.say(sent, **{"column-1": "full_name", "column-2": "phone"})
    stored = desk.store(mapped)

    assert SentList.State.SHOWN == sent.state
    assert "row 2 is taken for it" in page
    assert ["Lê Văn An", "Hà Thị Bình"] == list(Entry.objects.order_by("row").values_list("name", flat=True))
    assert SentList.State.STORED == stored.state


def test_another_row_may_be_the_header(desk):
    rows: Rows = [["Mục", "Nội dung", "Năm", "Ghi"], ["Họ", "Máy"], ["Lê Văn An", "0912345678"]]
    sent = desk.bring(sent_as(rows))

    mended = desk.say(sent, header_row="2")
    nowhere = desk.page(desk.say(mended, header_row="99"))

    assert [2, 2] == mended.preview["header_rows"]
    assert "Row 99 holds no header" in nowhere
    assert 2 == desk.say(mended, header_row=" 2 ").preview["header_rows"][0]
    assert [1, 1] == desk.say(mended, header_row="x").preview["header_rows"]


def test_the_columns_show_three_examples_and_of_the_app_nobody_s(desk):
    rows: Rows = [
        ["STT", "Họ và tên", "Đã cài Bluezone"],
        [1, "Lê Văn An", "x"],
        [2, "Hà Thị Bình", "không"],
        [3, "Ma Văn Chi", "chưa"],
        [4, "Vũ Văn Em", "x"],
    ]
    sent = desk.bring(sent_as(rows))

    examples = [column["examples"] for column in sent.preview["columns"]]

    assert ["Lê Văn An", "Hà Thị Bình", "Ma Văn Chi"] == examples[1]
    assert ["chưa", "không", "x"] == examples[2]
    assert "Hà Thị Bình" in desk.page(sent)


def test_doubles_inside_the_file_are_told_before_anything_is_stored(desk):
    rows: Rows = [
        ["STT", "Họ và tên", "Năm sinh", "Số điện thoại"],
        [1, "Lê Văn An", 1980, "0912345678"],
        [2, "Hà Thị Bình", 1991, "0912345679"],
        [3, "LÊ VĂN AN", 1980, "0912345678"],
    ]
    sent = desk.bring(sent_as(rows))

    page = desk.page(sent)

    assert (1, [2, 4]) == (sent.preview["doubles_in_all"], sent.preview["doubles"][0]["rows"])
    assert "1 pair may be the same" in page
    assert "Row 2 and row 4" in page
    assert "same name but for marks" in page
    assert 0 == Entry.objects.count()


def test_a_list_without_doubles_says_nothing_of_them(desk):
    assert "may be the same" not in desk.page(desk.bring(sent_as(HOUSES), "household"))
