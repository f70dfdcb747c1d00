"""What passkeys answer: read here before allauth believes it, and whether they asked who holds them.

By a passkey alone somebody signs in who has shown it a finger, a face or a number. allauth keeps one challenge a
session, whatever it was drawn for, and with it how much is asked of a passkey. The one of the second step asks for
less, since a password was shown before: whoever draws that in the name of a colleague, goes back and comes in by a
passkey that they found would be its owner. So what the passkey signed is asked itself.
"""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from django.core.exceptions import ValidationError

_UNREADABLE = (LookupError, AttributeError, struct.error)
"""What the library stumbles over that allauth does not foresee: a part is missing, or is something else."""


class _Readable:
    """What all forms have in common to which a passkey answers."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """Lets an answer pass as allauth does. What is no answer of a passkey is a wrong one, whatever it is."""
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc] # of the form beside this class
        except _UNREADABLE as error:
            raise _wrong() from error
        return found


class PasskeyForm(_Readable, LoginWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """The whole of signing in, for whoever has a passkey."""

    def clean_credential(self) -> Authenticator:
        """Lets a passkey pass that has asked whoever holds it who they are."""
        said = self.cleaned_data["credential"]
        found = super().clean_credential()
        if not parse_authentication_response(said).response.authenticator_data.is_user_verified():
            raise _wrong()
        return found


class SecondStepForm(_Readable, AuthenticateWebAuthnForm):  # type: ignore[misc] # as above
    """The second step of signing in."""


class PasskeyAgainForm(_Readable, ReauthenticateWebAuthnForm):  # type: ignore[misc] # as above
    """The passkey once more, before something grave."""


class FirstPasskeyForm(AddWebAuthnForm):  # type: ignore[misc] # as above
    """A passkey that is set up."""

    def clean(self) -> dict[str, Any]:
        """Takes a passkey as allauth does. What is none is refused, whatever it is."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except _UNREADABLE as error:
            raise _wrong() from error
        return cleaned


def _wrong() -> ValidationError:
    refused: ValidationError = get_adapter().validation_error("incorrect_code")
    return refused
