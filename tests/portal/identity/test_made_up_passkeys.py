"""What is sent in the place of a passkey's answer is a wrong answer, whatever it is, and no fault of the portal's."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core import context
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

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
BY_SCRIPT = {"x-requested-with": "XMLHttpRequest"}
SAID = "Please look at this again"


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.mark.parametrize("answer", MADE_UP)
def test_before_a_sign_in(office, answer):
    stranger = office.client()
    stranger.get(reverse("mfa_login_webauthn"), headers=BY_SCRIPT)

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


def test_a_genuine_one_is_added_and_lets_its_owner_in(office, lan):
    key = SoftKey()
    at_work = who_has_just_said_who_they_are(office.client(lan))
    page = at_work.get(reverse("mfa_add_webauthn")).content.decode()
    options = json.loads(re.search(r'id="js_data" type="application/json">(.*?)</script>', page)[1])["creation_options"]
    added = {"name": "điện thoại", "credential": json.dumps(key.made(options["publicKey"])), "passwordless": "on"}

    assert 302 == at_work.post(reverse("mfa_add_webauthn"), added).status_code

    somebody = office.client()
    asked = somebody.get(reverse("mfa_login_webauthn"), headers=BY_SCRIPT).json()["request_options"]["publicKey"]
    led_to = somebody.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(key.answered(asked))})
    assert (302, "/") == (led_to.status_code, led_to["Location"])
    assert 200 == somebody.get("/").status_code


class SoftKey:
    """A passkey in software, of one account at localhost."""

    def __init__(self) -> None:
        self.private, self.id, self.user = ec.generate_private_key(ec.SECP256R1()), b"a passkey's id", ""

    def made(self, options: dict) -> dict:
        self.user = options["user"]["id"]
        held = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.private.public_key()))
        told = AttestationObject.create("none", self._data(held), {})
        client = CollectedClientData.create("webauthn.create", options["challenge"], "http://localhost")
        return self._said(clientDataJSON=client, attestationObject=told)

    def answered(self, options: dict) -> dict:
        client = CollectedClientData.create("webauthn.get", options["challenge"], "http://localhost")
        signature = self.private.sign(self._data() + client.hash, ec.ECDSA(SHA256()))
        said = self._said(clientDataJSON=client, authenticatorData=self._data(), signature=signature)
        said["response"]["userHandle"] = self.user
        return said

    def _data(self, held: AttestedCredentialData | None = None) -> AuthenticatorData:
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
        flags |= AuthenticatorData.FLAG.AT if held else 0
        return AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 1, held or b"")

    def _said(self, **response: bytes) -> dict:
        parts = {name: websafe_encode(value) for name, value in response.items()}
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": parts, "clientExtensionResults": {}}


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
