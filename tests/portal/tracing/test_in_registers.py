"""Who may stand in a register that an office keeps is shown beside the person, counted, and joined with nobody."""

from __future__ import annotations

import pytest

from bluezone.lists.duplicates.entries import keys_of
from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.cases.models import Double, Person
from bluezone.portal.cases.persons import note_person
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.in_registers import _Rows, count_in_registers, in_registers
from bluezone.portal.lists.models import Entry, Kind
from bluezone.portal.lists.ports import likeness_of
from bluezone.portal.tracing.involving import default_outbreak, involve
from tests.portal.tracing.test_bringing import CASES, CONTACTS, bring, lists
from tests.support.lists.spreadsheets import xlsx
from tests.support.lists.ugly_lists import household_by_hamlet
from tests.support.portal.lists_desk import Desk, a_desk
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit


@pytest.fixture(scope="module")
def kept_desk(kept) -> Desk:
    """A register of households in which stands Hà Văn Nam of 1980, with his telephone."""
    desk = a_desk(Office())
    desk.store(desk.bring(household_by_hamlet(), "household"))
    assert 3 == Entry.objects.filter(kind=Kind.HOUSEHOLD).count()
    return desk


@pytest.fixture
def desk(kept_desk, db) -> Desk:
    return kept_desk


def noted(desk: Desk, name: str = "Hà Văn Nam", phone: str = "0912 000 111", year: int | None = 1980) -> Person:
    facts = {"unit": the_unit(SON_DUONG), "now": NOW, "entropy": desk.office.chance.randbytes}
    return note_person(full_name=name, phone=phone, birth_year=year, **facts)


def test_whoever_shares_name_and_telephone_with_a_row_is_found_with_what_speaks_for_it(desk):
    person = noted(desk)

    (found,) = in_registers(desk.officer, person)

    assert ("Hà Văn Nam", Kind.HOUSEHOLD) == (found.entry.name, found.entry.kind)
    assert 98 == found.percent
    assert ["same name but for marks", "same phone", "same year of birth", "same commune"] == [
        words.en for words in found.reasons
    ]
    assert 0 == Double.objects.count()


def test_neither_a_namesake_of_another_year_nor_somebody_else_is_found(desk):
    assert [] == in_registers(desk.officer, noted(desk, phone="", year=1950))
    assert [] == in_registers(desk.officer, noted(desk, "Lò Thị Khác", "0977 111 222", 1999))


def test_the_likeliest_row_stands_first_in_whatever_register_it_is(desk):
    desk.store(desk.bring((xlsx([["STT", "Họ và tên", "Năm sinh"], [1, "Hà Văn Nam", 1980]]), "can-bo.xlsx"), "staff"))

    likely, less = in_registers(desk.officer, noted(desk))

    assert [Kind.HOUSEHOLD, Kind.STAFF] == [one.entry.kind for one in (likely, less)]
    assert likely.percent > less.percent


def test_a_register_is_shown_to_whoever_may_read_it_alone(desk):
    person = noted(desk)

    for name, role, unit in (("Mai Xã Bên", Role.SUPERVISOR, TAN_TRAO), ("Lê Phỏng Vấn", Role.INTERVIEWER, SON_DUONG)):
        assert [] == in_registers(desk.office.staff(name, role, unit), person)
    assert 1 == count_in_registers([person])


def test_of_many_persons_each_is_counted_with_their_own_row_and_only_in_registers_of_people(desk):
    rows = Entry.objects.filter(kind=Kind.HOUSEHOLD)
    persons = [noted(desk, row.name, row.phones, int(row.birth)) for row in rows]

    assert 3 == len(persons) == count_in_registers(persons)
    rows.update(kind=Kind.CONTACTS)
    assert 0 == count_in_registers(persons)


def test_a_row_of_a_register_is_found_by_each_of_its_keys_alone(desk):
    row = Entry.objects.get(name="Hà Văn Nam")
    keys = list(keys_of(likeness_of(row)))

    found = {key: [one.id for one in _Rows(Entry.objects.filter(pk=row.pk)).with_keys({key})] for key in keys}

    assert len(keys) > 1
    assert {key: [f"row {row.pk}"] for key in keys} == found


def test_a_row_that_was_called_the_same_as_another_is_counted_once_with_it(desk):
    person, first = noted(desk), Entry.objects.get(name="Hà Văn Nam")
    desk.store(desk.bring((xlsx([["STT", "Họ và tên", "Năm sinh"], [1, "Hà Văn Nam", 1980]]), "can-bo.xlsx"), "staff"))

    apart = count_in_registers([person])
    Entry.objects.filter(name="Hà Văn Nam").exclude(pk=first.pk).update(same_as=first)

    assert (2, 1) == (apart, count_in_registers([person]))


def test_the_persons_page_shows_the_row_and_the_audit_says_so(desk):
    person = noted(desk)
    involve(default_outbreak(), person)

    page = desk.client.get(f"/tracing/people/{person.pseudonym}").content.decode()

    assert "May stand in a register" in page
    assert "same phone" in page
    line = Line.objects.filter(act="tracing.see").get()
    assert {("person", str(person.pk)), ("entry", str(Entry.objects.get(name="Hà Văn Nam").pk))} == set(
        line.subjects.values_list("kind", "key")
    )


def test_lists_that_are_brought_in_count_the_rows_among_the_doubles_once(desk):
    listed = lists(CASES, (*CONTACTS, "a,g,2020-08-09,,Hà Văn Nam,0912000111,1980,,"))

    brought, again = bring(listed), bring(listed)

    assert (1, 0) == (brought.doubles, again.doubles)
