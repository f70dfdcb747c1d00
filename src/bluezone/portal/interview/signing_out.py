"""Signing out ends the key of what devices keep. The framework tells of it by a signal, and only this hears it here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from bluezone.portal.identity.models import Staff
from bluezone.portal.interview.keys import end_key


@receiver(user_logged_out)
def end_key_of(user: Staff | None = None, **_more: Any) -> None:
    """Ends the key of whoever signs out, or is signed out because their shift is over."""
    if isinstance(user, Staff):
        end_key(user)
