"""Which organisation of the portal's list a participant is: the lists of that one then stand beside its figures.

The office that collects says so, never the reporter: whoever chose for themselves would read another one's counts. And
only of its own ground: a seat that somebody gave themselves in a directive of their own opens nothing elsewhere.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.policy import is_over, stands_on
from bluezone.portal.directives.services.holding import held
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.world import VIET_NAM


@transaction.atomic
def join_organisation(*, actor: Staff, participant: Participant, organisation: Organisation, now: dt.datetime) -> None:
    """Says which organisation a participant is. Raises RefusedError for one that is closed, of other ground or beyond
    the actor's units, and for one that is a participant of this directive already."""
    row = held(participant)
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.closed_on is not None:
        raise RefusedError("this organisation is closed")
    today = now.astimezone(VIET_NAM).date()
    if not stands_on(organisation.path, row.path, today):
        raise RefusedError("this organisation lies on other ground")
    if not is_over(paths_for(actor, "directives.collect"), organisation.path, organisation.unit, today):
        raise RefusedError("this organisation is not of your units")
    if Participant.objects.filter(directive=row.directive_id, organisation=organisation).exists():
        raise RefusedError("this organisation is in the directive already")
    row.organisation = organisation
    row.save(update_fields=["organisation"])
    record_write(
        actor=actor,
        act="directives.join",
        now=now,
        subjects=[("participant", row.pk), ("organisation", organisation.pk)],
        path=row.path,
        detail={"directive": row.directive.key},
    )
