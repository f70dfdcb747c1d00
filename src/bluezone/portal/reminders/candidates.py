"""Whom a reminder would reach now, and why it would not reach others. Reads; `services.py` asks the same again under
its locks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.as_read import digest_of
from bluezone.portal.cases.models import Person
from bluezone.portal.followup.selectors import due_in
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.isolation.course import What
from bluezone.portal.isolation.selectors import DELIVER, stays_in, undelivered_in
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.services import unwanted_among
from bluezone.portal.places.paths import rows_within
from bluezone.portal.premises.telephones import telephones_at
from bluezone.portal.reminders.models import Consent, Kind, Reminder, Whose
from bluezone.portal.sampling.selectors import wanted_in
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM

SEND = "reminders.send"
MOST_AT_ONCE = 200
MOST_A_PERSON = 2
"""Reminders of whatever kind that somebody, or a number, gets in a day (a rule of this house)."""
OF_AGE = 18


class LeftOut(models.TextChoices):
    """Why somebody is not reminded."""

    NOT_ASKED = "not_asked", _("has not agreed to be reminded")
    ANOTHER_NUMBER = "another_number", _("has another telephone than when they agreed: ask them anew")
    MINOR = "minor", _("is a minor: a parent or guardian agrees for them")
    OF_AGE = "of_age", _("is of age, and a parent or guardian agreed for them: ask them themselves")
    UNWANTED = "unwanted", _("this number wants no messages")
    HAD_IT = "had_it", _("was reminded of this today")
    ENOUGH = "enough", _("was reminded twice today, or somebody with the same number was")
    SAME_NUMBER = "same_number", _("somebody else with the same number gets the message")
    ABOVE = "above", _("stands above already, in another outbreak")
    NOBODY_TO_CALL = "nobody_to_call", _("others read it too, and the commune has not said which number to call back")
    NO_WAY = "no_way", _("this portal has no outlet for it")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of whom something is asked."""

    involvement: Involvement
    consent: Consent | None
    call_back: str
    """The number of their commune's health station; empty where nobody said one."""
    is_shared: bool
    """Whether somebody else reads what arrives there, as they said or as another's consent to the same number says."""
    left_out: LeftOut | None
    """None for whoever would be reached."""
    as_read: str

    @property
    def has_link(self) -> bool:
        """Whether the message has a link: nobody else reads it."""
        return self.consent is not None and not self.is_shared


def asked_now(staff: Staff, kind: Kind, now: dt.datetime) -> QuerySet[Involvement]:
    """Everybody of this person's units of whom that is asked now."""
    found: dict[Kind, QuerySet[Any, Any]] = {
        Kind.ANSWER: due_in(staff, now).values_list("involvement"),
        Kind.SAMPLE: wanted_in(staff, now).values_list("involvement"),
        Kind.PAPER: undelivered_in(stays_in(staff, DELIVER)).filter(what=What.RELEASE).values_list("stay__involvement"),
    }
    here = rows_within(Involvement.objects.filter(person__merged_into=None), paths_for(staff, SEND))
    return here.filter(pk__in=found[kind].order_by()).order_by("pk")


def who_agreed(rows: QuerySet[Involvement]) -> QuerySet[Involvement]:
    """People among these who agreed to be reminded, whether a message would reach them or not."""
    return rows.filter(Exists(Consent.objects.filter(person=OuterRef("person"), ended_at=None)))


