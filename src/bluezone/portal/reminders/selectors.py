"""Reads of reminders: what was sent in one's own units and what became of it, whom the next would reach, and what one
person said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Person
from bluezone.portal.followup.models import Visit
from bluezone.portal.frame.figures import figures_of
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.messages.models import Outlet, State
from bluezone.portal.places.paths import rows_within
from bluezone.portal.reminders.candidates import (
    MOST_AT_ONCE,
    Candidate,
    LeftOut,
    asked_now,
    candidates_among,
    who_agreed,
)
from bluezone.portal.reminders.models import Consent, Kind, Reminder
from bluezone.portal.reminders.services import is_unreached
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import PersonView, called, own_paths, seen_by
from bluezone.portal.world import VIET_NAM

LIST, SEE = "reminders.list", "reminders.see"
SHOWN_FOR = dt.timedelta(days=7)
"""How long a reminder stands on the list, and a failed one among what waits."""
MOST_OF_A_PERSON = 40
MOST_OTHERS = 10
WAITS, SENT, FAILED, UNSURE, REFUSED = "waits", "sent", "failed", "unsure", "refused"
TO_CALL = "call"
"""Those that failed, perhaps did, or were stopped by another person at the number, since which nobody called: Today
leads to them."""
_STATES = {
    WAITS: (State.QUEUED,),
    SENT: (State.SENT, State.ACCEPTED, State.DELIVERED),
    FAILED: (State.FAILED,),
    UNSURE: (State.UNSURE,),
    REFUSED: (State.OPTED_OUT,),
}
TITLES = {
    WAITS: _("Wait to be sent"),
    SENT: _("Sent"),
    FAILED: _("Failed"),
    UNSURE: _("Perhaps sent"),
    REFUSED: _("Not wanted any more"),
}
REMINDERS = Listing(
    caption=_("Reminders of the last seven days, the newest first"),
    columns=(
        Column("person", _("Full name")),
        Column("kind", _("What for")),
        Column("written", _("Sent")),
        Column("state", _("What became of it")),
    ),
    filters=(Filter("state", (("", _("All")), *TITLES.items()), frozenset({TO_CALL})),),
    search=_("Name, telephone or pseudonym"),
    names_people=True,
    hint=_("Try a part of the name, or the last digits of the telephone."),
    empty=Empty("send", _("No reminder in seven days"), _("Choose above what people are to be reminded of.")),
    by_key=True,
    older=_("Sent before"),
)


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder as its reader sees it."""

    number: int
    person: PersonView
    kind: Kind
    at: dt.datetime
    by: str
    state: str
    """A key of TITLES."""
    problem: str
    ending: str
    called_by: str
    called_at: dt.datetime | None
    is_open: bool
    """Whether somebody still has to call."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The people whom a press would reach, and those whom it would not."""

    reached: list[tuple[Candidate, PersonView]]
    left_out: list[tuple[Candidate, PersonView]]
    counts: dict[LeftOut, int]
    """Of everybody who is left out, by the reason."""
    asked: int
    """Of how many people it is asked."""
    are_more: bool
    """Whether so many agreed that a second press is for the others."""


def page_of_reminders(staff: Staff, part: Part, now: dt.datetime) -> Listed[ReminderView]:
    """A page of the reminders of people in this person's units."""
    rows = failed_in(staff, now) if part["state"] == TO_CALL else _lately(staff, now)
    if part["state"] in _STATES:
        rows = rows.filter(message__state__in=_STATES[part["state"]])
    if part.text:
        rows = rows.filter(involvement__in=Involvement.objects.filter(called(part.text, own_paths(staff))))
    return listed(_complete(rows).order_by("-pk"), part).seen(lambda one: view_of(staff, one))


def counts_of(staff: Staff, now: dt.datetime) -> dict[str, int]:
    """How many of these became what: a figure a list."""
    rows = _lately(staff, now).order_by().values_list("message__state").annotate(count=Count("pk"))
    by_state = Counter(dict(rows))
    return {name: sum(by_state[one] for one in states) for name, states in _STATES.items()}


def asked_counts(staff: Staff, now: dt.datetime) -> list[tuple[Kind, int, int]]:
    """How many people each thing is asked of now, and how many of them agreed to be reminded. Colleagues of one reach
    have them counted once (`frame/figures.py`)."""
    whose = "reminders.asked", *sorted((one.role, one.path) for one in staff.current_grants)

    def counts() -> list[tuple[Kind, int, int]]:
        asked = [(kind, asked_now(staff, kind, now)) for kind in Kind]
        return [(kind, rows.count(), who_agreed(rows).count()) for kind, rows in asked]

    return figures_of(whose, now, counts)


