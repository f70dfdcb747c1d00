"""Writes of reminders: somebody agrees, or wants none any more; many are reminded by one press; somebody calls where a
message failed. Each leaves a line in the audit.

Nobody is reminded who has not agreed, whoever noted what when: everything is asked again under the locks of the
persons, so that a consent that ended between page and press sends nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.messages.addresses import Address, read_address
from bluezone.portal.messages.models import Message, Outlet, Purpose, State
from bluezone.portal.messages.services import keep_opt_out, queue_reminders, stop_messages, unwanted_among
from bluezone.portal.places.paths import common_path
from bluezone.portal.reminders.candidates import (
    SEND,
    Candidate,
    asked_now,
    candidates_among,
    is_minor,
    is_of_age,
    way_to,
)
from bluezone.portal.reminders.models import Consent, How, Kind, Reminder, Whose
from bluezone.portal.reminders.wording import SUBJECT, link_to, words_of
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.folding import without_marks

MOST_A_DAY = 1_000
"""Reminders that one member of staff sends in a day (a rule of this house)."""
_CODE_BYTES = 20
"""160 bits: nobody finds one by trying."""


@dataclass(frozen=True, slots=True)
class Way:
    """How messages leave this portal, and to which page their links lead."""

    outlets: Sequence[Outlet]
    page: str
    """The address of the page of one's own link, whole."""
    is_plain: bool
    """Whether the carrier's messages are written without diacritics."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a press."""

    count: int
    left_out: int
    """Chosen, and not to be reached any more when it was pressed, or not as they were read."""


@transaction.atomic
def note_consent(
    *, actor: Staff, involvement: Involvement, address: str, whose: str, how: str, read: str, now: dt.datetime
) -> Consent:
    """Notes that somebody agrees to be reminded; one that they gave before gives way. Raises RefusedError, and
    ChangedError where they are not who was read."""
    held = held_place(involvement)
    before = consent_of(held.person)
    require_as_read(read, digest_of_person(held, before))
    if whose not in Whose.values or how not in How.values:
        raise RefusedError("please say whose telephone it is, and how the person was asked")
    at = read_address(address)
    _require_fitting(held.person, at, Whose(whose), now)
    if before is not None:
        end_unsent(before, actor, now)
    said = {"address": at.text, "whose": whose, "how": how, "asked_by": actor, "asked_at": now}
    made = Consent.objects.create(person=held.person, **said)
    _note(actor, "reminders.consent", [held], now)
    return made


@transaction.atomic
def withdraw_consent(*, actor: Staff, involvement: Involvement, read: str, now: dt.datetime) -> None:
    """Notes that somebody wants no more reminders: what waits is not sent, and their number gets no messages. Raises
    RefusedError where they had not agreed."""
    held = held_place(involvement)
    found = consent_of(held.person)
    require_as_read(read, digest_of_person(held, found))
    if found is None:
        raise RefusedError("this person has not agreed to reminders, so there is nothing to take back")
    end_consent(found, held, actor, now)


@transaction.atomic
def end_consent(consent: Consent, held: Involvement, actor: Staff | None, now: dt.datetime) -> None:
    """Ends a consent of somebody who is held, by the word that staff noted or by their own."""
    end_unsent(consent, actor, now)
    keep_opt_out(actor=actor, address=Address(consent.address), path=held.path, now=now)
    _note(actor, "reminders.withdraw" if actor is not None else "reminders.stop", [held], now)


