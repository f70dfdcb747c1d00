"""The round of a day: who is asked, in which order, and what becomes of the answers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.models import Task, Visit
from bluezone.portal.followup.selectors import round_of
from bluezone.portal.followup.services import digest_of_watch, record_visit
from bluezone.portal.followup.waiting import waiting
from bluezone.portal.identity.roles import Role
from tests.support.portal.followup import COUGHS, NOT_REACHED, REFUSED, WELL, FollowupOffice
from tests.support.portal.offices import NOW, TAN_TRAO, Office
from tests.support.portal.tracing import ago

pytestmark = pytest.mark.usefixtures("kept_office")
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def kept_office(kept) -> FollowupOffice:
    return FollowupOffice(Office())


@pytest.fixture
def office(kept_office, db) -> FollowupOffice:
    return kept_office


def due(office: FollowupOffice, now: dt.datetime = NOW) -> list[str]:
    return [one.person.name[-1] for one in round_of(office.everywhere, None, now).due]


def test_who_was_missed_longest_stands_first(office):
    found = round_of(office.everywhere, None, NOW)

    assert [("C", 1), ("B", 1), ("D", 0)] == [(one.person.name[-1], one.missed) for one in found.due]


def test_whoever_was_entered_just_now_is_due_and_not_late(office):
    office.known_since(NOW)

    found = round_of(office.everywhere, None, NOW)

    assert [0, 0, 0] == [one.missed for one in found.due]
    (due_today,) = (one for one in waiting(office.everywhere, NOW) if one.what == "followup.due")
    assert (3, False) == (due_today.count, due_today.is_late(NOW))


def test_where_the_rules_have_somebody_stay_is_not_told_as_if_they_stayed_there(office):
    """Nobody has decided anything yet."""
    page = office.office.client(office.everywhere).get(reverse("followup_round")).content.decode()

    assert (True, False) == ("to stay apart" in page, "stays apart" in page)


def test_whoever_answered_is_done_for_the_day_and_due_again_on_the_next(office):
    office.ask(3, WELL)

    found = round_of(office.everywhere, None, NOW)
    assert (["C", "B"], ["D"]) == tuple([one.person.name[-1] for one in rows] for rows in (found.due, found.done))
    tomorrow = round_of(office.everywhere, None, NOW + ONE_DAY)
    assert [0] == [one.missed for one in tomorrow.due if one.person.name.endswith("D")]


def test_whoever_was_not_reached_stands_last_until_tomorrow(office):
    office.ask(1, NOT_REACHED)

    assert ["C", "D", "B"] == due(office)
    assert ["C", "B", "D"] == due(office, NOW + ONE_DAY)


def test_whoever_refused_is_not_asked_again_the_same_day(office):
    office.ask(1, REFUSED)

    assert "B" not in due(office)
    assert ("refused", "visit") == Visit.objects.values_list("outcome", "channel").get()


def test_symptoms_raise_one_task_at_once_that_stands_until_somebody_says_what_was_done(office):
    office.ask(1, COUGHS)
    office.ask(1, COUGHS, NOW + ONE_DAY)

    (one,) = round_of(office.everywhere, None, NOW + ONE_DAY).tasks
    assert ("B", 1) == (one.person.name[-1], Task.objects.count())
    office.settle(1, Task.Outcome.SAMPLE, now=NOW + ONE_DAY)
    assert [] == round_of(office.everywhere, None, NOW + ONE_DAY).tasks


def test_that_no_sample_is_needed_has_a_reason(office):
    office.ask(1, COUGHS)

    with pytest.raises(RefusedError, match="say why"):
        office.settle(1, Task.Outcome.NONE, " ")

    office.settle(1, Task.Outcome.NONE, "hen suyễn từ nhỏ")
    assert "hen suyễn từ nhỏ" == Task.objects.get().reason


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"outcome": "none", "reason": "x" * 201}, (409, "Please say why, in up to 200 characters")),
        ({"outcome": "none", "reason": "x\0" * 9}, (400, "holds a null character")),
        ({}, (409, "Please say why, in up to 200 characters")),
    ],
    ids=["too much", "a null", "nothing"],
)
def test_what_cannot_be_kept_of_a_task_is_told_in_one_sentence_and_it_stays_open(office, sent, told):
    office.ask(1, COUGHS)
    client, task = office.office.client(office.everywhere), Task.objects.get()

    answer = client.post(reverse("followup_settle", args=[task.pk]), {**sent, "read": digest_of_watch(office.watch(1))})

    assert told[0] == answer.status_code
    assert told[1] in answer.content.decode()
    assert Task.objects.filter(done_at=None).exists()


def test_a_task_goes_with_the_reason_to_follow_somebody_and_comes_back_with_it(office):
    office.ask(1, COUGHS)

    office.close(0)
    gone = round_of(office.everywhere, None, NOW).tasks
    office.reopen(0)
    office.confirm(0)

    assert ([], 1) == (gone, len(round_of(office.everywhere, None, NOW).tasks))


def test_of_two_who_answer_for_one_person_the_second_is_told(office):
    watch = office.watch(1)
    read = digest_of_watch(watch)
    office.ask(1, WELL)

    with pytest.raises(ChangedError):
        record_visit(actor=office.officer, watch=watch, answer=COUGHS, read=read, now=NOW)

    assert 1 == Visit.objects.count()
    assert 0 == Task.objects.count()


@pytest.mark.parametrize("days", [-3, 12])
def test_nobody_is_asked_before_their_days_or_after(office, days):
    with pytest.raises(RefusedError, match="not followed up today"):
        office.ask(1, WELL, NOW + days * ONE_DAY)

    assert "B" not in due(office, NOW + days * ONE_DAY)


def test_the_round_is_that_of_ones_own_units(office):
    mai = office.office.staff("Hoàng Thị Mai", Role.INTERVIEWER, TAN_TRAO)

    assert {"B", "D"} == {one.person.name[-1] for one in round_of(mai, None, NOW).due}
    assert ["C"] == [one.person.name[-1] for one in round_of(office.officer, None, NOW).due]


def test_one_place_of_it_is_chosen_by_the_unit(office):
    found = round_of(office.everywhere, None, NOW)

    for unit, people in found.places:
        assert people == len(round_of(office.everywhere, unit.pk, NOW).due)
    assert 2 == len(found.places)


def test_today_says_what_waits_in_one_query(office):
    office.ask(1, COUGHS)
    assert due(office)  # who may do what is known by now

    with CaptureQueriesContext(connection) as asked:
        ill, missed = waiting(office.everywhere, NOW)

    assert 1 == len(asked)
    assert (1, reverse("followup_person", args=[office.watch(1).pk])) == (ill.count, ill.address)
    assert (2, True) == (missed.count, missed.is_late(NOW))


@pytest.mark.every_run
def test_a_press_notes_well_and_goes_on_with_the_next(office):
    client, watch = office.office.client(office.everywhere), office.watch(1)
    page = client.get(reverse("followup_round"))
    assert "Người Thứ B" in page.content.decode()

    sent = {"outcome": "well", "channel": "visit", "read": digest_of_watch(watch), "back": "round"}
    answer = client.post(reverse("followup_answer", args=[watch.pk]), sent)

    assert f"{reverse('followup_round')}?channel=visit&noted=1#next" == answer["location"]
    assert ("well", "visit") == Visit.objects.values_list("outcome", "channel").get()
    line = Entry.objects.get(act="followup.record")
    assert [("person", str(watch.involvement.person_id))] == list(line.subjects.values_list("kind", "key"))
    assert "well" not in str(line.detail)


def test_what_contradicts_itself_is_told_on_the_round_and_nothing_is_noted(office):
    client, watch = office.office.client(office.everywhere), office.watch(1)

    sent = {"outcome": "well", "channel": "call", "symptoms": "cough", "read": digest_of_watch(watch), "back": "round"}
    answer = client.post(reverse("followup_answer", args=[watch.pk]), sent)

    assert 409 == answer.status_code
    assert "then this person is not well" in answer.content.decode()
    assert 0 == Visit.objects.count()


def test_the_person_s_own_page_has_days_answers_and_what_was_done(office):
    office.ask(1, COUGHS)
    office.settle(1, Task.Outcome.NONE, "hen suyễn từ nhỏ")
    client, watch = office.office.client(office.everywhere), office.watch(1)

    page = client.get(reverse("followup_person", args=[watch.pk])).content.decode()

    for said in ("day 2 of 10", "Symptoms: Cough", "hen suyễn từ nhỏ", f"{ago(2) + 7 * ONE_DAY:%d/%m/%Y}".lstrip("0")):
        assert said.replace("/0", "/") in page.replace("/0", "/")


def test_from_symptoms_a_way_leads_to_the_order_that_has_a_sample_taken(office):
    """Whoever takes samples finds people by days of the rules and by orders alone."""
    office.ask(1, COUGHS)
    client, watch = office.office.client(office.everywhere), office.watch(1)
    there = reverse("sampled_person", args=[office.node(1).person.pseudonym])
    name, to_take = office.node(1).person.full_name, reverse("sampling_round")
    before = client.get(to_take).content.decode()

    page = client.get(reverse("followup_person", args=[watch.pk])).content.decode()
    (read,) = re.findall(r'name="read" value="([^"]+)"', client.get(there).content.decode())
    client.post(reverse("sampling_order", args=[office.node(1).person.pseudonym]), {"reason": "ho, sốt", "read": read})

    assert f'href="{there}"' in page
    assert (False, True) == (name in before, name in client.get(to_take).content.decode())


def test_somebody_of_another_commune_sees_no_follow_up_on_the_pseudonym_s_page(office):
    office.ask(2, COUGHS)
    mai = office.office.client(office.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))
    person = office.node(2).person

    elsewhere = mai.get(reverse("traced_person", args=[person.pseudonym])).content.decode()
    here = office.office.client(office.officer).get(reverse("traced_person", args=[person.pseudonym])).content.decode()

    assert ("Cough" in here, "Cough" in elsewhere, "Follow-up</h2>" in elsewhere) == (True, False, False)
    assert 404 == mai.get(reverse("followup_person", args=[office.watch(2).pk])).status_code
