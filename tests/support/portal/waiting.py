"""What waits for somebody, as every room offers it, by the names of the lines."""

from __future__ import annotations

import datetime as dt

from django.utils import translation

from bluezone.portal.frame.waiting import Waiting, waiting_for
from bluezone.portal.identity.models import Staff
from tests.support.portal.offices import NOW

OF_THE_PLACE = {"operations.backup"}
"""No portal of these tests was ever backed up, which every administrator is told."""


def waits_for(person: Staff, now: dt.datetime = NOW) -> dict[str, Waiting]:
    """In English, asked anew: a person object remembers its roles."""
    with translation.override("en"):
        found = waiting_for(Staff.objects.get(pk=person.pk), now)
    return {one.what: one for one in found if one.what not in OF_THE_PLACE}


def counts_for(person: Staff, now: dt.datetime = NOW) -> dict[str, int]:
    """How many of each."""
    return {what: one.count for what, one in waits_for(person, now).items()}
