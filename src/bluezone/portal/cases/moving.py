"""A case goes to the unit that cares for the person from now on: one offers it, the other takes it or does not.

Whoever works in both units moves it at once. Until it is taken, the unit that had it has it, and the other one sees no
name. What was confirmed stays confirmed: it is the same case.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.cases.classifying import tell_followers
from bluezone.portal.cases.models import Case, Handover
from bluezone.portal.cases.services import locked_case, note_on, require_open
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import province_of


@transaction.atomic
def offer_case(*, actor: Staff, case: Case, unit: Unit, read: str, now: dt.datetime) -> Handover:
    """Offers a case to another commune, or moves it there at once where this person works in both. Raises
    RefusedError."""
    case = locked_case(case, read)
    require_open(case)
    if unit.level not in {Level.COMMUNE, Level.HAMLET} or unit.valid_to is not None:
        raise RefusedError("a case belongs to a commune")
    if unit.pk == case.unit_id:
        raise RefusedError("the case belongs to this commune already")
    if case.handovers.filter(accepted=None).exists():
        raise RefusedError("this case is offered to another unit already")
    offer = Handover.objects.create(
        case=case, origin=case.unit, unit=unit, path=unit.path, offered_by=actor, offered_at=now
    )
    note_on(case, actor, "cases.move", now)
    if is_allowed(actor, "cases.receive", unit):
        _answer(offer, actor, now, accepted=True)
        _carry(case, unit, now)
    return offer


@transaction.atomic
def take_case(*, actor: Staff, offer: Handover, read: str, now: dt.datetime) -> None:
    """Takes an offered case over, with its person: from now on it is this unit's. Raises RefusedError."""
    offer, case = _open_offer(offer, read)
    require_open(case)
    _answer(offer, actor, now, accepted=True)
    _carry(case, offer.unit, now)
    note_on(case, actor, "cases.receive", now)


@transaction.atomic
def decline_case(*, actor: Staff, offer: Handover, read: str, now: dt.datetime) -> None:
    """Leaves an offered case where it is. Raises RefusedError."""
    offer, case = _open_offer(offer, read)
    _answer(offer, actor, now, accepted=False)
    note_on(case, actor, "cases.decline", now)


@transaction.atomic
def keep_case(*, actor: Staff, case: Case, read: str, now: dt.datetime) -> None:
    """Takes back the offer of a case that nobody has answered. Raises RefusedError."""
    case = locked_case(case, read)
    offer = case.handovers.filter(accepted=None).first()
    if offer is None:
        raise RefusedError("this case is offered to nobody")
    _answer(offer, actor, now, accepted=False)
    note_on(case, actor, "cases.keep", now)


def offer_with_number(number: int) -> Handover | None:
    """The offer of this number, answered or not."""
    return Handover.objects.filter(pk=number).first()


def handovers_of(case: Case) -> QuerySet[Handover]:
    """To whom this case was offered, the newest first."""
    return case.handovers.select_related("origin", "unit", "offered_by", "answered_by").order_by("-pk")


def digest_of_offer(offer: Handover) -> str:
    """Names what the list shows of an offer, for the forms that answer it."""
    return digest_of(offer.pk, offer.case_id, offer.unit_id, offer.accepted)


def _open_offer(offer: Handover, read: str) -> tuple[Handover, Case]:
    """Anew, in turn. Raises RefusedError where it is answered."""
    case = locked_case(offer.case)
    found = Handover.objects.select_related("unit").get(pk=offer.pk)
    if found.accepted is not None:
        raise RefusedError("this offer is answered already")
    require_as_read(read, digest_of_offer(found))
    return found, case


def _answer(offer: Handover, actor: Staff, now: dt.datetime, *, accepted: bool) -> None:
    offer.accepted, offer.answered_by, offer.answered_at = accepted, actor, now
    offer.save(update_fields=["accepted", "answered_by", "answered_at"])


def _carry(case: Case, unit: Unit, now: dt.datetime) -> None:
    """A case and its person belong to this unit from now on."""
    case.unit, case.path, case.province = unit, unit.path, province_of(unit.path)
    case.save(update_fields=["unit", "path", "province"])
    case.person.unit, case.person.path = unit, unit.path
    case.person.save(update_fields=["unit", "path"])
    tell_followers(case, now)
