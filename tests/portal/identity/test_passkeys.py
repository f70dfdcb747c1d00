"""A passkey alone lets its owner in: it has asked whoever holds it who they are, whatever it was drawn up to answer."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import PASSWORD
from tests.support.portal.passkeys import Passkey, challenge_for_anybody


@pytest.fixture(autouse=True)
def no_counted_attempts():
    cache.clear()


@pytest.fixture
def passkey(office) -> Passkey:
    made = Passkey(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    made.keep()
    return made


def challenge_of_a_second_step(client: Client, office) -> str:
    """Drawn in the name of a colleague, who then goes back to the first step."""
    colleague = office.staff("Hùng Báo Cáo", Role.REPORTER)
    client.post(reverse("account_login"), {"login": colleague.username, "password": PASSWORD})
    assert 200 == client.get(reverse("mfa_authenticate")).status_code
    client.post(reverse("account_logout"))
    return client.session[STATE_SESSION_KEY]["challenge"]


def lets_in(client: Client, answer: str) -> bool:
    client.post(reverse("mfa_login_webauthn"), {"credential": answer})
    return 200 == client.get(reverse("case_list")).status_code


@pytest.mark.parametrize("asks_who", [True, False])
def test_a_passkey_alone_lets_in_whom_it_has_asked_who_they_are(office, passkey, asks_who):
    client = office.client()

    assert asks_who == lets_in(client, passkey.touched(challenge_for_anybody(client), asks_who=asks_who))


def test_a_passkey_that_somebody_found_lets_nobody_in_by_the_challenge_of_a_second_step(office, passkey):
    client = office.client()

    assert not lets_in(client, passkey.touched(challenge_of_a_second_step(client, office), asks_who=False))


def test_behind_a_password_a_passkey_need_not_ask_who_touches_it(office, passkey):
    client = office.client()
    client.post(reverse("account_login"), {"login": passkey.owner.username, "password": PASSWORD})
    client.get(reverse("mfa_authenticate"))
    challenge = client.session[STATE_SESSION_KEY]["challenge"]

    client.post(reverse("mfa_authenticate"), {"credential": passkey.touched(challenge, asks_who=False)})

    assert 200 == client.get(reverse("case_list")).status_code


@pytest.mark.parametrize(
    "answer",
    [
        *([], 1, None, "x", {}, {"id": "x"}, {"response": None, "id": "AA", "rawId": "AA"}),
        *({"id": 1, "rawId": 2, "response": 3}, {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
        {"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": ""}},
    ],
)
def test_what_is_no_answer_of_a_passkey_is_a_wrong_one_in_every_form(office, passkey, answer):
    require_wrong_in_every_form(office, passkey, json.dumps(answer))


@pytest.mark.parametrize("text", ["[" * 100_000, "1" * 5_000], ids=["nested", "long number"])
def test_nor_does_what_a_reader_of_json_breaks_off_at_break_a_page(office, passkey, text):
    require_wrong_in_every_form(office, passkey, text)


def require_wrong_in_every_form(office, passkey, text: str) -> None:
    """Requires that each form answers to it, and lets nobody in by it."""
    stranger, halfway, inside = office.client(), office.client(), office.client(passkey.owner)
    challenge_for_anybody(stranger)
    halfway.post(reverse("account_login"), {"login": passkey.owner.username, "password": PASSWORD})
    ways = {
        "mfa_login_webauthn": stranger,
        "mfa_authenticate": halfway,
        "mfa_reauthenticate_webauthn": inside,
        "mfa_add_webauthn": inside,
    }

    answers = [way.post(reverse(name), {"credential": text}) for name, way in ways.items()]

    assert {200, 302} >= {one.status_code for one in answers}
    assert 302 == stranger.get(reverse("case_list")).status_code
    assert 302 == halfway.get(reverse("case_list")).status_code
