"""A session lasts one shift, and not an hour more; a browser learns who signed in there."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from bluezone.portal.identity.known_devices import COOKIE
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff import middleware
from bluezone.portal.staff.middleware import LONGEST_SESSION, KnownDevice
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.offices import NOW

HOUR_S = 3600


@pytest.mark.parametrize(("hours", "status"), [(9.5, 200), (10.5, 302)])
def test_a_session_lasts_ten_hours(office, hours, status):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    session = client.session
    began = timezone.now().timestamp() - hours * HOUR_S
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": began} for method in ("password", "mfa")]
    session.save()

    assert status == client.get("/").status_code


@pytest.mark.parametrize(("late", "status"), [(dt.timedelta(0), 200), (dt.timedelta(seconds=1), 302)])
def test_the_last_moment_of_the_ten_hours_is_one_of_them(office, monkeypatch, late, status):
    client = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    session = client.session
    shown = [{"method": method, "at": NOW.timestamp()} for method in ("password", "mfa")]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = shown
    session.save()
    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: NOW + LONGEST_SESSION + late))

    assert status == client.get("/").status_code


def test_whoever_has_the_first_password_still_makes_no_browser_known(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    client, page = office.client(person), reverse("account_change_password")
    person.must_change_password = True
    person.save()

    first = client.get(page)
    person.must_change_password = False
    person.save()

    assert [False, True] == [COOKIE in answer.cookies for answer in (first, client.get(page))]


@pytest.mark.parametrize(("shown", "is_known"), [(["password"], False), (["password", "mfa"], True)])
def test_of_whoever_has_a_second_factor_by_choice_the_password_alone_makes_no_browser_known(office, shown, is_known):
    request = RequestFactory().get("/account/login", **{ENVIRON_KEY: office.world})
    request.user = office.staff("Hà Báo", Role.REPORTER)  # whose role asks for none
    request.session = office.client(request.user).session
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": 1} for method in shown]

    answer = KnownDevice(lambda _request: HttpResponse())(request)

    assert is_known == (COOKIE in answer.cookies)


def test_a_browser_notes_whom_it_knows_anew_when_something_is_sent_and_not_with_each_page(office):
    client, page = office.client(office.staff("Lan Y Tá", Role.HEALTH_OFFICER)), reverse("account_change_password")

    answers = (client.get(page), client.get(page), client.post(page, {}))

    assert [True, False, True] == [COOKIE in answer.cookies for answer in answers]