@transaction.atomic
def send_reminders(
    *,
    actor: Staff,
    kind: Kind,
    involvements: Sequence[Involvement],
    read: Mapping[int, str],
    way: Way,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> Sent:
    """Queues a reminder to each of these, who are those of whom it is asked now; who cannot be reached any more, or is
    not who was read, is left out. Raises RefusedError where nobody is left, at night, and beyond a day's bound."""
    held = _asked_still(_held_all(involvements), actor, kind, now)
    found = candidates_among(held, kind, way.outlets, now)
    good = [one for one in found if one.left_out is None and one.as_read == read[one.involvement.pk]]
    if not good:
        raise RefusedError("nobody is left whom this would reach as you read it; look at the list again")
    if _sent_today(actor, now) + len(good) > MOST_A_DAY:
        raise RefusedError("one person sends 1,000 reminders a day at most; call the others")
    codes = [b32encode(entropy(_CODE_BYTES)).decode() if one.has_link else "" for one in good]
    messages = _queued(good, codes, actor, way, now)
    Reminder.objects.bulk_create(
        Reminder(
            consent=one.consent,
            involvement=one.involvement,
            kind=kind,
            day=now.astimezone(VIET_NAM).date(),
            digest=hash_of_code(code) if code else "",
            message=messages[one.involvement.pk],
        )
        for one, code in zip(good, codes, strict=True)
    )
    _note(actor, SEND, [one.involvement for one in good], now, kind=kind.value, reminders=len(good))
    return Sent(len(good), len(read) - len(good))


@transaction.atomic
def note_call(*, actor: Staff, reminder: Reminder, now: dt.datetime) -> None:
    """Notes that somebody called whom a reminder has not reached. Raises RefusedError where a colleague did."""
    held = (
        Reminder.objects.select_for_update(of=("self",))
        .select_related("involvement", "message", "consent")
        .get(pk=reminder.pk)
    )
    if held.called_at is not None:
        raise RefusedError("a colleague was faster: this is done already")
    if not is_unreached(held):
        raise RefusedError("this reminder has not failed")
    held.called_at, held.called_by = now, actor
    held.save(update_fields=["called_at", "called_by"])
    _note(actor, "reminders.called", [held.involvement], now)


def is_unreached(reminder: Reminder) -> bool:
    """Whether somebody who agrees still has not got it, as far as anybody knows: it failed, perhaps did, or was stopped
    because another person wants no messages at the same number."""
    if reminder.message.state == State.OPTED_OUT:
        return reminder.consent.ended_at is None
    return reminder.message.state in (State.FAILED, State.UNSURE)


def consent_of(person: Person) -> Consent | None:
    """Finds what this person agrees to now; None where they have not agreed."""
    return Consent.objects.filter(person=person, ended_at=None).select_related("asked_by").first()


def digest_of_person(involvement: Involvement, consent: Consent | None) -> str:
    """Names what the page shows of somebody, for the forms that note what they say."""
    person = involvement.person
    said = None if consent is None else (consent.pk, consent.address, consent.whose)
    return digest_of(involvement.pk, person.pk, person.full_name, person.phone, person.birth_year, said)


def hash_of_code(code: str) -> str:
    """Hashes a code as it was drawn, however it was typed; no key and no stretching could add to its bits."""
    drawn = "".join(sign for sign in code[:64].upper() if sign.isalnum())
    return hashlib.sha256(b"bluezone/portal/reminders/1" + drawn.encode()).hexdigest()


def held_place(involvement: Involvement) -> Involvement:
    """Finds somebody's place as it is now; whoever else acts on the same person waits."""
    (found,) = _held_all([involvement])
    return found


def end_unsent(consent: Consent, actor: Staff | None, now: dt.datetime) -> None:
    """Ends a consent, and has what waits by it not be sent, within the act of whoever learned that it holds no more."""
    consent.ended_at, consent.ended_by = now, actor
    consent.save(update_fields=["ended_at", "ended_by"])
    stop_messages(list(consent.reminders.values_list("message", flat=True)), now)


def _held_all(involvements: Sequence[Involvement]) -> list[Involvement]:
    """Holds persons in the order of their numbers, as everybody does, and reads their places anew."""
    persons = {one.person_id for one in involvements}
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk"))
    rows = Involvement.objects.filter(pk__in=[one.pk for one in involvements], person__in=persons)
    return list(rows.select_related("person", "unit__parent").order_by("pk"))


def _asked_still(held: Sequence[Involvement], actor: Staff, kind: Kind, now: dt.datetime) -> list[Involvement]:
    """Finds those of whom it is asked at this moment: an answer, or a sample, may have come since the page."""
    asked = set(asked_now(actor, kind, now).filter(pk__in=[one.pk for one in held]).values_list("pk", flat=True))
    return [one for one in held if one.pk in asked]


def _require_fitting(person: Person, at: Address, whose: Whose, now: dt.datetime) -> None:
    if is_minor(person, now) and whose is not Whose.GUARDIAN:
        raise RefusedError("this person is a minor: a parent or guardian agrees, on their own telephone")
    if is_of_age(person, now) and whose is Whose.GUARDIAN:
        raise RefusedError("this person is of age: they agree themselves, on their own telephone")
    if not at.is_mail and whose is not Whose.GUARDIAN and at.text != person.phone:
        raise RefusedError("this is not the telephone of this person; correct theirs first")
    others = Consent.objects.filter(address=at.text, ended_at=None, person__merged_into=None).exclude(person=person)
    if unwanted_among([at.text]) or (whose is Whose.OWN and others.exists()):
        # one sentence for both, so that neither another unit's note nor another person's number is told by itself
        raise RefusedError(
            "this number or address cannot be noted so: it wants no messages (take the note back under Messages), or "
            "another person agreed to it (note that others read it too)"
        )


def _sent_today(actor: Staff, now: dt.datetime) -> int:
    Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)  # of two presses of one person the later counts both
    today = now.astimezone(VIET_NAM).date()
    mine = Message.objects.filter(created_by=actor, purpose=Purpose.REMINDER)
    return mine.filter(Exists(Reminder.objects.filter(message=OuterRef("pk"), day=today))).count()


def _queued(
    good: Sequence[Candidate], codes: Sequence[str], actor: Staff, way: Way, now: dt.datetime
) -> dict[int, Message]:
    """Queues the messages, by outlet; each by its person's place."""
    found: dict[int, Message] = {}
    for outlet in way.outlets:
        group = [
            (one, code)
            for one, code in zip(good, codes, strict=True)
            if one.consent is not None and way_to(one.consent.address, way.outlets) is outlet
        ]
        letters = [(*_letter(one, code, way, outlet), one.involvement.path) for one, code in group]
        made = queue_reminders(actor=actor, letters=letters, outlet=outlet, subject=SUBJECT, now=now)
        found |= {one.involvement.pk: message for (one, _), message in zip(group, made, strict=True)}
    return found


def _letter(one: Candidate, code: str, way: Way, outlet: Outlet) -> tuple[Address, str]:
    assert one.consent is not None
    link = link_to(way.page, code) if code else ""
    return Address(one.consent.address), said_so(words_of(link=link, phone=one.call_back), way, outlet)


def said_so(words: str, way: Way, outlet: Outlet) -> str:
    """The words as they leave by this outlet."""
    return without_marks(words) if way.is_plain and outlet is Outlet.GATEWAY else words


def _note(
    actor: Staff | None, act: str, involvements: Iterable[Involvement], now: dt.datetime, **detail: object
) -> None:
    """Writes the audit's line about these people, where they are; never a number."""
    held = list(involvements)
    path = common_path(one.path for one in held)
    subjects = [("person", one.person_id) for one in held]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=path, detail=detail)
