"""The worker: which list it takes, and what it leaves of the others."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.lists import working
from bluezone.portal.lists.models import Candidate, Entry, SentList
from bluezone.portal.lists.ports import DecisionsOf
from bluezone.portal.lists.reading import Choices
from bluezone.portal.lists.working import SILENT, claimed, claimed_one, work_off, work_on
from tests.portal.lists.test_bringing_in import AN, BINH, a_list
from tests.portal.lists.test_duplicates import CUONG, DUNG, TWICE, judge
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import NOW

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def desk(office):
    return a_desk(office)


def test_a_list_that_nobody_has_touched_for_a_minute_is_taken_from_whoever_began_it(desk):
    facts = {"kind": "staff", "organisation": desk.school, "path": desk.school.path, "sent_by": desk.officer}
    row = SentList.objects.create(name="x.csv", state="reading", sent_at=NOW, heartbeat=NOW, **facts)

    taken = [claimed_one(row.pk, NOW + waited) for waited in (SILENT, SILENT + SECOND, SILENT + SECOND)]

    assert [None, row, None] == taken
    assert NOW + SILENT + SECOND == SentList.objects.get().heartbeat


def test_where_one_list_is_shown_again_the_next_one_is_stored_all_the_same(desk, monkeypatch):
    """One reads otherwise today than when somebody said yes to it."""
    changed, other = (desk.bring(a_list(one)) for one in (AN, BINH))
    monkeypatch.setattr(working, "READ_AT_ONCE_BYTES", 0)
    assert [100, 100] == [one.percent for one in (changed, other)]
    for one in (changed, other):
        desk.client.post(f"/lists/sent/{one.pk}/store", {"digest": one.preview["digest"]})
    assert {0} == set(SentList.objects.values_list("percent", flat=True))
    SentList.objects.filter(pk=changed.pk).update(choices=Choices(columns=(("full_name", 1),)).as_json())

    work_on(claimed(NOW), lambda: NOW)

    states = [SentList.objects.get(pk=one.pk).state for one in (changed, other)]
    assert [SentList.State.SHOWN, SentList.State.STORING] == states
    assert [100, 0] == list(SentList.objects.order_by("pk").values_list("percent", flat=True))


def test_pairs_that_are_settled_by_what_was_said_before_are_none_that_the_audit_has_to_review(desk):
    desk.store(desk.bring(a_list(AN)))
    desk.store(desk.bring(a_list(TWICE, CUONG)))
    judge(desk, Candidate.objects.get(), "same")

    desk.store(desk.bring(a_list(TWICE, DUNG)))

    lines = Line.objects.filter(act="lists.store").order_by("number").values_list("detail", flat=True)
    assert [(1, 0), (2, 1), (2, 0)] == [(detail["rows"], detail["to_review"]) for detail in lines]


@pytest.mark.parametrize(("score", "settled"), [(74, 0), (75, 1)])
def test_what_was_said_of_a_pair_is_said_again_from_seventy_five_per_cent_on(desk, score, settled):
    sent = desk.store(desk.bring(a_list(AN, TWICE)))
    pair = Candidate.objects.get()
    judge(desk, pair, "same")
    Candidate.objects.update(verdict="", score=score)
    Entry.objects.update(same_as=None)

    assert settled == working._settle_known(sent, DecisionsOf(pair.path))
    assert settled == Entry.objects.exclude(same_as=None).count()


def test_a_worker_says_how_many_lists_it_took(desk, monkeypatch):
    monkeypatch.setattr(working, "READ_AT_ONCE_BYTES", 0)
    for one in (AN, BINH):
        desk.post(a_list(one))

    assert [2, 0] == [work_off(lambda: NOW), work_off(lambda: NOW)]


def test_a_short_list_is_read_while_its_sender_waits(desk):
    desk.post(a_list(AN))

    sent = SentList.objects.get()
    assert (SentList.State.SHOWN, 100, None) == (sent.state, sent.percent, sent.heartbeat)


def test_while_rows_are_stored_the_bar_stands_further_than_while_they_are_read(desk, monkeypatch):
    seen: list[int] = []
    monkeypatch.setattr(working, "require_new", lambda sent: seen.append(sent.percent))

    stored = desk.store(desk.bring(a_list(AN)))

    assert [85, 100] == [*seen, stored.percent]


@pytest.mark.every_run
def test_who_looked_at_a_list_or_a_register_stands_in_the_audit_with_how_much_of_it(desk):
    sent = desk.bring(a_list(AN, BINH))
    desk.page(sent)
    desk.store(sent)
    desk.client.get("/lists/rosters/staff")

    looked, seen = (Line.objects.get(act=act).detail for act in ("lists.look", "lists.see"))
    assert (2, "staff") == (looked["rows"], seen["kind"])
