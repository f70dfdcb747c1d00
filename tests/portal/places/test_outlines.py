"""The true map: every commune once, neighbours on one border, light for a thin line, and said where it is from."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections import Counter
from importlib.resources import files
from itertools import accumulate

import pytest
from django.urls import reverse

from bluezone.portal.identity.roles import Role
from bluezone.portal.places.history import VIEWS, communes_within
from bluezone.portal.places.models import Unit
from bluezone.portal.places.outline_map import TALLEST, WIDTH, draw_outlines
from bluezone.portal.places.outlines import rings_of
from bluezone.portal.places.tables import rows_of_table
from tests.support.portal.offices import SON_DUONG, TUYEN_QUANG, the_unit

IN_2020, TODAY = VIEWS[0][1], dt.date(2026, 11, 24)
MOST_BYTES, AROUND_A_PATH = 60_000, 110
OVERLAPPING = {"15": 4}
"""Borders of one place of a kilometre that the source gives to three communes."""

TOO_THIN = {"01": 2, "22": 1}
"""Borders of parts of a commune that are a line on the map: the neighbour alone draws them."""


FILE = files("bluezone.portal.places") / "data" / "outlines_vn_2026-04.json.gz"
BORDERS = {
    province: {code: [number for ring in rings for number in ring] for code, rings in told["units"].items()}
    for province, told in json.loads(gzip.decompress(FILE.read_bytes())).items()
}
"""By province and commune, the numbers of the borders that it draws; below zero where it walks one backwards."""


def corners_across(path: str) -> list[int]:
    """How far to the right each corner of an outline lies."""
    found = []
    for begin, steps in re.findall(r"M(-?\d+) -?\d+l([^z]*)z", path):
        found += accumulate([int(begin), *map(int, steps.split()[::2])])
    return found


def communes(unit: Unit, day: dt.date = TODAY) -> list[Unit]:
    return list(communes_within([unit], day))


def test_every_commune_of_the_country_has_one_outline():
    codes = [code for borders in BORDERS.values() for code in borders]
    wanted = {row["code"] for row in rows_of_table("units_vn_2025-07") if row["level"] == "commune"}

    assert (34, 3_321) == (len(BORDERS), len(set(codes)))
    assert len(codes) == len(set(codes))
    assert [] == sorted(code for code in wanted if not rings_of(code))


@pytest.mark.parametrize("province", BORDERS)
def test_a_border_is_one_line_that_both_neighbours_walk_against_each_other(province):
    """So there is neither a gap nor an overlap between them, however simple the line became."""
    walked = Counter(number for numbers in BORDERS[province].values() for number in numbers)

    shared = [number for number in walked if number < 0]

    assert OVERLAPPING.get(province, 0) == sum(times > 1 for times in walked.values())
    assert TOO_THIN.get(province, 0) == sum(~number not in walked for number in shared)
    assert shared


def test_every_outline_is_closed_and_lies_in_the_country():
    for borders in BORDERS.values():
        for code in borders:
            for ring in rings_of(code):
                assert ring[0] == ring[-1]
                assert len(ring) > 3
                assert all(102 < x < 118 and 6 < y < 24 for x, y in ring)


def test_both_archipelagos_are_there():
    """Hoàng Sa with Đà Nẵng, Trường Sa with Khánh Hòa."""
    east = {code: max(x for ring in rings_of(code) for x, _ in ring) for code in ("20333", "22736")}

    assert all(longitude > 111 for longitude in east.values())


@pytest.mark.parametrize("province", BORDERS)
def test_every_province_is_light(province, db):
    named = [Unit(pk=at, code=code, name="Xã Tên Dài Như Vậy") for at, code in enumerate(BORDERS[province], 1)]

    drawn = draw_outlines(named, {})

    assert drawn is not None
    assert len(named) == len(drawn.lands)
    assert sum(len(land.path) + AROUND_A_PATH for land in drawn.lands) < MOST_BYTES


def test_a_province_on_its_page_is_light_and_holds_each_commune_once(db):
    drawn = draw_outlines(communes(the_unit(TUYEN_QUANG)), {})

    assert drawn is not None
    assert 124 == len(drawn.lands) == len({land.units[0].code for land in drawn.lands})
    assert sum(len(land.path) + AROUND_A_PATH for land in drawn.lands) < MOST_BYTES
    assert drawn.width <= WIDTH
    assert drawn.height <= TALLEST + 1
    across = [x for land in drawn.lands for x in corners_across(land.path)]
    assert abs(min(across) - (WIDTH - max(across))) <= 3  # as much room on either side


def test_in_2020_the_map_shows_what_the_old_units_became(db):
    district = Unit.objects.get(code="076", level="district")

    drawn = draw_outlines(communes(district, IN_2020), {})

    assert drawn is not None
    named = [unit.name for land in drawn.lands for unit in land.units]
    assert 31 == len(named) == len(set(named))
    assert len(drawn.lands) < 31
    assert all(land.path for land in drawn.lands)


def test_the_shade_follows_the_figure(db):
    units = communes(the_unit(TUYEN_QUANG))

    drawn = draw_outlines(units, {units[0].pk: 8, units[1].pk: 1})

    assert drawn is not None
    shades = {land.units[0].pk: (land.value, land.shade) for land in drawn.lands}
    assert [(8, 4), (1, 1), (None, 0)] == [shades[unit.pk] for unit in units[:3]]


def test_the_page_of_a_province_shows_its_map_with_the_source(office):
    client = office.client(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))

    page = client.get(reverse("place", args=[TUYEN_QUANG])).content.decode()
    old = client.get(reverse("place", args=[TUYEN_QUANG]) + "?on=2020-08-18").content.decode()
    commune = client.get(reverse("place", args=[SON_DUONG])).content.decode()

    assert 124 == page.count('class="land__shape')
    assert 'class="map__tile' in page
    assert "Outlines from the public map of the reorganisation of 2025" in page
    assert ["drawn as what they became" in one for one in (page, old)] == [False, True]
    assert "land__shape" not in commune
