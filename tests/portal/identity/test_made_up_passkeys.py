"""What is sent in the place of a passkey's answer is a wrong answer, whatever it is, and no fault of the portal's."""

from __future__ import annotations

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core import context
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from bluezone.portal.identity.passkeys import PasskeyAgainForm, PasskeyForm
from bluezone.portal.identity.roles import Role

pytestmark = pytest.mark.django_db
MADE_UP = [
    r'"\ud800"',
    r'{"id": "\ud800"}',
    "{}",
    "[]",
    "7",
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": 7}',
    r'{"id":"YQ","rawId":"YQ","type":"public-key","response":{"attestationObject":"YQ","clientDataJSON":"YQ\ud800"}}',
    '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"attestationObject":"gYGBgYE","clientDataJSON":"e30"}}',
    '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"authenticatorData":"YQ","clientDataJSON":"e30"}}',
]
SAID = "Please look at this again"


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.mark.parametrize("answer", MADE_UP)
def test_before_a_sign_in(office, answer):
    stranger = office.client()
    stranger.get(reverse("mfa_login_webauthn"))

    led_to = stranger.post(reverse("mfa_login_webauthn"), {"credential": answer})

    assert (302, reverse("account_login")) == (led_to.status_code, led_to["Location"])


@pytest.mark.parametrize("answer", MADE_UP)
def test_where_a_passkey_is_added(office, lan, answer):
    client = who_has_just_said_who_they_are(office.client(lan))
    client.get(reverse("mfa_add_webauthn"))

    page = client.post(reverse("mfa_add_webauthn"), {"credential": answer}).content.decode()

    assert SAID in page
    assert 'name="credential" value=""' in page


@pytest.mark.parametrize("form", [PasskeyForm, PasskeyAgainForm])
@pytest.mark.parametrize("answer", MADE_UP)
def test_where_one_is_asked_for_again(lan, form, answer):
    request = RequestFactory().post("/")
    request.session = {}

    with context.request_context(request):
        sent = form(user=lan, data={"credential": answer})

        assert not sent.is_valid()
        assert "" == sent["credential"].value()


def test_the_portal_asks_by_these_forms():
    named = {name: path.rpartition(".")[2] for name, path in settings.MFA_FORMS.items() if "webauthn" in name}

    assert {
        "add_webauthn": "FirstPasskeyForm",
        "authenticate_webauthn": "PasskeyForm",
        "login_webauthn": "PasskeyAloneForm",
        "reauthenticate_webauthn": "PasskeyAgainForm",
    } == named


def who_has_just_said_who_they_are(client: Client) -> Client:
    session = client.session
    said = {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*session[AUTHENTICATION_METHODS_SESSION_KEY], said]
    session.save()
    return client
