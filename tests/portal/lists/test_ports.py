"""Columns that somebody confirmed are found again under the same header of the same kind, for the same organisation."""

from __future__ import annotations

import pytest

from bluezone.portal.lists.ports import MappingsOf
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from tests.support.portal.offices import NOW, SON_DUONG, the_unit

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
