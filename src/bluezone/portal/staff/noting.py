"""Sign-ins and what they hang on as lines of the audit: who came in and how, passwords, second factors, wrong codes.

The framework tells of them by signals, and this is their only use here.
"""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest

from bluezone.portal.audit.services import record_write
from bluezone.portal.identity.models import Staff
from bluezone.portal.world import world_of


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: Staff, **_more: Any) -> None:
    """Notes a sign-in by what was shown: the password, an app's code, a passkey, a recovery code."""
    shown = [record.get("type") or record.get("method") for record in get_authentication_records(request, user)]
    _note(user, "staff.sign_in", request, by=sorted({str(one) for one in shown}))


@receiver(password_changed)
def note_password(request: HttpRequest, user: Staff, **_more: Any) -> None:
    """Notes that a password was set."""
    _note(user, "staff.password", request)


@receiver(authenticator_added)
def note_addition(request: HttpRequest, user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    """Notes that a second factor was added."""
    _note(user, "staff.factor", request, added=authenticator.type)


@receiver(authenticator_removed)
def note_removal(request: HttpRequest, user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    """Notes that a second factor was removed."""
    _note(user, "staff.factor", request, removed=authenticator.type)


@receiver(authenticator_reset)
def note_new_recovery_codes(request: HttpRequest, user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    """Notes that recovery codes were drawn anew."""
    _note(user, "staff.factor", request, drawn_anew=authenticator.type)


@receiver(authentication_failed)
def note_wrong_code(request: HttpRequest, user: Staff, **_more: Any) -> None:
    """Notes a wrong code: whoever comes so far knows the password."""
    _note(user, "staff.wrong_code", request)


def _note(user: Staff, act: str, request: HttpRequest, **detail: object) -> None:
    now = world_of(request).now()
    record_write(actor=user, act=act, now=now, subjects=[("staff", user.pk)], path=user.home, detail=detail)
