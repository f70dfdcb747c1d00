"""Reads of the first page: whether somebody is told in the morning."""

from __future__ import annotations

from bluezone.portal.home.models import MorningMessage
from bluezone.portal.identity.models import Staff


def morning_address(staff: Staff) -> str:
    """The address to which this person's message of the morning goes; empty for whoever wants none."""
    return MorningMessage.objects.filter(staff=staff).values_list("address", flat=True).first() or ""
