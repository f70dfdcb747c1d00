"""What is held of a case: a dated history, of which each act writes its line, and those who follow it."""

from __future__ import annotations

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.cases.changing import close_case, correct_case, reopen_case
from bluezone.portal.cases.classifying import history_of
from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.cases.moving import offer_case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from tests.support.portal import followers
from tests.support.portal.offices import NOW, TAN_TRAO, the_unit

pytestmark = pytest.mark.every_run

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def hung(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR)


@pytest.fixture
def case(office, lan, hung):
    """Opened by Lan, confirmed by Hùng."""
    return office.case(lan, confirmed_by=hung)


@pytest.fixture
def told(settings):
    """What a room that follows cases is told."""
    settings.CASE_FOLLOWERS = (followers.NOTING,)
    followers.told.clear()
    return followers.told


def held(case) -> list[tuple[str, str]]:
    """The history of a case, as it was written."""
    return [(one.value, one.basis) for one in reversed(history_of(case))]


def corrected(actor, case, name: str, phone: str = "0912345678") -> None:
    read, onset = digest_of_case(case), case.onset
    correct_case(actor=actor, case=case, full_name=name, phone=phone, onset=onset, read=read, now=LATER)
    case.refresh_from_db()
    case.person.refresh_from_db()


def closed(actor, case, reason) -> None:
    close_case(actor=actor, case=case, reason=reason, read=digest_of_case(case), now=LATER)
    case.refresh_from_db()


def reopened(actor, case) -> None:
    reopen_case(actor=actor, case=case, read=digest_of_case(case), now=LATER)
    case.refresh_from_db()


def test_a_case_is_suspected_until_a_second_person_has_compared_it(lan, hung, case):
    suspected, confirmed = reversed(history_of(case))

    assert [("suspected", "opened"), ("confirmed", "compared")] == held(case)
    assert (lan, None, NOW) == (suspected.by, suspected.agreed_by, suspected.at)
    assert (lan, hung) == (confirmed.by, confirmed.agreed_by)


def test_no_contact_is_let_go_for_a_digit_or_a_letter(hung, case):
    corrected(hung, case, "Nguyễn Thị Bính", "0912345679")

    assert ("confirmed", "corrected") == held(case)[-1]
    assert Case.State.OPENED == case.state


def test_nobody_alone_makes_somebody_of_another_name_a_confirmed_case(lan, hung, case):
    corrected(hung, case, "Lò Văn Khác")

    assert ("suspected", "renamed") == held(case)[-1]
    confirm_case(actor=lan, case=case, read=digest_of_case(case), now=LATER)
    assert ("confirmed", "compared") == held(case)[-1]
    assert hung == history_of(case)[0].by


@pytest.mark.parametrize(
    ("reason", "closing", "again"),
    [
        ("no_case", [("not_a_case", "wrong_test")], ("suspected", "reopened")),
        ("over", [], ("confirmed", "reopened")),
        ("double", [], ("confirmed", "reopened")),
    ],
)
def test_what_was_a_case_stays_one_when_the_work_on_it_ends(lan, case, reason, closing, again):
    closed(lan, case, reason)
    assert closing == held(case)[2:]

    reopened(lan, case)

    assert again == held(case)[-1]


def test_the_page_tells_the_history_to_whoever_sees_the_name(office, lan, case):
    corrected(lan, case, "Lò Văn Khác")
    neighbour = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)

    own, foreign = (
        office.client(who).get(reverse("case", args=[case.number])).content.decode() for who in (lan, neighbour)
    )

    for words in ("Suspected", "the case was corrected to another name", "compared with the test result by a second"):
        assert words in own
        assert words not in foreign


def test_nobody_agrees_to_their_own_word(lan, case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Classification.objects.create(case=case, value="confirmed", basis="listed", by=lan, at=NOW, agreed_by=lan)


def test_whoever_follows_a_case_is_told_of_every_change(office, lan, told):
    hung, both = office.staff("Trần Văn Hùng", Role.SUPERVISOR), the_unit(TAN_TRAO)
    give_role(actor=None, staff=lan, role=Role.HEALTH_OFFICER, unit=both, now=NOW)
    lan = type(lan).objects.get(pk=lan.pk)

    case = office.case(lan, confirmed_by=hung)
    corrected(lan, case, "Lò Văn Khác")
    offer_case(actor=lan, case=case, unit=both, read=digest_of_case(case), now=LATER)
    case.refresh_from_db()
    closed(lan, case, "over")
    reopened(lan, case)

    assert ["suspected", "confirmed", *["suspected"] * 4] == [value for _, value, _ in told]
    assert both.path == told[-1][2] != told[0][2]


def test_what_a_follower_refuses_does_not_happen(settings, lan, case):
    settings.CASE_FOLLOWERS = (followers.REFUSING,)

    for act in (lambda: closed(lan, case, "no_case"), lambda: corrected(lan, case, "Lò Văn Khác")):
        with pytest.raises(RefusedError, match="does not bear it"):
            act()

    case.refresh_from_db()
    assert (Case.State.CONFIRMED, 2) == (case.state, case.classifications.count())


def test_cases_from_before_get_the_history_that_can_be_told(office, lan, hung, case):
    corrected(lan, case, "Lò Văn Khác")
    confirm_case(actor=hung, case=case, read=digest_of_case(case), now=LATER + dt.timedelta(hours=1))
    case.refresh_from_db()
    closed(lan, case, "no_case")
    waiting = office.case(lan)
    Classification.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(closed_at=LATER + dt.timedelta(hours=2))
    migration = importlib.import_module("bluezone.portal.cases.migrations.0014_what_was_held_of_cases_so_far")

    migration.fill(apps, None)
    migration.fill(apps, None)

    assert ["suspected", "suspected", "confirmed", "not_a_case"] == [value for value, _ in held(case)]
    assert (lan, hung) == (history_of(case)[1].by, history_of(case)[1].agreed_by)
    assert [("suspected", "opened")] == held(waiting)
