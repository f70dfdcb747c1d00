"""Acts come in as data: the tree knows them from their day on, and refuses what contradicts it; old figures count."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.taking_acts import take_in_new_acts
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.places import services
from bluezone.portal.places.acts import COLUMNS, MOST_BYTES, MOST_LINES, ActError, Renaming, read_acts
from bluezone.portal.places.crosswalk import Figure, carry
from bluezone.portal.places.history import events_of, former_names, found_by_name
from bluezone.portal.places.models import Unit
from bluezone.portal.places.selectors import find_units, hamlets_of, unit_with_code
from bluezone.portal.places.tables import Plan, bundled_acts, plan_units
from bluezone.portal.premises.models import Kind as PremisesKind
from bluezone.portal.premises.selectors import premises_for
from bluezone.portal.premises.services import Facts
from bluezone.protocol.venue import venue_on_poster
from tests.support.portal.hours import morning
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG, the_unit
from tests.support.portal.premises import doors_of

EVE, DAY = dt.date(2026, 4, 29), dt.date(2026, 4, 30)
TODAY = NOW.date()
HEAD = ",".join(COLUMNS)
HERE = [
    Renaming("9/2026/QH16", DAY, "province", "08", "Tỉnh Tuyên Quang", "Thành phố Tuyên Quang"),
    Renaming("10/NQ-UBTVQH16", DAY, "commune", "02536", "Xã Sơn Dương", "Phường Sơn Dương"),
]
"""Acts that nobody passed, about the provinces of which these tests have the units."""


@pytest.fixture(scope="module")
def planned() -> Plan:
    """Of the country, by the acts that are bundled; read, and changed by nobody."""
    return plan_units()


@pytest.fixture(scope="module")
def planned_here() -> Plan:
    """The same by the invented acts."""
    return plan_units(acts=HERE)


def standing(plan: Plan, day: dt.date) -> dict[tuple[str, str], str]:
    return {
        (unit.level, unit.code): unit.name
        for unit in plan.units.values()
        if (unit.valid_from is None or unit.valid_from <= day) and (unit.valid_to is None or unit.valid_to > day)
    }


@pytest.mark.slow
def test_the_acts_of_april_2026_changed_eleven_names_and_no_number(planned):
    before, after = standing(planned, EVE), standing(planned, DAY)

    def kinds(units):
        return Counter(name.split(" ")[0] for (level, _), name in units.items() if level == "commune")

    assert before.keys() == after.keys()
    assert (34, 3_321) == tuple(Counter(level for level, _ in after)[level] for level in ("province", "commune"))
    assert ({"Xã": 2_621, "Phường": 687, "Đặc": 13}, {"Xã": 2_611, "Phường": 697, "Đặc": 13}) == (
        dict(kinds(before)), dict(kinds(after)),
    )  # fmt: skip
    renamed = {code: name for (_, code), name in after.items() if before[_, code] != name}
    assert {one.code: one.new_name for one in bundled_acts()} == renamed
    assert 11 == len(renamed)


def test_the_path_of_every_unit_stays_and_communes_lie_in_the_city(planned):
    old = {unit.code: unit for unit in planned.units.values() if unit.valid_to == DAY}
    new = {unit.code: unit for unit in planned.units.values() if unit.valid_from == DAY}

    assert old.keys() == new.keys()
    assert 96 == len(new)
    assert {unit.path for unit in old.values()} == {unit.path for unit in new.values()}
    assert {new["75"].key} == {unit.parent_key for unit in new.values() if unit.level == "commune"}
    assert {"30/2026/QH16", "237/NQ-UBTVQH16"} == {line.resolution for line in planned.successions if line.date == DAY}


@pytest.fixture
def acts(db, monkeypatch, planned_here):
    """A portal of before, and a version that knows the invented acts."""
    monkeypatch.setattr(services, "plan_units", lambda: planned_here)
    monkeypatch.setattr(services, "bundled_acts", lambda: HERE)


def test_a_portal_at_work_takes_an_act_in_once(acts, office):
    before = Unit.objects.filter(valid_to=None).count()

    moved, again = take_in_new_acts(), take_in_new_acts()

    assert (125, 0) == (moved, again)
    assert before == Unit.objects.filter(valid_to=None).count()
    meant = [unit_with_code("02536", day=day).name for day in (EVE, DAY)]
    assert ["Xã Sơn Dương", "Phường Sơn Dương"] == meant
    assert ["Tỉnh Tuyên Quang", "Thành phố Tuyên Quang"] == [
        unit_with_code("02536", day=day).parent.name for day in (EVE, DAY)
    ]


def test_who_works_there_and_what_is_open_there_goes_on(acts, office):
    officer = office.staff("Trần Văn Hùng", Role.HEALTH_OFFICER)
    case = office.case(officer)
    school = create_organisation(actor=None, name="Trường Bòng", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW)
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Bòng", now=morning(TODAY))

    take_in_new_acts()

    school.refresh_from_db()
    assert "Phường Sơn Dương" == school.unit.name == Grant.objects.get(staff=officer).unit.name
    assert case.path == school.path == Grant.objects.get(staff=officer).path
    assert "Xã Sơn Dương" == type(case).objects.get(pk=case.pk).unit.name
    assert [hamlet] == list(hamlets_of(school.unit))
    assert hamlet in find_units("bòng, phường sơn dương", day=TODAY)
    assert case.number in office.client(officer).get("/cases").content.decode()


def test_old_figures_count_and_old_names_find(acts):
    take_in_new_acts()
    old = the_unit(SON_DUONG)

    (carried,) = carry([Figure(old, 120)], TODAY)

    assert ("Phường Sơn Dương", 120, False) == (carried.unit.name, carried.value, carried.is_estimate)
    assert "Xã Sơn Dương" in [one.name for one in former_names(carried.unit)]
    (came,) = [event for event in events_of(carried.unit) if event.came]
    assert ("10/NQ-UBTVQH16", DAY) == (came.change.resolution, came.change.date)
    (found,) = [one for one in found_by_name("Xã Sơn Dương", TODAY) if one.unit == carried.unit]
    assert "Xã Sơn Dương" == found.because.name
    assert 125 == len({unit.path for unit in Unit.objects.filter(path__startswith=the_unit(TUYEN_QUANG).path)})


LINE = ["1/NQ", "2026-05-01", "commune", "02536", "Xã Sơn Dương", "Phường Sơn Dương"]


def table(*lines: list[str]) -> bytes:
    return "\n".join([HEAD, *(",".join(line) for line in lines)]).encode()


def but(**changes: str) -> list[str]:
    return [changes.get(column.replace("from", "since"), said) for column, said in zip(COLUMNS, LINE, strict=True)]


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([but(code="99999")], "there is no commune of this code"),
        ([but(old_name="Xã Tân Trào")], "it is called Xã Sơn Dương then"),
        ([but(new_name="Xã Sơn Dương")], "it is called Xã Sơn Dương already"),
        ([but(new_name="Huyện Sơn Dương")], "is no name of a commune"),
        ([but(new_name="Sơn Dương")], "is no name of a commune"),
        ([but(new_name="Xã Tân Trào")], "another unit there is called Xã Tân Trào"),
        ([but(since="2025-07-01")], "is not after 2025-07-01, its last change"),
        ([but(since="1/5/2026")], "is no day"),
        ([but(level="district")], "there are provinces and communes"),
        ([but(code="2536")], "is no code"),
        ([but(act="")], "an act is named"),
        ([but(), but(new_name="Đặc khu Sơn Dương")], "02536 stands twice"),
        ([["1/NQ"]], "line 2 has 1 cells"),
    ],
)
def test_an_act_that_contradicts_the_tree_is_refused_in_one_sentence(lines, complaint):
    with pytest.raises(ActError, match=complaint):
        plan_units({"08", "02"}, acts=read_acts(table(*lines)))


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "the first line reads"),
        (b"\xff\xfe", "no table in CSV"),
        (b"x" * (MOST_BYTES + 1), "at most 1000000 bytes"),
        (table(*[[*LINE]] * (MOST_LINES + 1)), "at most 5000 lines"),
    ],
)
def test_what_is_no_table_of_acts_is_refused(data, complaint):
    with pytest.raises(ActError, match=complaint):
        read_acts(data)


@given(st.lists(st.lists(st.sampled_from([*LINE, "", "x", '"', "1900-01-01", "Tỉnh A", "75"]), max_size=7), max_size=4))
def test_any_table_is_read_or_refused(lines):
    try:
        read = read_acts(table(*lines))
    except ActError:
        return
    assert all(one.old_name != one.new_name for one in read)


def test_an_act_after_an_act_is_held_against_the_first():
    back = [HERE[1], Renaming("11/NQ", dt.date(2027, 1, 1), "commune", "02536", "Phường Sơn Dương", "Xã Sơn Dương")]

    plan = plan_units({"08", "02"}, acts=back)

    assert ["Xã Sơn Dương", "Phường Sơn Dương", "Xã Sơn Dương"] == [
        standing(plan, day)["commune", "02536"] for day in (EVE, DAY, dt.date(2027, 1, 1))
    ]


def test_places_with_a_door_go_on_under_the_new_name_approved_changed_and_opened_again(acts, office):
    doors = doors_of(office, unit=SON_DUONG)
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Bòng", now=NOW)
    waiting = doors.registered(Facts("Chợ", PremisesKind.MARKET), unit=SON_DUONG)
    closed = doors.closed(doors.approved(Facts("Quán", PremisesKind.FOOD, hamlet=hamlet), unit=SON_DUONG))

    take_in_new_acts()
    waiting.refresh_from_db()
    closed.refresh_from_db()
    doors.approve(waiting)
    doors.approve(doors.reopened(closed))
    closed.refresh_from_db()

    assert "Phường Sơn Dương" == waiting.unit.name == closed.unit.name
    assert [waiting] == list(premises_for(doors.clerk, "chợ phường sơn dương", state="", now=NOW))
    assert "02536" == venue_on_poster(doors.renew(closed).text).unit
