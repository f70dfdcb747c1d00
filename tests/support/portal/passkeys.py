"""A passkey in software: what it says when it is set up, and what it signs when it is touched."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from bluezone.portal.identity.models import Staff

_ORIGIN = "http://localhost"
_FOR = hashlib.sha256(b"localhost").digest()
_TOUCHED, _ASKED_WHO, _SETS_UP = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT


@dataclass
class Passkey:
    """The passkey of one person."""

    owner: Staff
    number: bytes = b"a passkey of ours"
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def keep(self) -> Authenticator:
        """Notes it as one of its owner's, as the page does that sets one up."""
        public = ES256.from_cryptography_key(self._key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.number, public)
        said = AuthenticatorData.create(_FOR, _TOUCHED | _SETS_UP, 1, bytes(credential))
        response = {"attestationObject": websafe_encode(bytes(AttestationObject.create("none", said, {})))}
        data = {"name": "khóa của tôi", "credential": self._told("webauthn.create", "AAAA", response)}
        return Authenticator.objects.create(user=self.owner, type=Authenticator.Type.WEBAUTHN, data=data)

    def touched(self, challenge: str, *, asks_who: bool) -> str:
        """What it answers to this challenge, in the words of a browser, whether or not it asks who touches it."""
        said = bytes(AuthenticatorData.create(_FOR, _TOUCHED | _ASKED_WHO if asks_who else _TOUCHED, 2))
        signed = said + hashlib.sha256(_asked("webauthn.get", challenge)).digest()
        response = {
            "authenticatorData": websafe_encode(said),
            "signature": websafe_encode(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": websafe_encode(user_pk_to_url_str(self.owner).encode()),
        }
        return json.dumps(self._told("webauthn.get", challenge, response))

    def _told(self, act: str, challenge: str, response: dict[str, str]) -> dict[str, object]:
        known = {"id": websafe_encode(self.number), "rawId": websafe_encode(self.number), "type": "public-key"}
        response = {"clientDataJSON": websafe_encode(_asked(act, challenge)), **response}
        return {**known, "response": response, "clientExtensionResults": {}}


def challenge_for_anybody(client: Client) -> str:
    """What a passkey is asked with which somebody signs in, as their page asks for it."""
    asked = client.get(reverse("mfa_login_webauthn"), headers={"x-requested-with": "XMLHttpRequest"}).json()
    challenge: str = asked["request_options"]["publicKey"]["challenge"]
    return challenge


def _asked(act: str, challenge: str) -> bytes:
    return json.dumps({"type": act, "challenge": challenge, "origin": _ORIGIN}).encode()
