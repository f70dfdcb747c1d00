"""The reform of 1/7/2025 over a district at work: everything goes on where its unit went, and can go back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import AskedRule, Case, DeskRule, Person
from bluezone.portal.cases.selectors import CASES, needs_second_person, page_of_cases
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.carrying_over import Carried, carry_over, counted_in_former, undo_carry_over
from bluezone.portal.operations.models import CarriedRow, CarryOver
from bluezone.portal.places.models import Level, Succession, Unit
from bluezone.portal.places.paths import is_within
from bluezone.portal.places.selectors import carried_to
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.levels import check
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement
from bluezone.portal.tracing.services import record_exposure
from bluezone.portal.world import VIET_NAM
from tests.support.portal.offices import Office, the_unit

pytestmark = pytest.mark.usefixtures("kept_district")
BEFORE = dt.datetime(2025, 6, 20, 9, 0, tzinfo=VIET_NAM)
AFTER = dt.datetime(2025, 7, 2, 9, 0, tzinfo=VIET_NAM)
NEW_SINCE = dt.date(2025, 7, 1)
OLD, NEW, DISTRICT = "02536-000000", "02536-202507", "076-000000"
"""The town of Sơn Dương, the commune that took it in, and the district that ended."""


class District:
    """A town, another commune that goes to the same one, and one that is split; in each somebody is ill."""

    def __init__(self) -> None:
        self.office = Office(clock=[BEFORE])
        heir = the_unit(NEW)
        lines = Succession.objects.filter(new=heir, is_whole=True, old__level=Level.COMMUNE).exclude(old__key=OLD)
        self.old, self.other = the_unit(OLD), lines.order_by("old__key").first().old
        split = Succession.objects.filter(is_default=True, is_whole=False, old__parent__key=DISTRICT)
        self.split = (split.first() or Succession.objects.filter(is_default=True, is_whole=False)[0]).old
        self.lan = self.office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER, OLD)
        self.above = self.office.staff("Vũ Văn Huyện", Role.SUPERVISOR, DISTRICT)
        self.both = self.office.staff("Ma Hai Nơi", Role.HEALTH_OFFICER, OLD)
        Grant.objects.create(
            staff=self.both, role=Role.HEALTH_OFFICER, unit=self.other, path=self.other.path, given_at=BEFORE
        )
        self.case = self.ill("Nguyễn Thị Bình", self.old)
        self.near = self.ill("Lò Thị Gần", self.other)
        self.torn = self.ill("Hà Văn Chia", self.split)
        self._write_more()

    def ill(self, name: str, unit: Unit) -> Case:
        return self.office.case(
            self.lan, confirmed_by=self.above, full_name=name, unit=unit, onset=BEFORE.date(), phone="0912 345 678"
        )

    def _write_more(self) -> None:
        """An exposure between the two, and a rule of both that cannot both go on."""
        outbreak = outbreak_at(self.case.path, BEFORE.date())
        record_exposure(
            actor=self.lan,
            source=involve(outbreak, self.case.person),
            target=involve(outbreak, self.near.person),
            meeting=Meeting(kind=Exposure.Kind.MARKET, first_day=BEFORE.date(), last_day=BEFORE.date()),
            evidence=[Piece(origin=Evidence.Origin.INTERVIEW, says={})],
            now=BEFORE,
        )
        for unit in (self.old, self.other):
            DeskRule.objects.create(path=unit.path, valid_from=BEFORE.date(), needs_second_person=True)


@pytest.fixture(scope="module")
def kept_district(kept) -> District:
    return District()


@pytest.fixture
def district(kept_district, db) -> District:
    return kept_district


def stands() -> list[tuple[object, ...]]:
    """Where everything stands."""
    rows: list[tuple[object, ...]] = []
    for model, columns in (
        (Case, ("number", "path", "province", "unit")),
        (Person, ("pk", "path", "unit")),
        (Grant, ("staff", "role", "path", "unit", "ended_at")),
        (DeskRule, ("pk", "path")),
        (Involvement, ("pk", "path", "province", "unit", "level")),
        (Exposure, ("pk", "source_path", "target_path")),
        (Unit, ("pk", "path", "parent")),
    ):
        rows += model.objects.order_by("pk").values_list(*columns)
    return rows


def seen(person: Staff) -> list[str]:
    """The numbers of cases on this person's list."""
    return [one.number for one in page_of_cases(Staff.objects.get(pk=person.pk), CASES.part_of({})).rows]


