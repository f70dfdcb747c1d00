"""A directive enters the register: its file, everybody who takes part, and what each was told to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.counted_tables import count_anew
from bluezone.portal.directives.models import Assigned, DirectiveRecord, Membership, Participant
from bluezone.portal.directives.policy import is_over, staffed_by, stands_on
from bluezone.portal.directives.services.holding import held
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import below, province_of, rows_within
from bluezone.portal.places.selectors import came_from_within, units_on
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.addressees.expecting import Expectation, expect
from bluezone.rollout.addressees.organisations import Organisations, read_organisations
from bluezone.rollout.directive.fields import refuse
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.directive.loading import read_directive
from bluezone.vietnam.names import sort_key

_AT_ONCE = 1_000


@transaction.atomic
def register_directive(
    *, actor: Staff | None, source: bytes, name: str, organisations: bytes, organisations_name: str, now: dt.datetime
) -> DirectiveRecord:
    """Registers the directive in these two files. Raises DirectiveError with the place, RefusedError for one that is
    there.
    """
    directive = read_directive(source, name)
    listed = read_organisations(organisations, organisations_name)
    _require_ends(directive, listed, organisations_name)
    if DirectiveRecord.objects.filter(key=directive.id).exists():
        raise RefusedError("a directive of this id is registered already")
    record = _record(directive, source, actor, now)
    participants = _take_in(record, directive, listed)
    if actor is not None:
        through = participants[directive.reporting.through]
        Membership.objects.create(participant=through, staff=actor, given_by=actor, given_at=now)
    _note(actor, "directives.load", record, now, {"participants": len(participants)})
    return record


@transaction.atomic
def give_membership(*, actor: Staff | None, participant: Participant, staff: Staff, now: dt.datetime) -> Membership:
    """Lets somebody work for this participant from now on. Raises RefusedError where they do already."""
    participant = held(participant)
    if participant.memberships.filter(staff=staff, ended_at=None).exists():
        raise RefusedError("this person has a seat there already")
    made = Membership.objects.create(participant=participant, staff=staff, given_by=actor, given_at=now)
    _note(actor, "directives.seat", participant.directive, now, {"participant": participant.key, "staff": staff.pk})
    return made


def appoint(*, actor: Staff, record: DirectiveRecord, key: str, username: str, now: dt.datetime) -> Membership:
    """Lets a colleague work for the participant of this key from now on. Raises RefusedError where the actor may not
    say so of such a participant, or where nobody in the actor's units is called so: nobody's name is learnt elsewhere.
    """
    among = staffed_by(actor, record)
    participant = among.filter(key=key).first() if among is not None else None
    staff = _colleague(actor, username)
    if participant is None or staff is None:
        raise RefusedError("there is no office or no colleague of this name")
    return give_membership(actor=actor, participant=participant, staff=staff, now=now)


@transaction.atomic
def end_membership(*, actor: Staff, membership: Membership, now: dt.datetime) -> None:
    """Ends a membership: they work there no more. Raises RefusedError the second time."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("participant__directive")
    given = rows.get(pk=membership.pk)
    if given.ended_at is not None:
        raise RefusedError("this seat has ended already")
    given.ended_at = now
    given.save(update_fields=["ended_at"])
    detail = {"participant": given.participant.key, "staff": given.staff_id, "ended": True}
    _note(actor, "directives.seat", given.participant.directive, now, detail)


@transaction.atomic
def name_lead(*, actor: Staff, participant: Participant, instruction: str, username: str, now: dt.datetime) -> None:
    """Names who leads one task at a participant; an empty name is nobody. Raises RefusedError for a task that is not
    theirs, and for anybody who does not work there.
    """
    assigned = participant.assignments.select_for_update().filter(instruction=instruction).first()
    if assigned is None:
        raise RefusedError("this office was not given this task")
    working = participant.memberships.filter(staff__username=username, ended_at=None).select_related("staff").first()
    if username and working is None:
        raise RefusedError("only somebody who has a seat there leads a task")
    assigned.lead = working.staff if working is not None else None
    assigned.save(update_fields=["lead"])
    detail = {"participant": participant.key, "instruction": assigned.instruction}
    _note(actor, "directives.lead", participant.directive, now, detail)


def _colleague(actor: Staff, username: str) -> Staff | None:
    """Whoever is called so and has a role in the units for which the actor says who sits where, or in what became of
    them.
    """
    found, paths = Staff.objects.filter(username=username, is_active=True).first(), paths_for(actor, "directives.seat")
    units = [grant.unit for grant in found.current_grants] if found is not None else []
    return found if any(came_from_within(unit, paths) for unit in units) else None


