"""Columns that somebody confirmed are found again under the same header of the same kind, for the same organisation."""

from __future__ import annotations

import pytest

from bluezone.lists.cleaning.people import Sex
from bluezone.lists.duplicates.entries import keys_of
from bluezone.lists.ports import Verdict
from bluezone.portal.lists.models import Entry
from bluezone.portal.lists.ports import DecisionsOf, MappingsOf, PeopleOf, likeness_of
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from tests.portal.lists.test_bringing_in import AN, BINH, a_list
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

COLUMNS = (("full_name", 1), ("phone", 3))


@pytest.fixture
def school(db):
    return create_organisation(
        actor=None, name="Trường THPT Sơn Dương", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW
    )


def test_what_was_confirmed_is_found_under_its_own_header_alone(school):
    saved = MappingsOf(school)
    saved.keep("staff", "one header", COLUMNS)

    assert COLUMNS == saved.find("staff", "one header")
    assert saved.find("staff", "another header") is None
    assert saved.find("household", "one header") is None


def test_what_one_organisation_confirmed_is_no_other_s(school):
    other = create_organisation(
        actor=None, name="Trường THCS Tân Trào", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW
    )
    MappingsOf(school).keep("staff", "one header", COLUMNS)

    assert MappingsOf(other).find("staff", "one header") is None


def test_the_newest_word_about_a_header_counts(school):
    saved = MappingsOf(school)
    for columns in (COLUMNS, COLUMNS[:1]):
        saved.keep("staff", "one header", columns)

    assert COLUMNS[:1] == saved.find("staff", "one header")


def test_what_was_said_about_two_at_one_place_is_said_there_alone(office):
    here, there = (DecisionsOf(the_unit(key).path, office.staff(f"Lý {key}"), NOW) for key in (SON_DUONG, TAN_TRAO))
    here.remember("a b", Verdict.SAME)
    there.remember("a b", Verdict.DIFFERENT)
    there.remember("a c", Verdict.SAME)

    assert {"a b": Verdict.SAME} == here.of(["a b", "a c"])
    assert {"a b": Verdict.DIFFERENT, "a c": Verdict.SAME} == there.of(["a b", "a c"])


def test_a_stored_row_is_compared_by_everything_that_is_known_of_it():
    row = Entry(pk=7, compared_as="le van an", phones="0912345678, 01684567890", commune_code="02530", sex="male")
    row.identity, row.facts = "008080001234", {"hamlet": "Thôn Đồng Ván"}

    likeness = likeness_of(row)

    assert ("7", "le van an", "02530", Sex.MALE) == (likeness.id, likeness.name, likeness.commune, likeness.sex)
    assert ("008080001234", "thon dong van") == (likeness.identity, likeness.hamlet)
    assert {"0912345678", "0384567890"} == likeness.phones


def test_what_is_not_known_of_a_stored_row_is_not_compared():
    likeness = likeness_of(Entry(pk=7, compared_as="le van an"))

    assert (None, None, None, None) == (likeness.commune, likeness.sex, likeness.identity, likeness.hamlet)
    assert frozenset() == likeness.phones


def test_a_row_is_found_by_each_of_its_keys_alone(office):
    desk = a_desk(office)
    desk.store(desk.bring(a_list(AN, BINH)))
    one = likeness_of(Entry.objects.get(name=AN[0]))
    people, keys = PeopleOf("staff", desk.school.path), list(keys_of(one))

    assert len(keys) > 1
    assert [{one.id}] * len(keys) == [{found.id for found in people.with_keys({key})} for key in keys]
