"""Which rows of the rollout an act opens: those of the participants at whose desk somebody sits, and those below it.

The permission table says which roles an act is for; an office is not a unit, so which office is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable

from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed

_DEEPEST = 12


def seats_of(staff: Staff, directive: DirectiveRecord) -> list[Participant]:
    """The participants for whom this person works, in the directive's order."""
    rows = Participant.objects.filter(directive=directive, seats__staff=staff, seats__ended_at=None)
    return list(rows.order_by("place"))


def sits_at(staff: Staff, act: str, participant: Participant) -> bool:
    """Whether the table gives the act to this person, and they work for this participant."""
    return is_allowed(staff, act) and participant.seats.filter(staff=staff, ended_at=None).exists()


def sits_above(staff: Staff, act: str, participant: Participant) -> bool:
    """Whether they work for somebody to whom this participant reports, directly or through others."""
    return is_allowed(staff, act) and any(sits_at(staff, act, above) for above in above_of(participant))


def sits_at_or_above(staff: Staff, act: str, participant: Participant) -> bool:
    return sits_at(staff, act, participant) or sits_above(staff, act, participant)


def watched_by(staff: Staff, act: str, directive: DirectiveRecord) -> Participant | None:
    """The highest participant at whose desk this person sits: what they see is everything at and below it."""
    if not is_allowed(staff, act):
        return None
    return min(seats_of(staff, directive), key=lambda one: (len(list(above_of(one))), one.place), default=None)


def above_of(participant: Participant) -> Iterable[Participant]:
    """Those over it, the nearest first."""
    current = participant.reports_to
    for _ in range(_DEEPEST):
        if current is None:
            return
        yield current
        current = current.reports_to
