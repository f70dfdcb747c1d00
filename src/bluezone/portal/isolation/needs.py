"""Writes of supplies: what somebody in quarantine needs, and what became of it. Each leaves a line in the audit."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation.course import OPEN
from bluezone.portal.isolation.models import LONGEST_WORDS, Need, Stay
from bluezone.portal.isolation.services import held_stay, note_on
from bluezone.vietnam.names import normalised_name

MOST_OPEN = 20
"""Of one quarantine."""
_SHORTEST_WORDS = 3


@transaction.atomic
def ask_for(*, actor: Staff, stay: Stay, what: Need.What, words: str, read: str, now: dt.datetime) -> Need:
    """Notes that somebody in quarantine needs something. Raises RefusedError, and ChangedError where a colleague noted
    something meanwhile: what two were told is carried once."""
    held, said = held_stay(stay), normalised_name(words)
    require_as_read(read, digest_of_needs(held.pk))
    if held.state not in OPEN:
        raise RefusedError("this person is not in quarantine now")
    if len(said) > LONGEST_WORDS or (what == Need.What.OTHER and len(said) < _SHORTEST_WORDS):
        raise RefusedError("please say what is needed, in up to 200 characters")
    if held.needs.filter(settled_at=None).count() >= MOST_OPEN:
        raise RefusedError("so much waits for this person already; say first what was brought")
    made = Need.objects.create(stay=held, what=what, words=said, asked_by=actor, asked_at=now)
    note_on([held], actor, "isolation.ask_need", now)
    return made


@transaction.atomic
def settle_need(
    *, actor: Staff, need: Need, outcome: Need.Outcome, carried_by: str, read: str, now: dt.datetime
) -> None:
    """Notes that something was brought and by whom, that the person did not take it, or that it is not needed any more.
    Raises RefusedError, and ChangedError where a colleague was faster."""
    stay = held_stay(need.stay)
    held = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    require_as_read(read, digest_of_need(held))
    said = normalised_name(carried_by)
    if held.settled_at is not None:
        raise RefusedError("this is settled already")
    if len(said) > LONGEST_WORDS or (outcome != Need.Outcome.OVER and len(said) < _SHORTEST_WORDS):
        raise RefusedError("please say who carried it there, in up to 200 characters")
    held.outcome, held.carried_by, held.settled_by, held.settled_at = outcome, said, actor, now
    held.save(update_fields=["outcome", "carried_by", "settled_by", "settled_at"])
    note_on([stay], actor, "isolation.settle_need", now)


def digest_of_needs(stay: int) -> str:
    """Names what the page of this quarantine shows of what is needed there, for the form that asks for more."""
    needs = Need.objects.filter(stay=stay).order_by("pk").values_list("pk", "outcome")
    return digest_of(stay, [list(one) for one in needs])


def digest_of_need(need: Need) -> str:
    """Names what a page shows of it, for the form that settles it."""
    return digest_of(need.pk, need.what, need.words, need.outcome)
