"""One interface by which rooms offer what waits: its values, its order, and what it costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bluezone.portal.app import portal_apps
from bluezone.portal.cases.models import Case
from bluezone.portal.frame import counting, waiting
from bluezone.portal.frame.counting import Asked, counted
from bluezone.portal.frame.request import staff_request
from bluezone.portal.frame.waiting import Waiting, Whose, waiting_for, waiting_in
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.urls import APPS
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.offices import NOW
from tests.support.portal.things import Things
from tests.support.portal.things_of_a_run import things_of_the_run

pytestmark = pytest.mark.rail

LINE = Waiting("cases.confirm", "Cases to confirm", 2, "/cases", "case_list", "health", urgency=10)
ROOMS = {app.label: app for app in portal_apps() if app.waiting}


@pytest.fixture(scope="module")
def things(kept) -> Things:
    return things_of_the_run()


@pytest.mark.parametrize("wrong", [{"count": 0}, {"text": ""}, {"address": "cases"}])
def test_a_line_says_something_of_something_and_leads_somewhere(wrong):
    with pytest.raises(ValueError, match="nothing waits here"):
        replace(LINE, **wrong)


def test_what_is_late_comes_first_the_latest_before_all_then_what_is_urgent(monkeypatch):
    days = [dt.timedelta(days=number) for number in range(5)]
    plain, urgent = replace(LINE, what="plain"), replace(LINE, what="urgent", urgency=1)
    late, later = (replace(LINE, what=f"late {n}", due=NOW - days[n]) for n in (1, 3))
    coming = replace(LINE, what="coming", whose=Whose.COMING, due=NOW + days[1], urgency=0)
    others = replace(LINE, what="others", whose=Whose.OTHERS, due=NOW - days[4], urgency=0)
    rooms = [lambda _staff, _now: [others, plain, late], lambda _staff, _now: [coming, later, urgent]]
    monkeypatch.setattr(waiting, "_providers", lambda: rooms)

    found = waiting_for(Staff(), NOW)

    assert ["late 3", "late 1", "urgent", "plain", "coming", "others"] == [one.what for one in found]


def test_nothing_that_others_do_is_ones_own_delay():
    assert replace(LINE, due=NOW).is_late(NOW)
    assert not replace(LINE, due=NOW, whose=Whose.OTHERS).is_late(NOW)


def test_a_request_gathers_once_and_for_nobody_whom_the_gate_did_not_let_in(office, monkeypatch):
    asked = []
    monkeypatch.setattr(waiting, "_providers", lambda: [lambda staff, _now: asked.append(staff) or [LINE]])
    request = RequestFactory().get("/", **{ENVIRON_KEY: office.world})

    assert () == waiting_in(request)
    person = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)
    staff_request(request, person, "home.today")

    assert [(LINE,), (LINE,)] == [waiting_in(request), waiting_in(request)]
    assert [person] == asked


def test_several_things_are_counted_in_one_query_up_to_a_thousand(office, monkeypatch):
    lan = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)
    cases = [office.case(lan, full_name=f"Vũ {name}") for name in ("Một", "Hai", "Ba")]
    monkeypatch.setattr(counting, "MOST_COUNTED", 2)
    assert lan.current_grants

    def asked(staff: Staff, _now: dt.datetime) -> dict[str, Asked]:
        return {
            "cases": Asked(Case.objects.filter(opened_by=staff), "opened_at", "number"),
            "none": Asked(Case.objects.filter(number="none"), "opened_at"),
            "nowhere": Asked(Case.objects.none(), "opened_at"),
        }

    with CaptureQueriesContext(connection) as queries:
        found = counted(asked, lan, NOW)

    assert 1 == len(queries)
    assert (2, NOW, cases[0].number) == (found["cases"].count, found["cases"].moment, found["cases"].key)
    assert counting.NOTHING == found["none"] == found["nowhere"]


@pytest.mark.parametrize(("where", "status"), [("/nowhere", 404), ("/cases/nowhere", 404), ("/staff", 403)])
def test_a_page_that_only_says_no_counts_nothing(office, monkeypatch, where, status):
    client = office.client(office.staff("Nguyễn Lan", Role.HEALTH_OFFICER))
    monkeypatch.setattr(waiting, "waiting_for", lambda *_asked: pytest.fail("what waits was asked for"))

    assert status == client.get(where).status_code


@pytest.mark.in_turn(of=3)
@pytest.mark.each_example
@pytest.mark.parametrize("role", Role)
def test_a_room_asks_the_store_once_or_not_at_all(things, db, role):
    entered = things.office.staff(f"Lý {role.value}", role)
    things.enter(entered)
    asked = {}
    for room, app in ROOMS.items():
        provide = waiting.import_string(f"{app.waiting}.waiting")
        colleague, person = (Staff.objects.get(pk=entered.pk) for _ in range(2))  # who remember nothing of the room
        list(provide(colleague, NOW))  # and has counted what colleagues of one reach share
        assert person.current_grants
        with CaptureQueriesContext(connection) as queries:
            list(provide(person, NOW))
        asked[room] = len(queries)

    assert {} == {room: times for room, times in asked.items() if times > 1}


@pytest.mark.in_turn(of=3)
def test_every_line_that_anybody_is_offered_leads_to_a_page_that_opens(things, db):
    entries = {entry.view for app in portal_apps() for entry in app.navigation}
    offered, shut = set(), []
    for role in Role:
        person = things.office.staff(f"Lý Đi {role.value}", role)
        things.enter(person)
        client = things.office.client(person)
        for line in waiting_for(Staff.objects.get(pk=person.pk), NOW):
            offered.add(line.what)
            assert line.entry in entries
            if 200 != client.get(line.address).status_code:
                shut.append((role, line.what, line.address))

    assert [] == shut
    assert len(offered) > 7


def test_every_room_with_work_is_one_that_the_portal_has():
    assert {"cases", "inbox", "announcements", "rollout_desk", "registers", "papers", "staff"} <= set(ROOMS)
    assert all(app.name.rpartition(".")[2] in APPS for app in ROOMS.values())
