"""What becomes of a case after it was opened: corrected, closed with a reason, opened again.

Whatever is corrected waits for a second person anew: what one confirmed is not what another wrote over it. Whoever
corrects says all of it in the place of whoever opened it, who may confirm that: else two colleagues alone could correct
nothing. What a case says of its person stands in each case of that person, and waits in each of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.cases.classifying import (
    Basis,
    Value,
    classify,
    held_when_corrected,
    held_when_reopened,
    tell_followers,
)
from bluezone.portal.cases.identity_numbers import opened
from bluezone.portal.cases.merging import end_asks_about
from bluezone.portal.cases.models import Case, Correction, Person
from bluezone.portal.cases.persons import propose_doubles, said_of_a_card, said_of_a_person
from bluezone.portal.cases.services import locked_case, note_on, require_onset, require_open
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff

_COMPARED = ("full_name", "phone", "birth_year", "identity_hash")


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """What an identity card tells of its holder, and the chance with which its number is sealed."""

    birth_year: int | None
    identity: str
    entropy: Callable[[int], bytes]


@transaction.atomic
def correct_case(
    *,
    actor: Staff,
    case: Case,
    full_name: str,
    phone: str,
    onset: dt.date,
    card: Card | None = None,
    read: str,
    now: dt.datetime,
) -> Correction:
    """Corrects what a case says of its person; what stood there stays with it, and the card without one. Raises
    RefusedError, and ChangedError where a colleague was faster."""
    others = _locked_with_others(case)
    case = locked_case(case, read)
    require_open(case)
    require_onset(onset, case.opened_at.astimezone(now.tzinfo).date(), now.date())
    person = case.person
    said = said_of_a_person(full_name, phone) | _said_of(card, person, now.year)
    before = {name: getattr(person, name) for name in _COMPARED} | {"onset": case.onset}
    after = {name: said.get(name, before[name]) for name in _COMPARED} | {"onset": onset}
    if before == after:
        raise RefusedError("nothing was changed")
    changed = sorted(name for name in before if before[name] != after[name])
    corrected = [case, *(others if changed != ["onset"] else ())]
    stood = [_stood(one, person, actor, now) for one in corrected]
    for name, value in said.items():
        setattr(person, name, value)
    person.save(update_fields=list(said))
    if changed != ["onset"]:
        end_asks_about(person, now)
    propose_doubles([person], now)
    case.onset = onset
    for one, correction in zip(corrected, stood, strict=True):
        _wait_anew(one, person, correction, now)
        note_on(one, actor, "cases.correct", now, changed=changed)
    return stood[0]


@transaction.atomic
def close_case(*, actor: Staff, case: Case, reason: str, read: str, now: dt.datetime) -> None:
    """Closes a case on which nobody works any more: no code and no alert goes out for it. Raises RefusedError."""
    if reason not in Case.Reason.values:
        raise RefusedError("please say why the case is closed")
    case = locked_case(case, read)
    require_open(case)
    case.state, case.reason, case.closed_by, case.closed_at = Case.State.CLOSED, reason, actor, now
    case.save(update_fields=["state", "reason", "closed_by", "closed_at"])
    if reason == Case.Reason.NO_CASE:
        classify(case=case, value=Value.NOT_A_CASE, basis=Basis.WRONG_TEST, by=actor, now=now)
    else:
        tell_followers(case, now)
    note_on(case, actor, "cases.close", now, reason=reason)


@transaction.atomic
def reopen_case(*, actor: Staff, case: Case, read: str, now: dt.datetime) -> None:
    """Opens a closed case again; it waits for a second person as at first. Raises RefusedError."""
    case = locked_case(case, read)
    if case.state != Case.State.CLOSED:
        raise RefusedError("this case is not closed")
    case.state, case.confirmed_by, case.confirmed_at = Case.State.OPENED, None, None
    case.reason, case.closed_by, case.closed_at = "", None, None
    case.save(update_fields=["state", "confirmed_by", "confirmed_at", "reason", "closed_by", "closed_at"])
    classify(case=case, value=held_when_reopened(case), basis=Basis.REOPENED, by=actor, now=now)
    note_on(case, actor, "cases.reopen", now)


def _locked_with_others(case: Case) -> list[Case]:
    """Holds all cases of this person, in the order in which whoever merges does; those besides this one."""
    cases = Case.objects.select_for_update(of=("self",)).filter(person=case.person_id).order_by("pk")
    return [one for one in cases if one.pk != case.pk]


def _wait_anew(case: Case, person: Person, stood: Correction, now: dt.datetime) -> None:
    """Makes it the word of whoever corrected it, for a second person to look at; what is closed stays closed."""
    case.corrected_by = stood.by
    case.confirmed_by, case.confirmed_at = None, None
    if case.state != Case.State.CLOSED:
        case.state = Case.State.OPENED
    case.save(update_fields=["onset", "corrected_by", "state", "confirmed_by", "confirmed_at"])
    held, basis = held_when_corrected(case, stood.full_name, person.full_name)
    classify(case=case, value=held, basis=basis, by=stood.by, now=now)


def _said_of(card: Card | None, person: Person, this_year: int) -> dict[str, object]:
    """Reads what a card tells. A number that nobody can read here, sealed under a key that was lost, stays as it is
    unless another one is typed: the form showed nothing in its place."""
    if card is None:
        return {}
    said = said_of_a_card(card.birth_year, card.identity, this_year, card.entropy)
    is_unreadable = bool(person.identity_sealed) and not opened(person.identity_sealed)
    return {"birth_year": said["birth_year"]} if is_unreadable and not card.identity else said


def _stood(case: Case, person: Person, actor: Staff, now: dt.datetime) -> Correction:
    stood = {name: getattr(person, name) for name in ("full_name", "phone", "birth_year")}
    sealed = bytes(person.identity_sealed)
    return Correction.objects.create(case=case, **stood, identity_sealed=sealed, onset=case.onset, by=actor, at=now)
