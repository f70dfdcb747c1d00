"""A contact warns those they met: an officer notes that the person agrees, another one looks at what makes them a
contact and gives the code out. Neither does both.

Phones tell whoever was near such a person that they were near a close contact, not a case (docs/protocol/9-warning.md).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import GivenCode, Person
from bluezone.portal.cases.persons import with_merged
from bluezone.portal.cases.services import MOST_CODES_A_DAY, MOST_REFRESHED, came_to, require_exchange
from bluezone.portal.contact_codes.exposed import Exposed, digest_of_contact, digest_of_meetings, exposed
from bluezone.portal.contact_codes.models import LONGEST_WORDS, Consent, ContactCode
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import asked_since, is_settled, still_asks
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import ExchangeDesk, IssuedCode
from bluezone.vietnam.names import normalised_name

ASK, GIVE = "contact_codes.ask", "contact_codes.give"


@transaction.atomic
def note_consent(*, actor: Staff, involvement: Involvement, consent: str, read: str, now: dt.datetime) -> ContactCode:
    """Notes that a contact agrees to warn others; an ask of theirs that nobody can answer any more gives way. Raises
    RefusedError, and ChangedError where they are not who was read."""
    if consent not in Consent.values:
        raise RefusedError("please say how the person agreed")
    held = _held(involvement)  # of two who note it, the later finds the first
    before = open_ask_of(held.person)
    require_as_read(read, digest_of_contact(held, before))
    found = _require_contact(held, now)
    _require_settled(actor, ASK, held.path, now)
    if before is not None and can_be_answered(before, held, now):
        raise RefusedError("it is noted already that this person agrees")
    ContactCode.objects.filter(person=held.person, ended_at=None).update(ended_at=now, ended_by=actor)
    made = ContactCode.objects.create(
        person=held.person,
        path=held.path,
        consent=consent,
        first_day=found.first_day,
        last_day=found.last_day,
        agreed_to=digest_of_meetings(held),
        asked_by=actor,
        asked_at=now,
    )
    _note(made, actor, ASK, now)
    return made


def give_contact_code(
    *, actor: Staff, involvement: Involvement, exchange: ExchangeDesk | None, read: str, now: dt.datetime
) -> IssuedCode:
    """Gives out a long code, told once, as the other one. Raises RefusedError, ChangedError or ExchangeError, and then
    none was given."""
    desk = require_exchange(exchange)
    asked, found = _require_given(actor, involvement, read, now)
    issued = desk.issue_code(level="F1", onset=found.last_day, first_exposure=found.first_day, long=True)
    with transaction.atomic():
        _held(involvement)
        # asked again: a colleague may have been faster; a code that nobody is told expires unused
        asked, _ = _require_given(actor, involvement, read, now)
        asked.given_by, asked.given_at, asked.handle = actor, now, issued.handle
        asked.state, asked.state_date, asked.expires_at = GivenCode.State.ISSUED, now.date(), issued.expires_at
        asked.ended_by, asked.ended_at = actor, now
        asked.save()
        _note(asked, actor, GIVE, now)
    return issued


@transaction.atomic
def put_aside(*, actor: Staff, involvement: Involvement, reason: str, read: str, now: dt.datetime) -> None:
    """Ends an ask without a code, and says why: the person thought better of it, or is no contact. Raises
    RefusedError, and ChangedError where it is not what was read."""
    reason = normalised_name(reason)
    if not 0 < len(reason) <= LONGEST_WORDS:
        raise RefusedError("please say why, in up to 200 characters")
    asked = _require_asked(_held(involvement), read)
    asked.ended_by, asked.ended_at, asked.reason = actor, now, reason
    asked.save(update_fields=["ended_by", "ended_at", "reason"])
    _note(asked, actor, "contact_codes.put_aside", now)


def open_ask_of(person: Person) -> ContactCode | None:
    """The consent of this person for which no code was given out yet, however old."""
    return ContactCode.objects.filter(person=person, ended_at=None).select_related("asked_by").first()


def can_be_answered(asked: ContactCode, involvement: Involvement, now: dt.datetime) -> bool:
    """Whether a code can still be given out for this consent: within a day, where the person was then, and as long as
    what makes them a contact is what it was."""
    is_here = asked.path == involvement.path and asked.asked_at > asked_since(now)
    return is_here and asked.agreed_to == digest_of_meetings(involvement)


def refresh_open_codes(*, exchange: ExchangeDesk, now: dt.datetime) -> int:
    """Asks the exchange about all codes of contacts that were not used when last heard of; about how many. Raises
    ExchangeError."""
    waiting = ContactCode.objects.filter(state=GivenCode.State.ISSUED).order_by("expires_at")[:MOST_REFRESHED]
    for code in waiting:
        assert code.expires_at is not None
        if (found := came_to(code.handle, code.expires_at, exchange=exchange, now=now)) is not None:
            code.state, code.state_date = found
            code.save(update_fields=["state", "state_date"])
    return len(waiting)


def _require_given(actor: Staff, involvement: Involvement, read: str, now: dt.datetime) -> tuple[ContactCode, Exposed]:
    """Requires everything under which a second person gives a code out. Raises RefusedError and ChangedError."""
    held = Involvement.objects.select_related("person").get(pk=involvement.pk)
    asked = _require_asked(held, read)
    found = _require_contact(held, now)
    if asked.asked_by_id == actor.pk:
        raise RefusedError("whoever noted that a contact agrees does not give out the code")
    if asked.path != held.path or asked.asked_at <= asked_since(now):
        raise RefusedError("the person agreed more than a day ago, or elsewhere; please ask them anew")
    _require_as_agreed(asked, held)
    _require_settled(actor, GIVE, held.path, now)
    if not still_asks(asked.asked_by, ASK, [asked.path], now):
        raise RefusedError("whoever notes that a contact agrees, or gives the code out, has had the role for a week")
    everybody = with_merged({held.person_id})
    given = ContactCode.objects.filter(person__in=everybody, given_at__gte=now - dt.timedelta(days=1))
    if given.count() >= MOST_CODES_A_DAY:
        raise RefusedError("three codes were given out for this person within a day")
    return asked, found


def _require_asked(held: Involvement, read: str) -> ContactCode:
    asked = open_ask_of(held.person)
    require_as_read(read, digest_of_contact(held, asked))
    if asked is None:
        raise RefusedError("this is settled already")
    return asked


def _held(involvement: Involvement) -> Involvement:
    """Finds the person's place as it is now; whoever else acts on the same person waits."""
    Person.objects.select_for_update(no_key=True).get(pk=involvement.person_id)
    return Involvement.objects.select_related("person").get(pk=involvement.pk)


def _require_as_agreed(asked: ContactCode, held: Involvement) -> None:
    """Requires that the person agreed to warn about these meetings and these days: else whoever gives the code out
    could enter others alone. Raises RefusedError."""
    if asked.agreed_to != digest_of_meetings(held):
        raise RefusedError("what makes this person a contact was changed since they agreed; please ask them anew")


def _require_contact(held: Involvement, now: dt.datetime) -> Exposed:
    if (found := exposed(held)) is None:
        raise RefusedError("this person is no F1 now, or no day is known on which they met a case")
    if found.is_too_long_ago(now.date()):
        raise RefusedError("this person met a case so long ago that no day could be published")
    return found


def _require_settled(actor: Staff, act: str, path: str, now: dt.datetime) -> None:
    if not is_settled(actor, act, [path], now):
        raise RefusedError("whoever notes that a contact agrees, or gives the code out, has had the role for a week")


def _note(asked: ContactCode, actor: Staff, act: str, now: dt.datetime) -> None:
    record_write(actor=actor, act=act, now=now, subjects=[("person", asked.person_id)], path=asked.path)