def _require_ends(directive: Directive, listed: Organisations, name: str) -> None:
    """Requires that results go somewhere, through somebody who is on the list."""
    for wanted in (directive.reporting.to, directive.reporting.through):
        if wanted not in listed:
            refuse(name, "", f"không có {wanted}, nơi nhận báo cáo", f"{wanted}, which reports go to, is not there")


def _record(directive: Directive, source: bytes, actor: Staff | None, now: dt.datetime) -> DirectiveRecord:
    letter = directive.letter
    unit = _unit(letter.unit, letter.date)
    basis = letter.bases[0]
    return DirectiveRecord.objects.create(
        key=directive.id,
        number=letter.number or "",
        kind=letter.kind,
        date=letter.date,
        issuer=letter.issuer,
        subject=letter.subject,
        basis=f"{basis.number}, {basis.date:%d/%m/%Y}"[:200],
        due=directive.reporting.due,
        period=f"{letter.date:%Y-%m}",
        source=source.decode("utf-8-sig").replace("\r\n", "\n"),
        path=unit.path if unit else "",
        loaded_by=actor,
        loaded_at=now,
        reminded_until=now,
    )


def _take_in(record: DirectiveRecord, directive: Directive, listed: Organisations) -> dict[str, Participant]:
    """Stores everybody on the list, those above before those below, so that each finds the one it reports to."""
    expectation = expect(directive, listed)
    made: dict[str, Participant] = {}
    places = {organisation.id: place for place, organisation in enumerate(listed)}
    units = {unit.code: unit for unit in units_on(record.date).filter(code__in={one.unit for one in listed})}
    named = _organisations_called({one.name for one in listed}, record)
    dues = {expected.organisation.id: expected.due for expected in expectation.reports}
    waiting = list(reversed(listed.from_the_bottom()))
    while waiting:
        ready = [one for one in waiting if one.reports_to is None or one.reports_to in made]
        waiting = [one for one in waiting if not (one.reports_to is None or one.reports_to in made)]
        rows = Participant.objects.bulk_create(
            (
                Participant(
                    directive=record,
                    key=one.id,
                    name=one.name[:200],
                    kind=one.kind,
                    unit_code=one.unit[:12],
                    unit=units.get(one.unit),
                    path=units[one.unit].path if one.unit in units else record.path,
                    organisation=_the_one_of(
                        named.get(one.name, ()), units[one.unit].path if one.unit in units else record.path, record
                    ),
                    reports_to=made[one.reports_to] if one.reports_to else None,
                    line=below(made[one.reports_to].line if one.reports_to else "", str(places[one.id])),
                    place=places[one.id],
                    is_expected=one.id in dues,
                    due=dues.get(one.id),
                    sort_key=sort_key(one.name)[:400],
                )
                for one in ready
            ),
            _AT_ONCE,
        )
        made.update((row.key, row) for row in rows)
    _assign(expectation, made)
    count_anew(len(made), Participant, Assigned)
    return made


def _organisations_called(names: set[str], record: DirectiveRecord) -> dict[str, list[Organisation]]:
    """Open organisations of the province that are called as somebody on the list."""
    here = rows_within(Organisation.objects.filter(closed_on=None), (province_of(record.path),))
    found: dict[str, list[Organisation]] = {}
    for one in here.select_related("unit"):
        if one.name in names:
            found.setdefault(one.name, []).append(one)
    return found


def _the_one_of(called: Iterable[Organisation], ground: str, record: DirectiveRecord) -> Organisation | None:
    """The only one on this ground within the units of whoever registers: communes of many districts have one name, and
    anybody may write the name of anybody."""
    today, actor = record.loaded_at.astimezone(VIET_NAM).date(), record.loaded_by
    found = [
        one
        for one in called
        if stands_on(one.path, ground, today)
        and (actor is None or is_over(paths_for(actor, "directives.load"), one.path, one.unit, today))
    ]
    return found[0] if len(found) == 1 else None


def _assign(expectation: Expectation, made: dict[str, Participant]) -> None:
    Assigned.objects.bulk_create(
        (
            Assigned(
                participant=made[expected.organisation.id],
                instruction=assignment.instruction.id,
                clause=assignment.place,
                due=assignment.instruction.due,
            )
            for expected in expectation.reports
            for assignment in expected.assignments
        ),
        _AT_ONCE,
    )


def _unit(code: str, day: dt.date) -> Unit | None:
    return units_on(day).filter(code=code).first()


def _note(
    actor: Staff | None, act: str, record: DirectiveRecord, now: dt.datetime, detail: Mapping[str, object]
) -> None:
    record_write(
        actor=actor, act=act, now=now, subjects=[("directive", record.key[:40])], path=record.path, detail=detail
    )
