"""What passkeys answer: read here before allauth believes it, and whether they asked who holds them.

What a browser sends of one is JSON, and anybody can write some. What is no such answer is a wrong one: allauth and
fido2 let a part that is missing, a lone surrogate, or half a certificate pass for a fault of ours.

By a passkey alone somebody signs in who has shown it a finger, a face or a number. allauth keeps one challenge a
session, whatever it was drawn for, and with it how much is asked of a passkey. The one of the second step asks for
less, since a password was shown before: whoever draws that in the name of a colleague, goes back and comes in by a
passkey that they found would be its owner. So what the passkey signed is asked itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
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
from django import forms
from django.core.exceptions import ValidationError

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
"""What the readers of JSON, CBOR and certificates raise over what somebody made up."""


class _SaidOnce(forms.JSONField):
    """An answer to one question: a page that asks again has nothing to gain from showing it."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: object) -> Any:
        """Reads JSON, also such as Python's own reader breaks off at: nested too deep, a number too long."""
        with _a_wrong_one():
            return super().to_python(value)

    def bound_data(self, _data: object, _initial: object) -> str:
        """Reads it no second time for the page."""
        return ""

    def prepare_value(self, value: object) -> str:
        """Shows nothing of it."""
        return ""


class _Answering:
    """What the forms of whoever has a passkey have in common."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """Finds whose passkey has answered. Raises ValidationError where this is no answer."""
        with _a_wrong_one():
            found: Authenticator = super().clean_credential()  # type: ignore[misc] # of the form beside which this stands
        return found


class PasskeyForm(_Answering, AuthenticateWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """A passkey as the second step of signing in."""

    credential = _SaidOnce()


class PasskeyAloneForm(_Answering, LoginWebAuthnForm):  # type: ignore[misc] # as above
    """A passkey alone, without a name and a password."""

    credential = _SaidOnce()

    def clean_credential(self) -> Authenticator:
        """Finds whose passkey has answered, and requires that it has asked whoever holds it who they are."""
        said = self.cleaned_data["credential"]
        found = super().clean_credential()
        if not parse_authentication_response(said).response.authenticator_data.is_user_verified():
            raise _wrong()
        return found


class PasskeyAgainForm(_Answering, ReauthenticateWebAuthnForm):  # type: ignore[misc] # as above
    """A passkey once more, before something grave."""

    credential = _SaidOnce()


class FirstPasskeyForm(AddWebAuthnForm):  # type: ignore[misc] # as above
    """A passkey that somebody adds."""

    credential = _SaidOnce()

    def clean(self) -> dict[str, Any]:
        """Takes the passkey as allauth does."""
        with _a_wrong_one():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


@contextmanager
def _a_wrong_one() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise _wrong() from error


def _wrong() -> ValidationError:
    refused: ValidationError = get_adapter().validation_error("incorrect_code")
    return refused
