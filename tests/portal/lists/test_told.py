"""What a register, its file and a preview say of each value; and what is kept of what was chosen on the page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from bluezone.lists.cleaning.people import Sex
from bluezone.portal.lists.columns import export_columns, export_row, shown_facts, value_of
from bluezone.portal.lists.forms import choices_from
from bluezone.portal.lists.models import Entry, EntryKey
from bluezone.portal.lists.ports import PeopleOf, hashed_key
from bluezone.portal.lists.preview import _cell
from bluezone.portal.lists.reading import Choices
from bluezone.vietnam.words import Words
from tests.portal.lists.test_bringing_in import a_list
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import SON_DUONG, the_unit

TELEPHONE, FROM = Words("Điện thoại", "Telephone"), Words("Danh sách của", "List of")
HEADER = [["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại", "Xã"]]
AN = ("Lê Văn An", dt.date(1980, 2, 1), "Nam", "0912345678", "Xã Sơn Dương")
HOA = ("Ma Thị Hoa", dt.date(1991, 5, 30), "Nữ", "0387654321", "Xã Sơn Dương")


@pytest.fixture
def desk(office):
    return a_desk(office)


@pytest.fixture
def entry(desk) -> Entry:
    facts = {"position": "Hiệu trưởng", "hamlet": "2020-08-20", "address": "2020-08-99", "department": ["x"]}
    return Entry(
        kind="staff", name="Ma Thị Hoa", sex="female", phones="0912345678", organisation=desk.school, facts=facts
    )


def test_each_value_is_told_as_what_it_is(entry):
    assert Sex.FEMALE is value_of(entry, "sex")
    assert "Hiệu trưởng" == value_of(entry, "position")
    assert dt.date(2020, 8, 20) == value_of(entry, "hamlet")
    assert "2020-08-99" == value_of(entry, "address")


def test_what_is_no_text_and_what_is_not_known_is_told_as_nothing(entry):
    entry.sex = ""

    assert (None, None) == (value_of(entry, "department"), value_of(entry, "identity") or None)
    assert value_of(entry, "sex") is None


def test_a_number_that_was_kept_is_told_as_one(desk):
    shop = Entry(kind="business", name="Quán Hoa", organisation=desk.school, facts={"staff": 4})

    assert 4 == value_of(shop, "staff")


def test_the_telephone_is_told_once_under_its_own_name(entry):
    facts = shown_facts(entry)

    assert ["0912345678"] == [value for label, value in facts if label == TELEPHONE]
    assert (FROM, "Trường THPT Sơn Dương") == facts[-1]


@pytest.mark.parametrize("kind", ["staff", "household", "business", "contacts"])
def test_a_row_of_the_file_has_a_value_under_every_head(desk, kind):
    heads = [column.label for column in export_columns(kind)]
    case = desk.office.case(desk.officer) if kind == "contacts" else None
    row = export_row(Entry(kind=kind, name="X", organisation=desk.school, case=case))

    assert len(heads) == len(row)
    assert (FROM, "Trường THPT Sơn Dương") == (heads[-1], row[-1])
    assert (case is not None) == (Words("Ca bệnh", "Case") in heads)
    if case is not None:
        assert case.number == row[-2]


def test_a_cell_of_a_preview_is_told_in_both_languages_where_they_differ():
    assert {"vi": "Nữ", "en": "Female"} == _cell(Sex.FEMALE)
    assert "30/05/1991" == _cell(dt.date(1991, 5, 30))
    assert ("Ma Thị Hoa", "", "4") == (_cell("Ma Thị Hoa"), _cell(None), _cell(4))


def test_a_column_says_what_it_was_taken_for_and_how_surely(desk):
    sent = desk.bring(a_list(AN, HOA, header=HEADER))
    told = {column["header"]: column for column in sent.preview["columns"]}

    assert "phone" == told["Số điện thoại"]["field"]
    assert 100 == told["Số điện thoại"]["percent"]
    assert told["Số điện thoại"]["reasons"]

    other = desk.say(sent, **{f"column-{told['Số điện thoại']['index']}": "identity"})
    again = {column["header"]: column for column in other.preview["columns"]}["Số điện thoại"]
    assert ("identity", None, []) == (again["field"], again["percent"], again["reasons"])


def test_a_column_that_is_left_out_says_so(desk):
    sent = desk.bring(a_list(AN, HOA, header=HEADER))
    index = next(one["index"] for one in sent.preview["columns"] if one["field"] == "sex")

    column = next(one for one in desk.say(sent, **{f"column-{index}": ""}).preview["columns"] if one["index"] == index)

    assert ("", None) == (column["field"], column["percent"])


def test_what_was_chosen_comes_back_from_its_row():
    chosen = Choices("Trang 2", "tcvn3", (("phone", 3), ("full_name", 1)), {(12, "phone"): "0912"}, True, True, 7)

    assert chosen == Choices.from_json(chosen.as_json())
    assert Choices() == Choices.from_json({})


def test_what_is_typed_into_the_page_is_cut_to_what_can_be_meant():
    said = QueryDict(mutable=True)
    said.update({"column-1": "f" * 50, "cell-2-" + "g" * 50: "t" * 300, "sheet": "s" * 90, "letters": ""})

    chosen = choices_from(said, Choices(sheet="s" * 80))

    assert (("f" * 40, 1),) == chosen.columns
    assert {(2, "g" * 40): "t" * 200} == chosen.answers
    assert "s" * 80 == chosen.sheet
    assert "" == choices_from(QueryDict("letters=klingon"), Choices()).letters
    numbered = choices_from(QueryDict("column-9999=phone&column-10000=birth"), Choices())
    assert (("phone", 9999),) == numbered.columns


def test_a_row_is_named_by_up_to_seven_digits_as_a_sheet_has_a_million():
    said = [QueryDict(f"header_row={row}&cell-{row}-phone=0912") for row in (1_048_576, 10_485_760)]

    last, beyond = (choices_from(one, Choices()) for one in said)

    assert (1_048_576, {(1_048_576, "phone"): "0912"}) == (last.header_row, last.answers)
    assert (None, {}) == (beyond.header_row, beyond.answers)


def test_another_sheet_forgets_what_was_said_of_the_last():
    before = Choices("A", "", (("phone", 3),), {(2, "phone"): "0912"})

    same, other = (choices_from(QueryDict(f"sheet={name}&column-3=phone"), before) for name in ("A", "B"))

    assert ((("phone", 3),), {(2, "phone"): "0912"}) == (same.columns, same.answers)
    assert (None, {}) == (other.columns, other.answers)


def test_the_page_asks_whose_list_it_is(desk):
    assert "Whose list is it?" in desk.client.get("/lists/new").content.decode()


def test_only_those_who_share_a_key_are_compared(desk):
    desk.store(desk.bring(a_list(AN, HOA, header=HEADER)))
    an = Entry.objects.get(name="Lê Văn An")
    an.keys.create(key=hashed_key("một khóa"))
    people = PeopleOf("staff", the_unit(SON_DUONG).path)

    assert [str(an.pk)] == [one.id for one in people.with_keys(["một khóa", "khóa khác"])]
    assert [] == list(people.with_keys(["khóa khác"]))
    assert 32 == len(hashed_key("một khóa")) == EntryKey._meta.get_field("key").max_length
