"""Doubles of a list: a person has said what two entries are."""

from __future__ import annotations

from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.models import Candidate, Verdict
from bluezone.portal.lists.services import decide
from tests.support.portal.offices import NOW, Office


def work(_office: Office) -> dict[str, str]:
    """The teacher who stands in the list twice is one."""
    decide(actor=Staff.objects.get(username="hung"), candidate=Candidate.objects.get(), verdict=Verdict.SAME, now=NOW)
    return {}
