"""What a session knows of its second factor. allauth notes it at sign-in; here, too, for whoever sets one up."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from bluezone.portal.identity.models import Staff

_SECOND = "mfa"


def has_shown_it(request: HttpRequest, staff: Staff) -> bool:
    """Whether this very session has seen an app's code, a passkey or a recovery code, and not the password alone."""
    return any(record.get("method") == _SECOND for record in get_authentication_records(request, staff))


@receiver(authenticator_added)
def note_that_it_was_shown(request: HttpRequest, user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    """Notes that the session has shown a second factor: whoever sets one up does; recovery codes are only read."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, _SECOND, id=authenticator.pk, type=authenticator.type)
