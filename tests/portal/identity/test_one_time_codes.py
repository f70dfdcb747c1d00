"""Codes of authenticator apps: good for their half minute and the next, and never twice."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity import one_time_codes
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role, make_staff
from tests.support.portal.offices import NOW, PASSWORD, SON_DUONG, the_unit

HALF_MINUTE, BEGAN = 30, 1_790_000_010
"""The second in which a half minute begins."""


@pytest.fixture(autouse=True)
def no_counted_attempts():
    cache.clear()


class Clock:
    """The clock by which allauth judges codes."""

    def __init__(self, monkeypatch) -> None:
        self.now = float(BEGAN)
        monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: self.now))


@pytest.fixture
def lan(office):
    return office.staff("Lan Y Tá", Role.HEALTH_OFFICER)


@pytest.fixture
def an(office):
    """A colleague whose app was set up before."""
    return office.staff("An Y Tá", Role.HEALTH_OFFICER)


@pytest.fixture
def clock(lan, monkeypatch):
    return Clock(monkeypatch)


def code_at(person, second: float) -> str:
    secret = decrypt(Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"])
    return auth.format_hotp_value(auth.hotp_value(secret, int(second) // HALF_MINUTE))


def opens(office, person, code: str) -> bool:
    """Whether this code lets them in, in a browser that nobody knows."""
    client = office.client()
    client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
    return "/" == client.post(reverse("mfa_authenticate"), {"code": code}).headers.get("location")


@pytest.mark.parametrize(
    ("later", "is_good"), [(-1, False), (0, True), (29.9, True), (30, True), (59.9, True), (60, False), (3_600, False)]
)
def test_a_code_is_good_for_its_half_minute_and_the_next(office, lan, clock, later, is_good):
    code = code_at(lan, BEGAN)

    clock.now += later

    assert is_good == opens(office, lan, code)


@pytest.mark.parametrize("again", [0, 29, 30, 31, 59])
def test_the_same_code_never_passes_twice(office, lan, clock, again):
    """Nor where the memory of the process is gone, as after a restart."""
    code = code_at(lan, BEGAN)
    assert opens(office, lan, code)

    clock.now += again
    cache.clear()

    assert not opens(office, lan, code)


def test_of_two_who_send_one_code_at_the_same_moment_one_is_let_in(office, lan, clock, monkeypatch):
    """Each looked before the other had passed; where it is kept, one comes second."""
    monkeypatch.setattr(one_time_codes, "_has_passed", lambda _app, _code: False)
    code = code_at(lan, BEGAN)
    assert opens(office, lan, code)
    cache.clear()

    assert not opens(office, lan, code)


def test_none_before_the_one_that_passed_passes_any_more(office, lan, clock):
    """Somebody looked over a shoulder, and the owner typed the next one."""
    seen = code_at(lan, BEGAN)
    clock.now += HALF_MINUTE
    assert opens(office, lan, code_at(lan, clock.now))

    assert not opens(office, lan, seen)


def test_the_next_code_passes_after_it(office, lan, clock):
    assert opens(office, lan, code_at(lan, BEGAN))

    clock.now += HALF_MINUTE

    assert opens(office, lan, code_at(lan, clock.now))


def test_a_code_that_passed_counts_as_a_wrong_one_and_frees_no_guesses(office, lan, clock):
    code = code_at(lan, BEGAN)
    assert opens(office, lan, code)
    before = Entry.objects.count()

    for _ in range(10):
        assert not opens(office, lan, code)

    assert before < Entry.objects.count()
    clock.now += HALF_MINUTE
    assert not opens(office, lan, code_at(lan, clock.now))


def test_nor_does_it_once_nobody_but_we_remembers_that_it_passed(office, an, lan, clock, monkeypatch):
    """The framework forgets a code after half a minute, and it fits for a whole one."""
    code = code_at(lan, BEGAN)
    assert opens(office, lan, code)
    monkeypatch.setattr(auth.TOTP, "_mark_code_used", lambda _app, _code: True)
    clock.now += HALF_MINUTE

    for _ in range(10):
        assert not opens(office, lan, code)

    assert not opens(office, lan, code_at(lan, clock.now))


def test_before_something_grave_a_code_that_let_in_is_asked_for_anew(office, lan, clock):
    code, client = code_at(lan, BEGAN), office.client()
    client.post(reverse("account_login"), {"login": lan.username, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    cache.clear()

    again = client.post(reverse("mfa_reauthenticate"), {"code": code})
    clock.now += HALF_MINUTE
    anew = client.post(reverse("mfa_reauthenticate"), {"code": code_at(lan, clock.now)})

    assert (200, 302) == (again.status_code, anew.status_code)


@pytest.mark.parametrize(("at", "is_taken"), [(-HALF_MINUTE, True), (0, True), (HALF_MINUTE, False)])
def test_the_code_with_which_an_app_is_set_up_opens_nothing_afterwards(office, clock, monkeypatch, at, is_taken):
    """One of the half minute to come is not taken: it would be good once more."""
    monkeypatch.setattr(transaction, "on_commit", lambda then: then())  # a test's own transaction never commits
    person = make_staff(username="moi", full_name="Người Mới", password=PASSWORD, must_change=False)
    give_role(actor=None, staff=person, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    client = office.client()
    client.post(reverse("account_login"), {"login": "moi", "password": PASSWORD})
    asks = client.get(reverse("mfa_activate_totp"))
    if asks.status_code == 302:
        client.post(asks.headers["location"], {"password": PASSWORD})
        client.get(reverse("mfa_activate_totp"))
    code = auth.format_hotp_value(
        auth.hotp_value(client.session[auth.SECRET_SESSION_KEY], int(BEGAN + at) // HALF_MINUTE)
    )

    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert is_taken == Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    if is_taken:
        assert not opens(office, person, code)
        clock.now += HALF_MINUTE
        assert opens(office, person, code_at(person, clock.now))


def test_a_recovery_code_passes_as_before(office, lan, clock):
    code = RecoveryCodes.activate(lan).get_unused_codes()[0]

    assert opens(office, lan, code)
    assert not opens(office, lan, code)


def test_the_secret_stays_encrypted_beside_what_is_kept_of_it(office, lan, clock):
    before = Authenticator.objects.get(user=lan, type=Authenticator.Type.TOTP).data["secret"]

    assert opens(office, lan, code_at(lan, BEGAN))

    kept = Authenticator.objects.get(user=lan, type=Authenticator.Type.TOTP).data
    assert {"secret": before, "passed": BEGAN // HALF_MINUTE} == kept