def preview_of(staff: Staff, kind: Kind, ways: Sequence[Outlet], now: dt.datetime) -> Preview:
    """The people whom a reminder of this kind would reach now, whoever was entered first at the head."""
    rows = asked_now(staff, kind, now)
    agreed = who_agreed(rows)
    first = list(agreed.select_related("person", "unit__parent")[: MOST_AT_ONCE + 1])
    found = [(one, seen_by(staff, one.involvement)) for one in candidates_among(first[:MOST_AT_ONCE], kind, ways, now)]
    left = [one for one in found if one[0].left_out is not None]
    counts = Counter(one.left_out for one, _ in left if one.left_out is not None)
    asked, many = rows.count(), agreed.count()
    if asked > many:
        counts[LeftOut.NOT_ASKED] = asked - many
    return Preview(
        reached=[one for one in found if one[0].left_out is None],
        left_out=left,
        counts=dict(counts),
        asked=asked,
        are_more=many > MOST_AT_ONCE,
    )


def chosen(staff: Staff, kind: Kind, read: Mapping[int, str], now: dt.datetime) -> list[Involvement]:
    """Chosen people of whom it is still asked, in this person's own units."""
    return list(asked_now(staff, kind, now).filter(pk__in=read).select_related("person", "unit__parent"))


def reminders_of(staff: Staff, involvement: Involvement) -> list[ReminderView]:
    """What somebody was sent, the newest first."""
    rows = Reminder.objects.filter(involvement__person=involvement.person_id)
    return [view_of(staff, one) for one in _complete(rows).order_by("-pk")[:MOST_OF_A_PERSON]]


def others_at(staff: Staff, involvement: Involvement) -> list[PersonView]:
    """Others of the reader's own units who stand with this person's telephone; of whoever is elsewhere nothing is
    told."""
    phone = involvement.person.phone
    people = Person.objects.filter(phone=phone, merged_into=None).exclude(pk=involvement.person_id)
    rows = rows_within(Involvement.objects.filter(person__in=people), paths_for(staff, SEE))
    rows = rows.select_related("person", "unit__parent").order_by("person")
    found = {one.person: one for one in (seen_by(staff, row) for row in rows[:MOST_OTHERS])} if phone else {}
    return [one for one in found.values() if one.is_named]


def reminder_with_number(number: int) -> Reminder | None:
    """The reminder of this number."""
    return _complete(Reminder.objects.filter(pk=number)).first()


def failed_in(staff: Staff, now: dt.datetime) -> QuerySet[Reminder]:
    """Reminders of people in this person's units that have not arrived, as far as anybody knows, since which nobody
    called."""
    stopped = Q(message__state=State.OPTED_OUT, consent__ended_at=None)  # by another person at the same number
    failed = _lately(staff, now).filter(Q(message__state__in=(State.FAILED, State.UNSURE)) | stopped, called_at=None)
    answered = Visit.objects.filter(watch__involvement=OuterRef("involvement"), at__gt=OuterRef("message__created_at"))
    return failed.filter(~Exists(answered))


def view_of(staff: Staff, one: Reminder) -> ReminderView:
    """A reminder as this reader sees it."""
    message = one.message
    return ReminderView(
        number=one.pk,
        person=seen_by(staff, one.involvement),
        kind=Kind(one.kind),
        at=message.created_at,
        by=message.created_by.full_name,
        state=next(name for name, states in _STATES.items() if message.state in states),
        problem=message.problem,
        ending=message.ending,
        called_by=one.called_by.full_name if one.called_by is not None else "",
        called_at=one.called_at,
        is_open=one.called_at is None and is_unreached(one),
    )


def consents_of(person: Person) -> list[Consent]:
    """What somebody agreed to and took back, the newest first."""
    rows = Consent.objects.filter(person=person).select_related("asked_by", "ended_by")
    return list(rows.order_by("-pk")[:MOST_OF_A_PERSON])


def _lately(staff: Staff, now: dt.datetime) -> QuerySet[Reminder]:
    since = (now - SHOWN_FOR).astimezone(VIET_NAM).date()
    rows = Reminder.objects.filter(Q(day__gt=since), involvement__person__merged_into=None)
    return rows_within(rows, paths_for(staff, LIST), by="involvement__path")


def _complete(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    return rows.select_related(
        "message__created_by", "called_by", "involvement__person", "involvement__unit__parent", "consent"
    )
