"""A place is found with a letter wrong, too, and whoever finds it by an old name is told why."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.history import found_by_name
from bluezone.portal.places.kinds import without_kind
from bluezone.portal.places.models import Unit
from bluezone.portal.places.naming import Called, Names
from bluezone.portal.places.selectors import MOST_NEAR, called_so, find_units, the_one_meant
from bluezone.portal.places.services import searchable
from bluezone.portal.places.tables import plan_units
from bluezone.vietnam.folding import fold
from tests.support.amounts import examples
from tests.support.portal.hours import morning
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SEED = dt.date(2020, 8, 18)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("trường xinh", "Xã Trường Sinh"),
        ("Sơn Dươg", "Xã Sơn Dương"),
        ("xã Sơn Dươg", "Xã Sơn Dương"),
        ("tnâ trào", "Xã Tân Trào"),
        ("x. Tân Traoo", "Xã Tân Trào"),
        ("Hồng Xơn, Tuyên Quang", "Xã Hồng Sơn"),
    ],
)
def test_one_letter_wrong_still_finds(typed, name):
    assert name in [unit.name for unit in find_units(typed, day=TODAY, levels=("commune",))][:3]


def test_who_is_called_just_so_comes_first_and_the_others_behind():
    found = found_by_name("Sơn Dương", TODAY)

    assert SON_DUONG == found[0].unit.key
    assert sorted(one.is_near for one in found) == [one.is_near for one in found]


def test_a_name_that_is_only_near_is_offered_and_never_taken_by_itself():
    found = find_units("trường xinh", day=TODAY, levels=("commune",))
    (meant,) = [unit for unit in found if unit.name == "Xã Trường Sinh"]

    assert None is the_one_meant([meant], "trường xinh")
    assert meant == the_one_meant(found, "trường xinh", meant)
    assert meant == the_one_meant([meant], "trường si")


@pytest.mark.parametrize("typed", ["Tuyên Quang", "tỉnh tuyên quang", "xã Tuyên Quang"])
def test_a_commune_is_not_meant_by_the_name_of_its_province_though_it_is_found_by_it(typed):
    commune = the_unit(SON_DUONG)

    assert [commune] == called_so([commune], typed)
    assert None is the_one_meant([commune], typed)
    assert commune == the_one_meant([commune], f"sơn dương, {typed}")


def test_those_that_are_only_nearly_called_so_are_told_from_those_that_are():
    found = find_units("trường xinh", day=TODAY, levels=("commune",))

    assert ([], True) == (called_so(found, "trường xinh"), len(found) > 0)
    assert ["Xã Trường Sinh"] == [unit.name for unit in called_so(found, "trường sinh")]


def test_a_hamlet_is_looked_for_as_typed():
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Quyết Thắng", now=morning(TODAY))

    assert hamlet in find_units("quyết thắng", day=TODAY)
    assert hamlet not in find_units("quyết thắnf", day=TODAY)


def test_a_unit_that_came_since_is_found_at_once():
    assert [] == find_units("Bỉnh Nghiêm", day=TODAY)
    commune = the_unit(TAN_TRAO)
    Unit.objects.create(
        key="99999-202611", code="99999", level="commune", name="Xã Bình Nghiêm", parent=commune.parent,
        path=f"{commune.parent.path}99999-202611/", valid_from=TODAY, sort_key="x",
        search_text=searchable(("Xã Bình Nghiêm", "Tỉnh Tuyên Quang")),
    )  # fmt: skip

    assert ["Xã Bình Nghiêm"] == [unit.name for unit in find_units("bình nghiễn", day=TODAY)]


def test_near_names_keep_to_the_reach_and_the_levels_that_were_asked_for():
    inside = find_units("trường xinh", day=TODAY, paths=(the_unit(TAN_TRAO).path,))

    assert [] == inside
    assert [] == find_units("trường xinh", day=TODAY, levels=("province",))


@pytest.mark.parametrize(
    ("typed", "unit", "because", "is_above"),
    [
        ("Hồng Lạc", "Xã Hồng Sơn", ("Xã Hồng Lạc", dt.date(2024, 9, 1)), False),
        ("Hồng Lạk", "Xã Hồng Sơn", ("Xã Hồng Lạc", dt.date(2024, 9, 1)), False),
        ("huyện Sơn Dương", "Xã Tân Trào", ("Huyện Sơn Dương", dt.date(2025, 7, 1)), True),
    ],
)
def test_an_old_name_says_why_it_finds(typed, unit, because, is_above):
    (one,) = [found for found in found_by_name(typed, TODAY) if found.unit.name == unit]

    assert one.because is not None
    assert (because, is_above) == ((one.because.name, one.because.until), one.because.is_above)


@pytest.mark.parametrize("typed", ["Xã Hồng Sơn", "hồng sơn", "Hồng Sơn, Tuyên Quang", "hồng xơn"])
def test_ones_own_name_needs_no_reason(typed):
    (one,) = [found for found in found_by_name(typed, TODAY) if found.unit.code == "02608"]

    assert None is one.because


def test_a_slip_in_the_name_above_is_forgiven_as_a_former_district(office):
    client = office.client(office.staff("Lê Phương Thảo", Role.REPORTER))

    page = client.get("/places", {"q": "Hồng Lạc"}).content.decode()
    near = client.get("/places", {"q": "trường xinh"}).content.decode()

    assert "on the ground of Xã Hồng Lạc (until 01/09/2024)" in " ".join(page.split())
    assert "No unit is called just so; these are nearly" in near
    assert "once in Huyện Sơn Dương" in client.get("/places", {"q": "huyện Sơn Dương"}).content.decode()


@cache
def the_country() -> tuple[Names, dict[int, str]]:
    """All units of today, as the search knows them, and the communes' bare names."""
    units = [unit for unit in plan_units().units.values() if unit.valid_to is None]
    by_key = {unit.key: unit for unit in units}
    rows = []
    for number, unit in enumerate(units):
        above = [by_key[unit.parent_key].name] if unit.parent_key else []
        rows.append(Called(number, unit.path, unit.level, searchable((unit.name, *above, *unit.also_known_as))))
    communes = {n: fold(without_kind(unit.name)) for n, unit in enumerate(units) if unit.level == "commune"}
    return Names(rows), communes


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A commune's name, and what is typed with one letter wrong, left out, too much, or two that changed places."""
    name = draw(st.sampled_from(sorted(set(the_country()[1].values()))))
    at, letter = draw(st.integers(0, len(name) - 1)), draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    ways = (
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
    )
    return name, draw(st.sampled_from(ways))


@settings(max_examples=examples(50), deadline=None)
@given(slips())
def test_any_slip_in_any_name_of_the_country_finds_it(slip: tuple[str, str]) -> None:
    name, typed = slip
    names, communes = the_country()

    order = [communes.get(number) for number in names.near(typed.strip(), asked=bool)]

    assert name in order[:MOST_NEAR]
