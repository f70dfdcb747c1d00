"""Which rows of a directive an action opens: those of the participants for whom somebody works, and those below them.

The permission table says which roles an action is for; a participant is not a unit, so which participant is asked here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from bluezone.portal.directives.models import DirectiveRecord, Participant, ReportRecord, TransitionRecord
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.history import paths_on
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import is_within
from bluezone.portal.places.selectors import came_from_within
from bluezone.rollout.reports.report import Step

_WATCHING = ("directives.watch", "directives.collect", "directives.approve")


def participants_of(staff: Staff, directive: DirectiveRecord) -> list[Participant]:
    """The participants for whom this person works, in the directive's order."""
    rows = Participant.objects.filter(directive=directive, memberships__staff=staff, memberships__ended_at=None)
    return list(rows.order_by("place"))


def works_for(staff: Staff, action: str, participant: Participant) -> bool:
    """Whether the table gives the action to this person, and they work for this participant."""
    return is_allowed(staff, action) and participant.memberships.filter(staff=staff, ended_at=None).exists()


def works_above(staff: Staff, action: str, participant: Participant) -> bool:
    """Whether this person works for somebody to whom the participant reports, directly or through others."""
    return is_allowed(staff, action) and any(works_for(staff, action, above) for above in above_of(participant))


def works_for_or_above(staff: Staff, action: str, participant: Participant) -> bool:
    """Whether this person works for the participant, or for one above it."""
    return works_for(staff, action, participant) or works_above(staff, action, participant)


def highest_of(staff: Staff, action: str, directive: DirectiveRecord) -> Participant | None:
    """The highest participant for whom this person works: what they see is everything at and below it."""
    if not is_allowed(staff, action):
        return None
    return min(participants_of(staff, directive), key=lambda one: (len(list(above_of(one))), one.place), default=None)


def watches(staff: Staff, directive: DirectiveRecord) -> bool:
    """Whether the pages about everybody's reports are open to this person."""
    return any(highest_of(staff, action, directive) is not None for action in _WATCHING)


def receiver_of(staff: Staff, participant: Participant) -> Participant | None:
    """The participant to which this report goes, where the person works for it and may decide."""
    receiver = participant.reports_to
    return receiver if receiver is not None and works_for(staff, "directives.decide", receiver) else None


def others_who_decide(staff: Staff, participant: Participant) -> list[Staff]:
    """Whoever else decides on the participant's report: those who work where it goes, with a role for it."""
    working = Staff.objects.filter(
        memberships__participant=participant.reports_to_id, memberships__ended_at=None, is_active=True
    )
    return [one for one in working.exclude(pk=staff.pk).order_by("sort_key") if is_allowed(one, "directives.decide")]


def sent_alone_by(staff: Staff, participants: Iterable[int]) -> set[int]:
    """Participants whose report this person typed and sent, or took in as a spreadsheet: nobody knows who filled that
    in, and whoever collects has the blank form, too. None of paper, which two have keyed.
    """
    sent = ReportRecord.objects.filter(sent_alone(staff), participant__in=list(participants))
    return set(sent.values_list("participant", flat=True))


def sent_alone(staff: Staff) -> Q:
    """Says of reports what `sent_alone_by` says of their participants."""
    sent = TransitionRecord.objects.filter(report=OuterRef(OuterRef("pk")), step=Step.SUBMIT.value).order_by("-pk")
    is_last_theirs = Exists(TransitionRecord.objects.filter(pk=Subquery(sent.values("pk")[:1]), by=staff))
    return Q(is_last_theirs) & ~Q(way=ReportRecord.Way.PAPER)


def staffed_by(staff: Staff, directive: DirectiveRecord) -> QuerySet[Participant] | None:
    """The participants of whom this person says who works there; None for nobody at all.

    Whoever works where all reports come together says so for everybody, a department that collects for itself and those
    who report to it; nobody else for anybody.
    """
    through = directive.participants.get(key=directive_of(directive.source).reporting.through)
    if works_for(staff, "directives.seat", through):
        return directive.participants.all()
    highest = highest_of(staff, "directives.seat", directive)
    if highest is None or not highest.reporters.exists():
        return None
    return directive.participants.filter(below(highest, itself=True))


def drafts_papers(staff: Staff, participant: Participant) -> bool:
    """Whether this person writes papers for the participant: only where all reports come together, or go to, because a
    department sees a part of the sums.
    """
    reporting = directive_of(participant.directive.source).reporting
    return participant.key in {reporting.through, reporting.to} and works_for(staff, "directives.collect", participant)


def name_of(reader: Staff, person: Staff) -> str:
    """What somebody who seats people is told of one: the full name within their own units, else the sign-in name."""
    paths = paths_for(reader, "directives.seat")
    is_own = any(is_within(grant.path, path) for grant in person.current_grants for path in paths)
    return person.full_name if is_own or person.pk == reader.pk else person.username


def keeps_letter(staff: Staff, record: DirectiveRecord) -> bool:
    """Whether this person keeps the signed letter of a directive: in the unit that issued it, or where its reports come
    together; and whoever registered it.
    """
    if not is_allowed(staff, "directives.keep"):
        return False
    through = record.participants.get(key=directive_of(record.source).reporting.through)
    is_own = any(is_within(record.path, path) for path in paths_for(staff, "directives.keep"))
    return is_own or record.loaded_by_id == staff.pk or works_for(staff, "directives.keep", through)


def is_registrars_ground(participant: Participant, day: dt.date) -> bool:
    """Whether whoever registered the directive has or had a role over the ground of this participant, so that what is
    kept there may stand beside its figures: anybody who collects may register one, about anybody. What came from the
    command line is the operator's word.
    """
    registrar = participant.directive.loaded_by_id
    if registrar is None:
        return True
    given = Grant.objects.filter(staff=registrar, role__in=BY_ACT["directives.load"].roles)
    return is_over(tuple(given.values_list("path", flat=True)), participant.path, participant.unit, day)


def is_over(paths: Iterable[str], path: str, unit: Unit | None, day: dt.date) -> bool:
    """Whether ground lies within one of these paths, came of what does, or has become nothing but what does."""
    outer = tuple(paths)
    if any(is_within(path, one) for one in outer) or came_from_within(unit, outer):
        return True
    became = [one for one in paths_on(path, day) if one != path]
    return bool(became) and all(any(is_within(one, whole) for whole in outer) for one in became)


def stands_on(path: str, ground: str, day: dt.date) -> bool:
    """Whether something lies on the ground of a participant, as it was on the letter's day or is now; nothing does
    where nobody knows which ground that is."""
    return bool(ground) and (is_within(path, ground) or any(is_within(path, one) for one in paths_on(ground, day)))


def own_organisation(participant: Participant, day: dt.date) -> Organisation | None:
    """The participant in the portal's list; none that lies elsewhere and is called the same, which earlier releases
    joined by name."""
    found = participant.organisation
    return found if found is not None and stands_on(found.path, participant.path, day) else None


def above_of(participant: Participant) -> Iterable[Participant]:
    """The participants above this one, the nearest first."""
    current = participant.reports_to
    while current is not None:  # a list in which reporting runs in a circle is not registered
        yield current
        current = current.reports_to
