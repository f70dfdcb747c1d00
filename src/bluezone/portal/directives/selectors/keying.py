"""What a person who keys a paper sees: the scan that waits, and nothing of what somebody else typed from it."""

from __future__ import annotations

from typing import Any

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.selectors.form import sections_of
from bluezone.portal.directives.services.entering import Entry
from bluezone.portal.directives.services.keying import first_keying
from bluezone.portal.identity.models import Staff


def keying_context(staff: Staff, participant: Participant, entry: Entry) -> dict[str, Any]:
    """The form with what this person typed, and how far the paper has come."""
    waiting = first_keying(participant)
    is_mine = waiting is not None and waiting.by_id == staff.pk
    others = waiting is not None and participant.keyings.filter(scan=waiting.scan).exclude(by=staff).exists()
    return {
        "record": participant.directive,
        "participant": participant,
        "sections": sections_of(context_of(participant.directive), participant.key, entry),
        "entry": entry,
        "waiting": waiting,
        "is_second": waiting is not None and (not is_mine or others),
        "mine": is_mine and not others,
    }