def carried() -> Carried:
    return carry_over(now=AFTER)


def test_whoever_worked_at_a_unit_goes_on_where_it_went_with_all_that_was_there(district):
    done, heir = carried(), the_unit(NEW)

    district.case.refresh_from_db()
    assert (heir, heir.path, "08-202507/") == (district.case.unit, district.case.path, district.case.province)
    assert heir.path == Person.objects.get(pk=district.case.person_id).path
    assert {district.case.number, district.near.number} == set(seen(district.lan))
    assert {district.case.number, district.near.number} <= set(seen(district.above))
    exposure = Exposure.objects.get()
    assert (heir.path, heir.path) == (exposure.source_path, exposure.target_path)
    assert 0 == check(exposure.outbreak).count
    assert 3 == done.rows["cases.Case"] == done.before["cases.Case"]
    assert 1 == Entry.objects.filter(act="operations.carry_over").count()


def test_what_stands_at_a_unit_that_an_act_called_otherwise_goes_on_at_its_heir(district):
    """Both units lie at one path."""
    named_anew = Unit.objects.get(pk=district.old.pk)
    named_anew.pk, named_anew.key = None, "02536-202501"
    named_anew.save()
    Case.objects.filter(pk=district.case.pk).update(unit=named_anew)

    carried()

    district.case.refresh_from_db()
    assert the_unit(NEW) == district.case.unit


def test_nothing_gets_lost_and_nothing_comes_to_be(district):
    done = carried()

    assert {name: count for name, count in done.before.items() if name != "accounts.Grant"} == {
        name: count for name, count in done.after.items() if name != "accounts.Grant"
    }
    assert {"cases.Case", "cases.Person", "tracing.Exposure", "cases.DeskRule"} <= done.rows.keys()


def test_what_was_split_goes_where_most_of_it_went_and_is_flagged(district):
    done = carried()

    assert 1 == done.flagged["cases.Case"]
    line = CarriedRow.objects.get(table="cases.Case", is_estimate=True)
    assert (district.torn.pk, district.split) == (line.row, line.old_unit)


def test_a_role_at_a_district_becomes_one_in_each_commune_that_came_of_it(district):
    given = district.above.grants.get().given_at
    carried()

    paths = {grant.path for grant in district.above.grants.filter(ended_at=None)}
    assert len(paths) > 3
    assert the_unit(NEW).path in paths
    assert all(is_within(path, "08-202507/") for path in paths)
    assert {given} == {grant.given_at for grant in district.above.grants.filter(ended_at=None)}


def test_of_a_country_of_districts_only_those_are_followed_at_which_somebody_has_a_role(district):
    """The whole country's communes of before took a minute."""
    followed = Unit.objects.filter(level=Level.COMMUNE, parent__key=DISTRICT).exclude(valid_to=None).count()
    ended = Unit.objects.filter(level=Level.COMMUNE, parent__level=Level.DISTRICT).exclude(valid_to=None).count()

    with CaptureQueriesContext(connection) as asked:
        carried()

    followings = sum('FROM "places_succession"' in one["sql"] for one in asked)
    assert followed <= followings < 4 * followed < ended


def test_two_roles_that_come_to_one_are_one(district):
    carried()

    assert [the_unit(NEW).path] == [one.path for one in district.both.grants.filter(ended_at=None)]


def test_of_two_rules_that_come_to_one_place_the_second_stays_and_is_told(district):
    done = carried()

    assert (1, 1) == (done.rows["cases.DeskRule"], done.left["cases.DeskRule"])


