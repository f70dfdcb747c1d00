"""Accounts: ways back in that were handed over, guesses that were counted, a passkey, and a role that ended."""

from __future__ import annotations

import hashlib
import json

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from bluezone.portal.identity.models import Renewal, Staff
from bluezone.portal.staff.invitations import ask_for_both, invite, withdraw
from bluezone.portal.staff.services import end_role
from tests.support.portal.offices import NOW, Office

GUESSES = 3
"""At the password of `van`: two more would lock the name."""
PASSKEY = "Khóa trên máy của Hùng"
_PASSKEYS, _HOST = "/account/second-factor/passkeys/add", "localhost"
_BY_PASSWORD = "allauth.account.auth_backends.AuthenticationBackend"
_FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT


def work(office: Office) -> dict[str, str]:
    """What an administrator and people at the sign-in page do; the code that was told to one of them."""
    administrator, tu, huyen, khanh, duc = (
        Staff.objects.get(username=name) for name in ("quantri", "tu", "huyen", "khanh", "duc")
    )
    drawn = office.chance.randbytes
    invite(actor=administrator, staff=khanh, renews=Renewal.PASSWORD, now=NOW, entropy=drawn)
    withdraw(actor=administrator, staff=khanh, now=NOW)
    ask_for_both(actor=administrator, staff=huyen, now=NOW)
    code = invite(actor=administrator, staff=tu, renews=Renewal.PASSWORD, now=NOW, entropy=drawn)
    end_role(actor=administrator, grant=duc.current_grants[0], now=NOW)
    _add_passkey(office, Staff.objects.get(username="hung"))
    office.client().force_login(khanh, backend=_BY_PASSWORD)  # notes that somebody signed in
    for _ in range(GUESSES):
        office.client().post("/account/login", {"login": "van", "password": "đoán thử một câu"})
    return {"invitation": code}


def _add_passkey(office: Office, person: Staff) -> None:
    """As a browser does whose device holds the key."""
    client = office.client(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**shown, "reauthenticated": True} for shown in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()
    assert client.get(_PASSKEYS).status_code == 200
    challenge = client.session["mfa.webauthn.state"]["challenge"]
    told = CollectedClientData.create("webauthn.create", challenge, f"http://{_HOST}")
    number = hashlib.sha256(person.username.encode()).digest()
    key = ec.derive_private_key(1_000_003, ec.SECP256R1()).public_key()
    public = ES256.from_cryptography_key(key)  # type: ignore[no-untyped-call] # of a library without types
    held = AttestedCredentialData.create(bytes(16), number, public)
    made = AuthenticatorData.create(hashlib.sha256(_HOST.encode()).digest(), _FLAGS, 1, held)
    credential = {
        "id": websafe_encode(number),
        "rawId": websafe_encode(number),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": False}},
        "response": {
            "clientDataJSON": websafe_encode(told),
            "attestationObject": websafe_encode(AttestationObject.create("none", made, {})),
        },
    }
    answer = client.post(_PASSKEYS, {"name": PASSKEY, "credential": json.dumps(credential)})
    assert answer.status_code == 302, answer.content.decode()