def candidates_among(
    involvements: Sequence[Involvement], kind: Kind, ways: Sequence[Outlet], now: dt.datetime
) -> list[Candidate]:
    """Says of each whether a reminder would reach them, in their order."""
    people = [one.person_id for one in involvements]
    consents = {one.person_id: one for one in Consent.objects.filter(person__in=people, ended_at=None)}
    unwanted = unwanted_among([one.address for one in consents.values()])
    today = now.astimezone(VIET_NAM).date()
    theirs = Q(involvement__person__in=people) | Q(consent__address__in=[one.address for one in consents.values()])
    sent = list(
        Reminder.objects.filter(theirs, day=today).values_list("involvement__person", "consent__address", "kind")
    )
    had = {person for person, _address, what in sent if what == kind}
    told = {address for _person, address, what in sent if what == kind}
    counts = Counter(person for person, _address, _what in sent)
    at_address = Counter(address for _person, address, _what in sent)
    shared = shared_among(consents.values())
    numbers = telephones_at(one.unit.commune.path for one in involvements)
    found, above = [], set[int]()
    for one in involvements:
        consent, call_back = consents.get(one.person_id), numbers.get(one.unit.commune.path, "")
        is_shared = consent is not None and consent.pk in shared
        why = why_not(one.person, consent, now) or _of_an_address(consent, unwanted, ways)
        if why is None and is_shared and not call_back:
            why = LeftOut.NOBODY_TO_CALL
        if why is None and one.person_id in had:
            why = LeftOut.HAD_IT
        address = "" if consent is None else consent.address
        if why is None and max(counts[one.person_id], at_address[address]) >= MOST_A_PERSON:
            why = LeftOut.ENOUGH
        if why is None and one.person_id in above:
            why = LeftOut.ABOVE
        if why is None and address in told:
            why = LeftOut.SAME_NUMBER
        above.add(one.person_id)
        if why is None:
            told.add(address)
        found.append(Candidate(one, consent, call_back, is_shared, why, _digest(one, consent, kind, is_shared)))
    return found


def way_to(address: str, ways: Sequence[Outlet]) -> Outlet | None:
    """The outlet by which something leaves to this address; None where there is none."""
    wanted = (Outlet.MAIL,) if "@" in address else (Outlet.GATEWAY, Outlet.QUEUE)
    return next((one for one in wanted if one in ways), None)


def is_minor(person: Person, now: dt.datetime) -> bool:
    """Whether somebody may not be of age: of their birth the year is known, so the year in which they come of age
    counts."""
    return person.birth_year is not None and now.astimezone(VIET_NAM).year - person.birth_year <= OF_AGE


def is_of_age(person: Person, now: dt.datetime) -> bool:
    """Whether somebody is known to be of age; of whom no year is known nobody can tell."""
    return person.birth_year is not None and not is_minor(person, now)


def fits_the_person(person: Person, consent: Consent) -> bool:
    """Whether the telephone that somebody agreed to is theirs still; another's, and an e-mail address, is as said."""
    return "@" in consent.address or consent.whose == Whose.GUARDIAN or consent.address == person.phone


def shared_among(consents: Iterable[Consent]) -> set[int]:
    """Finds those of these consents whose messages somebody else reads: who agreed says so, or another person agreed
    to the same number or address, whatever they said."""
    asked = list(consents)
    readers: dict[str, set[int]] = {}
    rows = Consent.objects.filter(address__in={one.address for one in asked}, ended_at=None, person__merged_into=None)
    for address, person in rows.values_list("address", "person"):
        readers.setdefault(address, set()).add(person)
    return {one.pk for one in asked if one.whose == Whose.SHARED or readers.get(one.address, set()) - {one.person_id}}


def why_not(person: Person, consent: Consent | None, now: dt.datetime) -> LeftOut | None:
    """Says why nothing may be sent to somebody by what they agreed to, and no link of theirs opens; None where it
    may."""
    if consent is None or consent.ended_at is not None:
        return LeftOut.NOT_ASKED
    if not fits_the_person(person, consent):
        return LeftOut.ANOTHER_NUMBER
    if consent.whose == Whose.GUARDIAN:
        return LeftOut.OF_AGE if is_of_age(person, now) else None
    return LeftOut.MINOR if is_minor(person, now) else None


def _of_an_address(consent: Consent | None, unwanted: set[str], ways: Sequence[Outlet]) -> LeftOut | None:
    assert consent is not None
    if consent.address in unwanted:
        return LeftOut.UNWANTED
    return LeftOut.NO_WAY if way_to(consent.address, ways) is None else None


def _digest(one: Involvement, consent: Consent | None, kind: Kind, is_shared: bool) -> str:
    """Names what was read of somebody on the list of whom a reminder goes to."""
    said = None if consent is None else (consent.pk, consent.address, consent.whose)
    return digest_of(one.pk, one.path, one.person.phone, one.person.full_name, said, kind, is_shared)
