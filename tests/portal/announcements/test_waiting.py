"""What waits among announcements: words for a second person, broadcasts for whoever keeps the log."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.announcements.services.approving import approve_announcement
from bluezone.portal.announcements.services.broadcasting import leave_out_broadcast, log_broadcast, plan_broadcast
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.waiting import counts_for, waits_for

TOMORROW = NOW.date() + dt.timedelta(days=1)
AT_FIVE = NOW.replace(hour=17, minute=0)


def test_words_wait_for_another_than_whoever_wrote_them(office):
    desk = an_announcing_office(office)
    elsewhere, clerk = office.staff("Vũ Xa", Role.LEADER, TAN_TRAO), office.staff("Lê Thư", Role.REGISTRY_CLERK)

    row = desk.drafted()

    assert {"announcements.approve": 1} == counts_for(desk.approver)
    assert {"announcements.written": 1} == counts_for(desk.writer)
    assert [{}, {}] == [counts_for(elsewhere), counts_for(clerk)]
    approve_announcement(actor=desk.approver, row=row, read=row.digest, now=NOW)
    assert [{}, {}] == [counts_for(desk.approver), counts_for(desk.writer)]


def test_several_lead_to_a_list_of_exactly_these(office):
    desk = an_announcing_office(office)
    desk.approved()
    drafts = [desk.drafted(), desk.drafted()]

    page = office.client(desk.approver).get(waits_for(desk.approver)["announcements.approve"].address).content.decode()

    assert 2 == page.count('class="whole"')
    assert [True, True] == [f'href="/announcements/{row.pk}"' in page for row in drafts]


def test_a_broadcast_waits_until_it_is_noted_as_read_or_left_out(office):
    desk = an_announcing_office(office)
    planning = {"actor": desk.writer, "announcement": desk.approved(), "unit": the_unit(SON_DUONG), "now": NOW}
    first, second = (plan_broadcast(**planning, day=NOW.date(), slot=dt.time(hour)) for hour in (5, 17))

    assert {"announcements.read": 1, "announcements.later": 1} == counts_for(desk.writer)
    assert {"announcements.read": 2} == counts_for(desk.writer, AT_FIVE)
    assert {} == counts_for(desk.approver)
    assert "month=2026-11" in waits_for(desk.writer)["announcements.read"].address
    log_broadcast(actor=desk.writer, row=first, minutes=2, now=NOW)
    leave_out_broadcast(actor=desk.writer, row=second, now=NOW)
    assert {} == counts_for(desk.writer)


def test_a_broadcast_of_tomorrow_is_still_to_come(office):
    desk = an_announcing_office(office)
    plan_broadcast(
        actor=desk.writer,
        announcement=desk.approved(),
        unit=the_unit(SON_DUONG),
        day=TOMORROW,
        slot=dt.time(17),
        now=NOW,
    )

    assert {"announcements.planned": 1} == counts_for(desk.writer)
    assert waits_for(desk.writer)["announcements.planned"].due is not None
    assert {"announcements.read": 1} == counts_for(desk.writer, AT_FIVE + dt.timedelta(days=1))


def test_a_broadcast_of_today_cannot_be_noted_before_its_time_and_waits_no_sooner(office):
    desk = an_announcing_office(office)
    planning = {"actor": desk.writer, "announcement": desk.approved(), "unit": the_unit(SON_DUONG), "now": NOW}
    row = plan_broadcast(**planning, day=NOW.date(), slot=dt.time(17))
    before = AT_FIVE - dt.timedelta(minutes=1)

    with pytest.raises(RefusedError, match="its time has not come yet"):
        log_broadcast(actor=desk.writer, row=row, minutes=2, now=before)
    assert {"announcements.later": 1} == counts_for(desk.writer, before)
    later = waits_for(desk.writer)["announcements.later"]
    assert (None, "the next at 17:00") == (later.due, later.note)  # not late since midnight
    assert {"announcements.read": 1} == counts_for(desk.writer, AT_FIVE)
    log_broadcast(actor=desk.writer, row=row, minutes=2, now=AT_FIVE)
    assert {} == counts_for(desk.writer, AT_FIVE)
