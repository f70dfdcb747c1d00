"""What is forgotten of codes for contacts: all of them, since a handle could still join a person with what the exchange
knows. That one was given out stays in the audit."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.contact_codes.models import ContactCode


def forget_contact_codes(before: dt.datetime) -> int:
    """Forgets what was asked for before; how many."""
    return ContactCode.objects.filter(asked_at__lt=before).delete()[0]
