"""What becomes of a household with its people: two who turn out to be one, a commune that ended, one's own file."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.cases.merging import agree_to_merge, ask_to_merge, digest_of_merge, undo_merge
from bluezone.portal.cases.models import Double, Merge
from bluezone.portal.cases.persons import digest_of_double, propose_doubles
from bluezone.portal.dossiers.gathering import gathered
from bluezone.portal.households.models import Household, Member
from bluezone.portal.households.selectors import household_seen, household_size, member_of
from bluezone.portal.households.services import Typed, change_address, make_household
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.carrying_over import carry_over, undo_carry_over
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.world import VIET_NAM
from tests.portal.households.test_households import ADDRESS, MOTHER, SON, Family
from tests.support.portal.offices import NOW, Office, the_unit

pytestmark = pytest.mark.every_run

BEFORE = dt.datetime(2025, 6, 20, 9, 0, tzinfo=VIET_NAM)
AFTER = dt.datetime(2025, 7, 2, 9, 0, tzinfo=VIET_NAM)
OLD, NEW = "02536-000000", "02536-202507"
"""The town of Sơn Dương, and the commune that took it in."""


@pytest.fixture
def family(db) -> Family:
    return Family()


@pytest.fixture
def second(family) -> Staff:
    """Has had the role for a week, as everybody here."""
    person = family.office.staff("Trần Văn Hùng", Role.SUPERVISOR)
    Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
    return person


def became_one(family: Family, second: Staff, kept: Member, merged: Member) -> Merge:
    propose_doubles([kept.involvement.person], NOW)
    double = Double.objects.get()
    read = digest_of_double(double)
    asked = ask_to_merge(actor=family.officer, double=double, keep=kept.involvement.person_id, read=read, now=NOW)
    assert asked.merged_id == merged.involvement.person_id
    agree_to_merge(actor=second, merge=asked, read=digest_of_merge(asked), now=NOW)
    return Merge.objects.select_related("kept", "merged").get(pk=asked.pk)


def test_of_two_members_who_are_one_person_one_lives_there_and_both_once_they_are_two_again(family, second):
    old, new = family.moves_in(Typed("Giàng Thị Mỷ", "0912345672", 1950), Typed("Giàng Thị Mỷ", "0912345672", 1951))
    family.exposes(old, new)

    merge = became_one(family, second, kept=old, merged=new)
    seen = household_seen(family.officer, member_of(family.case))

    assert [family.case.pk, old.involvement_id] == [
        Member.objects.get(pk=one.number).involvement_id for one in seen.members
    ]
    assert ([True], 2) == ([one.is_exposed for one in seen.members if not one.is_self], household_size(family.case))
    undo_merge(actor=second, merge=merge, read=digest_of_merge(merge), now=NOW)
    assert 3 == len(household_seen(family.officer, member_of(family.case)).members)


def test_a_household_goes_on_in_the_commune_that_took_its_own_in_and_back(db):
    office = Office(clock=[BEFORE])
    lan, above = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER, OLD), office.staff("Ma Văn", Role.SUPERVISOR, OLD)
    case = office.case(lan, confirmed_by=above, unit=the_unit(OLD), onset=BEFORE.date())
    place = involve(outbreak_at(case.path, case.onset), case.person)
    home = make_household(actor=lan, involvement=place, address=ADDRESS, now=BEFORE)

    def lies_at() -> tuple[int, str]:
        home.refresh_from_db()
        return home.unit_id, home.path

    carry_over(now=AFTER)
    assert (the_unit(NEW).pk, the_unit(NEW).path) == lies_at()
    undo_carry_over(now=AFTER)
    assert (the_unit(OLD).pk, the_unit(OLD).path) == lies_at()


def test_a_person_s_own_file_tells_the_address_and_nobody_who_lives_there(family):
    mother, _ = family.moves_in(MOTHER, SON)
    address = f"Nhà cháu {SON.full_name}, {ADDRESS}"
    change_address(actor=family.officer, household=family.home, address=address, read=family.read(), now=NOW)

    said = str(gathered(mother.involvement.person, NOW))

    assert ADDRESS in said
    assert SON.full_name not in said
    assert family.case.person.full_name not in said


def test_ninety_days_after_the_last_entry_the_clock_s_work_erases_addresses_and_who_lived_there(family):
    family.moves_in(MOTHER, SON)

    erase_what_is_over(now=NOW + dt.timedelta(days=90), terms=Terms())
    assert 1 == Household.objects.count()
    erase_what_is_over(now=NOW + dt.timedelta(days=91), terms=Terms())

    assert (0, 0) == (Household.objects.count(), Member.objects.count())
