"""The office of a field team, and what the room's tests share."""

from __future__ import annotations

import copy

import pytest

from tests.support.portal.fielding import FieldOffice, a_field_office
from tests.support.portal.offices import Office


@pytest.fixture(scope="module")
def kept_field(kept) -> FieldOffice:
    return a_field_office(Office())


@pytest.fixture
def field(kept_field, db) -> FieldOffice:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(kept_field)


@pytest.fixture
def office(field) -> Office:
    return field.office
