"""The row that an address names, for whoever may know of it; for everybody else there is none."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest

from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.directives.policy import sits_above, sits_at, sits_at_or_above, watched_by
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in

_Gate = Callable[[Staff, str, Participant], bool]
_WATCHING = ("directives.watch", "directives.collect", "directives.approve")


def the_directive(key: str) -> DirectiveRecord:
    found = DirectiveRecord.objects.filter(key=key).select_related("signed_pdf").first()
    if found is None:
        raise Http404
    return found


def own(request: HttpRequest, key: str, unit: str, act: str) -> Participant:
    """A participant at whose desk the person sits, and of whom a report is expected."""
    found = _the_participant(key, unit, sits_at, request, act)
    if not found.is_expected:
        raise Http404
    return found


def beneath(request: HttpRequest, key: str, unit: str, act: str) -> Participant:
    """A participant that reports to one at whose desk the person sits."""
    return _the_participant(key, unit, sits_above, request, act)


def at_or_beneath(request: HttpRequest, key: str, unit: str, act: str) -> Participant:
    return _the_participant(key, unit, sits_at_or_above, request, act)


def the_post(request: HttpRequest, record: DirectiveRecord, act: str) -> Participant:
    """For whom the person acts: the highest participant at whose desk they sit."""
    post = watched_by(signed_in(request), act, record)
    if post is None:
        raise Http404
    return post


def deciding_post(request: HttpRequest, participant: Participant) -> Participant | None:
    """The office that this report goes to, where the person sits there and may decide."""
    receiver = participant.reports_to
    if receiver is None or not sits_at(signed_in(request), "directives.decide", receiver):
        return None
    return receiver


def ways_of(request: HttpRequest, record: DirectiveRecord) -> dict[str, bool]:
    """Which tabs of a directive are open to the person."""
    staff = signed_in(request)
    watches = any(is_allowed(staff, act) and watched_by(staff, act, record) is not None for act in _WATCHING)
    return {"watches": watches}


def _the_participant(key: str, unit: str, is_open: _Gate, request: HttpRequest, act: str) -> Participant:
    rows = Participant.objects.filter(directive__key=key, key=unit).select_related("directive", "reports_to")
    found = rows.first()
    if found is None or not is_open(signed_in(request), act, found):
        raise Http404
    return found