def test_that_one_person_is_enough_holds_for_no_wider_unit_than_two_agreed_to(district):
    """The commune that took in the town has others, too, of whom nobody said so."""
    DeskRule.objects.all().delete()
    said_by = {"asked_by": district.lan, "agreed_by": district.above}
    for unit in (district.old, renamed()):
        DeskRule.objects.create(path=unit.path, valid_from=BEFORE.date(), needs_second_person=False, **said_by)
    AskedRule.objects.create(
        unit=district.old, path=district.old.path, valid_from=BEFORE.date(), asked_by=district.lan, asked_at=BEFORE
    )

    done = carried()

    assert needs_second_person(the_unit(NEW).path, AFTER.date())
    assert not needs_second_person(carried_to(renamed(), AFTER.date()).unit.path, AFTER.date())
    assert (1, 1) == (done.left["cases.DeskRule"], done.left["cases.AskedRule"])


def renamed() -> Unit:
    """A commune that went on under another name, and took nobody in."""
    alone = Succession.objects.values("new").annotate(origins=Count("pk")).filter(origins=1).values("new")
    lines = Succession.objects.filter(new__in=alone, is_default=True, is_whole=True, old__level=Level.COMMUNE)
    return lines.filter(old__valid_to=NEW_SINCE, new__valid_to=None).order_by("old__key").first().old


def test_a_look_tells_the_same_and_changes_nothing(district):
    before = stands()

    looked = carry_over(now=AFTER, only_look=True)

    assert before == stands()
    assert 0 == CarryOver.objects.count()
    assert looked == carried()


def test_undone_all_stands_as_it_stood(district):
    before = stands()
    carried()
    assert before != stands()

    done = undo_carry_over(now=AFTER)

    assert before == stands()
    assert done.before["cases.Case"] == done.after["cases.Case"] == 3
    assert {} == counted_in_former("cases.Case")
    with pytest.raises(RefusedError, match="nothing was carried over"):
        undo_carry_over(now=AFTER)


def test_what_moved_on_since_stays_where_it_is(district):
    carried()
    elsewhere = the_unit("02545-202507")
    Case.objects.filter(pk=district.case.pk).update(unit=elsewhere, path=elsewhere.path)

    done = undo_carry_over(now=AFTER)

    district.case.refresh_from_db()
    assert (elsewhere, 1) == (district.case.unit, done.left["cases.Case"])


def test_a_role_that_somebody_ended_since_does_not_come_back(district):
    carried()
    ended = dt.timedelta(days=1) + AFTER
    district.both.grants.filter(ended_at=None).update(ended_at=ended)
    one_of_many = district.above.grants.filter(ended_at=None).order_by("pk")[0]
    Grant.objects.filter(pk=one_of_many.pk).update(ended_at=ended)

    done = undo_carry_over(now=ended)

    assert 0 == district.both.grants.filter(ended_at=None).count()
    assert 0 == district.above.grants.filter(path__contains=DISTRICT, ended_at=None).count()
    assert [district.old.path] == [one.path for one in district.lan.grants.filter(ended_at=None)]
    assert done.left["accounts.Grant"] > 0


def test_figures_of_before_are_counted_in_the_units_of_before(district):
    carried()

    assert {district.old: 1, district.other: 1, district.split: 1} == counted_in_former("cases.Case")


def test_a_second_run_finds_nothing_and_none_does_before_the_reform(district):
    assert {} == carry_over(now=BEFORE).rows
    carried()

    again = carried()

    assert ({}, 1) == (again.rows, CarryOver.objects.count())


def test_a_hamlet_goes_on_in_the_commune_that_took_its_own_in(district):
    hamlet = Unit.objects.create(
        key="h1-202501",
        code="h1",
        level=Level.HAMLET,
        name="Thôn Một",
        parent=district.old,
        path=district.old.path + "h1-202501/",
        sort_key="x",
        search_text="",
    )
    case = district.ill("Vi Thị Thôn", hamlet)

    carried()

    hamlet.refresh_from_db()
    case.refresh_from_db()
    assert (the_unit(NEW), the_unit(NEW).path + "h1-202501/") == (hamlet.parent, hamlet.path)
    assert (hamlet, hamlet.path) == (case.unit, case.path)
    undo_carry_over(now=AFTER)
    case.refresh_from_db()
    assert district.old.path + "h1-202501/" == case.path
