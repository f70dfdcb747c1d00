"""The portal's tests share one set of units: two old provinces and what became of them."""

from __future__ import annotations

import pytest

from bluezone.portal.places.services import load_units
from tests.support.offices import PROVINCES, Office


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_units(provinces=PROVINCES)


@pytest.fixture
def office(db) -> Office:
    return Office()
