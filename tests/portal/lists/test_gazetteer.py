"""A list names communes as people do: by their names of today, and by every name that went into them."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.lists.gazetteer import gazetteer_for
from tests.support.portal.offices import SON_DUONG, the_unit

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)


@pytest.mark.parametrize("said", ["Xã Hồng Sơn", "xã Hồng Lạc", "Vân Sơn"])
def test_a_name_from_before_two_mergers_finds_the_commune_of_today(said):
    """Hồng Lạc and Vân Sơn became Hồng Sơn in 2024, and this another Hồng Sơn in 2025."""
    found = gazetteer_for(the_unit(SON_DUONG).path, TODAY).clean(said).value

    assert found is not None
    assert "Xã Hồng Sơn" == found.name


def test_a_province_is_no_commune(db):
    gazetteer = gazetteer_for(the_unit(SON_DUONG).path, TODAY)

    assert gazetteer.clean("Xã Sơn Dương").value is not None
    assert gazetteer.clean("Tuyên Quang").value is None
