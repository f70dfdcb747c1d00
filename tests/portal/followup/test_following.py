"""Days of follow-up come and go with levels, meetings and places, by whatever act these change."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluezone.portal.cases.merging import agree_to_merge, ask_to_merge, digest_of_merge, undo_merge
from bluezone.portal.cases.models import Double, Merge, Person
from bluezone.portal.cases.persons import digest_of_double, note_person
from bluezone.portal.followup import works
from bluezone.portal.followup.answers import Answer
from bluezone.portal.followup.models import Task, Visit, Watch
from bluezone.portal.followup.selectors import round_of
from bluezone.portal.followup.services import digest_of_watch, is_followed, record_visit
from bluezone.portal.followup.works import check_days, mended
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.apartness import digest_of_involvement
from bluezone.portal.tracing.involving import involve
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.tracing.services import record_exposure
from bluezone.portal.tracing.transferring import digest_of_transfer, offer_person, take_person
from bluezone.portal.world import VIET_NAM
from tests.support.amounts import TRACED_ACTS
from tests.support.portal.followup import COUGHS, NOT_REACHED, WELL, FollowupOffice
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.tracing import TOLD, TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_office")


@pytest.fixture(scope="module")
def kept_office(kept) -> FollowupOffice:
    return FollowupOffice(Office())


@pytest.fixture
def office(kept_office, db) -> FollowupOffice:
    return kept_office


def days(office: TracingOffice) -> list[tuple[dt.date, dt.date] | None]:
    found = [Watch.objects.filter(involvement=office.node(at)).first() for at in range(len(office.cases))]
    return [(one.first_day, one.last_day) if one and one.first_day else None for one in found]


def test_whoever_met_a_case_is_followed_from_the_day_after_and_the_case_is_not(office):
    f1, f2 = (ago(1), ago(2) + dt.timedelta(days=10)), (ago(0), ago(1) + dt.timedelta(days=7))

    assert [None, f1, f1, f2] == days(office)
    assert [ago(1), ago(1), ago(0)] == [office.watch(at).due_at.astimezone(VIET_NAM).date() for at in (1, 2, 3)]


def test_nobody_is_followed_any_more_once_the_case_is_none(office):
    office.ask(1, WELL)

    office.close(0)

    assert [None] * 4 == days(office)
    assert 1 == Visit.objects.filter(watch=office.watch(1)).count()
    assert 0 == round_of(office.officer, None, NOW).due_count


def test_whoever_becomes_a_case_is_not_followed_and_whoever_met_them_is_an_f1_now(office):
    office.confirm(1)

    _, first, other, behind = days(office)
    assert first is None
    assert other is not None
    assert (ago(0), ago(1) + dt.timedelta(days=10)) == behind


def test_a_later_meeting_with_a_case_moves_the_days_and_a_withdrawn_one_moves_them_back(office):
    before = days(office)

    later = office.meet(0, 1, ago(0), ago(0))
    moved = days(office)
    office.withdraw(later)

    assert ago(0) + dt.timedelta(days=1) == moved[1][0]
    assert before == days(office)


def test_a_case_that_was_set_apart_earlier_ends_the_meeting_that_day(office):
    office.withdraw(Exposure.objects.get(target=office.node(1)))
    office.meet(0, 1, ago(2), None)
    assert ago(1) == days(office)[1][0]

    office.apart(0, ago(1))

    assert ago(0) == days(office)[1][0]
    assert office.watch(1).is_estimated


def test_somebody_of_whom_no_day_is_known_is_followed_from_the_day_after_they_were_entered(office):
    office.withdraw(Exposure.objects.get(target=office.node(1)))

    office.meet(0, 1)

    assert ago(0) + dt.timedelta(days=1) == days(office)[1][0]
    assert office.watch(1).is_estimated


def test_whoever_takes_somebody_over_follows_them_and_until_then_whoever_offered_them(office):
    mai = office.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    office.close(3)
    node, here = office.node(3), the_unit(SON_DUONG)
    offer = offer_person(actor=mai, involvement=node, unit=here, read=digest_of_involvement(node), now=NOW)
    assert (True, False) == (_has_on_round(mai, node), _has_on_round(office.officer, node))

    take_person(actor=office.officer, transfer=offer, read=digest_of_transfer(offer), now=NOW)

    assert here.path == office.watch(3).path
    assert (False, True) == (_has_on_round(mai, node), _has_on_round(office.officer, node))


@pytest.mark.parametrize("has_own_answer", [True, False])
def test_what_somebody_answered_goes_with_them_when_two_records_become_one_and_back(office, has_own_answer):
    second = office.office.staff("Ngô Văn Hai", Role.HEALTH_OFFICER)
    Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
    known, again = (_person(office, name) for name in ("Lò Văn Gần", "Lò Văn Gàn"))
    own, gone = (_met(office, person) for person in (known, again))
    _answered(office, gone, COUGHS)
    if has_own_answer:
        _answered(office, own, COUGHS)
    before = _stands()
    double = Double.objects.get(one=known, other=again)
    merge = ask_to_merge(actor=office.officer, double=double, keep=known.pk, read=digest_of_double(double), now=NOW)

    agree_to_merge(actor=second, merge=merge, read=digest_of_merge(merge), now=NOW)

    watch = Watch.objects.get(involvement=own)
    assert (1 + has_own_answer, 1) == (watch.visits.count(), watch.tasks.filter(done_at=None).count())
    assert Watch.objects.get(involvement=gone).first_day is None
    assert 0 == mended(office.outbreak)
    merge = Merge.objects.select_related("kept", "merged").get(pk=merge.pk)
    undo_merge(actor=office.officer, merge=merge, read=digest_of_merge(merge), now=NOW)
    assert before == _stands()
    assert 0 == mended(office.outbreak)


def test_after_any_acts_the_days_are_as_if_computed_anew(office):
    chance = random.Random(18)
    seen = set[bool]()
    for number in range(TRACED_ACTS):
        done = office.act_by_chance(chance)
        if number % 3 == 0:
            _ask_somebody(office, chance)

        assert 0 == mended(office.outbreak), f"after act {number} ({done})"
        seen |= {one is None for one in days(office)}
    assert {True, False} == seen


def test_whatever_was_bent_is_mended_by_itself(office):
    before = days(office)
    Watch.objects.filter(pk=office.watch(1).pk).update(first_day=None, apart_until=None, last_day=None, due_at=None)
    Watch.objects.filter(pk=office.watch(2).pk).delete()

    assert 2 == check_days(office.office.world)

    assert before == days(office)
    assert 0 == check_days(office.office.world)


def test_others_may_write_between_two_parts_of_those_whose_days_are_mended(office, monkeypatch):
    monkeypatch.setattr(works, "_MENDED_AT_ONCE", 2)
    bent = Watch.objects.exclude(first_day=None).update(first_day=None, apart_until=None, last_day=None, due_at=None)

    with CaptureQueriesContext(connection) as asked:
        assert bent == mended(office.outbreak)

    assert -(-bent // 2) == sum(one["sql"].startswith("SAVEPOINT") for one in asked) >= 2


def test_everybodys_days_are_computed_anew_without_a_lock_and_without_a_write_where_nothing_differs(office):
    with CaptureQueriesContext(connection) as asked:
        assert 0 == mended(office.outbreak)

    assert {"SELECT"} == {one["sql"].split()[0] for one in asked}


def _ask_somebody(office: FollowupOffice, chance: random.Random) -> None:
    watch = chance.choice(list(Watch.objects.select_related("involvement__outbreak").order_by("pk")))
    answer = chance.choice([WELL, COUGHS, NOT_REACHED])
    if is_followed(watch, NOW):
        record_visit(actor=office.officer, watch=watch, answer=answer, read=digest_of_watch(watch), now=NOW)


def _has_on_round(staff: Staff, node: Involvement) -> bool:
    return node.watch.pk in {one.number for one in round_of(staff, None, NOW).due}


def _person(office: FollowupOffice, name: str) -> Person:
    said = {"phone": "0987 000 001", "unit": the_unit(SON_DUONG), "entropy": office.office.chance.randbytes}
    return note_person(full_name=name, now=NOW, **said)


def _met(office: FollowupOffice, person: Person) -> Involvement:
    node, meeting = (
        involve(office.outbreak, person),
        Meeting(kind=Exposure.Kind.WORK, first_day=ago(2), last_day=ago(2)),
    )
    said = {"source": office.node(0), "target": node, "meeting": meeting, "evidence": [TOLD]}
    record_exposure(actor=office.officer, now=NOW, **said)
    return node


def _answered(office: FollowupOffice, node: Involvement, answer: Answer) -> None:
    watch = Watch.objects.select_related("involvement__outbreak").get(involvement=node)
    record_visit(actor=office.officer, watch=watch, answer=answer, read=digest_of_watch(watch), now=NOW)


def _stands() -> list[object]:
    watches = Watch.objects.order_by("pk").values_list("involvement", "first_day", "last_day", "due_at", "asked_at")
    visits, tasks = (model.objects.order_by("pk").values_list("pk", "watch") for model in (Visit, Task))
    return [*watches, *visits, *tasks]
