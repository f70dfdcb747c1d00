"""The message of the morning: by whoever wants it, once a day, with a number and no names."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from bluezone.portal.announcements.services.broadcasting import plan_broadcast
from bluezone.portal.app import portal_apps
from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case
from bluezone.portal.errors import RefusedError
from bluezone.portal.home import works
from bluezone.portal.home.models import MorningMessage
from bluezone.portal.home.services import ask_for_mornings, send_mornings, stop_mornings
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Message, Outlet
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW, SON_DUONG, the_unit

MORNING = NOW.replace(hour=6, minute=30)


@pytest.fixture
def hung(office) -> Staff:
    return office.staff("Trần Hùng", Role.SUPERVISOR)


@pytest.fixture
def case(office, hung):
    return office.case(office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), full_name="Vũ Thị Kín")


def test_whoever_asked_for_it_is_told_how_much_waits_and_nothing_else(hung, case):
    ask_for_mornings(actor=hung, address="Hung@Example.vn", now=NOW)

    assert 1 == send_mornings(MORNING)

    message = Message.objects.get()
    assert (Outlet.MAIL, "hung@example.vn", hung) == (message.outlet, message.address, message.created_by)
    assert "Hôm nay có 1 việc chờ ông/bà. Xem tại: http://localhost:8791" == message.body
    assert not any(told in message.body + message.subject for told in ("Kín", case.number, hung.full_name))


def test_what_is_read_aloud_later_today_is_told_and_what_is_read_tomorrow_is_not(office):
    desk = an_announcing_office(office)
    planning = {"actor": desk.writer, "announcement": desk.approved(), "unit": the_unit(SON_DUONG), "now": NOW}
    days = (MORNING.date(), MORNING.date(), MORNING.date() + dt.timedelta(days=1))
    for day, hour in zip(days, (5, 17, 17), strict=True):
        plan_broadcast(**planning, day=day, slot=dt.time(hour))
    ask_for_mornings(actor=desk.writer, address="thao@example.vn", now=NOW)

    assert 1 == send_mornings(MORNING)

    assert "Hôm nay có 2 việc chờ ông/bà." in Message.objects.get().body


def test_it_comes_once_a_day_however_often_the_clock_looks(hung, case):
    ask_for_mornings(actor=hung, address="hung@example.vn", now=NOW)

    sent = [send_mornings(MORNING + dt.timedelta(hours=hours)) for hours in (0, 1, 24)]

    assert [1, 0, 1] == sent


def test_nobody_is_told_that_nothing_waits(hung, case):
    ask_for_mornings(actor=hung, address="hung@example.vn", now=NOW)
    confirm_case(actor=hung, case=case, read=digest_of_case(case), now=NOW)

    assert 0 == send_mornings(MORNING)


def test_nobody_is_told_who_did_not_ask_or_wants_it_no_more_or_left(hung, case):
    assert 0 == send_mornings(MORNING)
    ask_for_mornings(actor=hung, address="hung@example.vn", now=NOW)
    stop_mornings(actor=hung, now=NOW)
    assert (0, 0) == (send_mornings(MORNING), MorningMessage.objects.count())
    ask_for_mornings(actor=hung, address="hung@example.vn", now=NOW)
    Staff.objects.filter(pk=hung.pk).update(is_active=False)
    assert 0 == send_mornings(MORNING)


@pytest.mark.parametrize("address", ["", "hung", "0912 345 678", "a@b", "x" * 200 + "@example.vn"])
def test_what_is_no_mail_address_is_refused(hung, address):
    with pytest.raises(RefusedError):
        ask_for_mornings(actor=hung, address=address, now=NOW)

    assert not MorningMessage.objects.exists()


def test_without_mail_nothing_is_queued(office, hung, case, monkeypatch):
    ask_for_mornings(actor=hung, address="hung@example.vn", now=NOW)

    assert 0 == works.tell_in_the_morning(office.world)

    monkeypatch.setattr(works, "outlets", lambda: {Outlet.MAIL: object()})
    assert 1 == works.tell_in_the_morning(office.world)


def test_the_clock_sends_it_at_half_past_six():
    (work,) = [work for app in portal_apps() for work in app.works if work.name == "home.morning"]

    assert (dt.time(6, 30), "bluezone.portal.home.works.tell_in_the_morning") == (work.at, work.run)


def test_one_asks_for_it_and_stops_it_on_ones_own_page(office, hung):
    client = office.client(hung)
    assert reverse("morning") in client.get(reverse("mfa_index")).content.decode()

    refused = client.post(reverse("morning"), {"address": "hung"})
    client.post(reverse("morning"), {"address": "hung@example.vn"})

    assert 409 == refused.status_code
    assert "hung@example.vn" in client.get(reverse("morning")).content.decode()
    client.post(reverse("morning_stop"))
    assert not MorningMessage.objects.exists()
    noted = Entry.objects.filter(act__startswith="home.").order_by("number")
    assert ["home.morning", "home.no_morning"] == list(noted.values_list("act", flat=True))
