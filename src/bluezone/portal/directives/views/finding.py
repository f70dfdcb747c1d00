"""The directive and participant that an address names, for whoever works there or above; for others there is none."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.directives.policy import highest_of, keeps_letter, works_above, works_for, works_for_or_above
from bluezone.portal.directives.selectors.finding import directive_with_key, participant_with_key
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.identity.models import Staff

_Opens = Callable[[Staff, str, Participant], bool]


def the_directive(key: str) -> DirectiveRecord:
    """The directive of this key. Raises Http404."""
    return get_or_404(directive_with_key(key))


def the_kept_directive(request: StaffRequest, key: str) -> DirectiveRecord:
    """The directive of this key, for whoever keeps its letter. Raises PermissionDenied for other readers of it."""
    found = the_directive(key)
    if not keeps_letter(request.staff, found):
        raise PermissionDenied(request.action)
    return found


def own(request: StaffRequest, key: str, unit: str) -> Participant:
    """A participant for whom the person works, and of whom a report is expected. Raises Http404."""
    found = _the_participant(request, key, unit, works_for)
    return get_or_404(found if found.is_expected else None)


def beneath(request: StaffRequest, key: str, unit: str) -> Participant:
    """A participant of whom a report is expected by one for whom the person works. Raises Http404."""
    found = _the_participant(request, key, unit, works_above)
    return get_or_404(found if found.is_expected else None)


def own_or_beneath(request: StaffRequest, key: str, unit: str) -> Participant:
    """A participant for whom the person works, or one that reports to such a one. Raises Http404."""
    return _the_participant(request, key, unit, works_for_or_above)


def acting_for(request: StaffRequest, record: DirectiveRecord, action: str | None = None) -> Participant:
    """The highest participant for whom the person works. Raises Http404 for nobody's."""
    return get_or_404(highest_of(request.staff, action or request.action, record))


def _the_participant(request: StaffRequest, key: str, unit: str, opens: _Opens) -> Participant:
    found = get_or_404(participant_with_key(key, unit))
    return get_or_404(found if opens(request.staff, request.action, found) else None)
