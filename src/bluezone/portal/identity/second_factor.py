"""What a session knows of its second factor. allauth notes it at sign-in; here, too, for whoever sets one up.

A password that was set with a code is known to whoever gave the code out, perhaps. It is its owner's from the session
on that showed it together with the second factor.
"""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.one_time_codes import close_until_now

_FIRST, _SECOND = "password", "mfa"


def has_shown_it(request: HttpRequest, staff: Staff) -> bool:
    """Whether this very session has seen an app's code, a passkey or a recovery code, and not the password alone."""
    return any(record.get("method") == _SECOND for record in get_authentication_records(request, staff))


@receiver(authenticator_added)
def note_that_it_was_shown(request: HttpRequest, user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    """Notes that the session has shown a second factor: whoever sets one up does; recovery codes are only read. The
    app's code that showed it is used up.
    """
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, _SECOND, id=authenticator.pk, type=authenticator.type)
    if authenticator.type == Authenticator.Type.TOTP:
        close_until_now(authenticator)


@receiver(authentication_step_completed)
def prove_password(request: HttpRequest, user: Staff, **_more: Any) -> None:
    """Password and second factor in one session: the password is this person's."""
    shown = {record.get("method") for record in get_authentication_records(request, user)}
    if user.password_unproven and {_FIRST, _SECOND} <= shown:
        unchanged = Staff.objects.filter(pk=user.pk, password=user.password)  # a code may have been used this moment
        unchanged.update(password_unproven=False)
