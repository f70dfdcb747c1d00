"""What becomes of a case after it was opened: corrected, closed with a reason, opened again.

Whatever is corrected waits for a second person anew: what one confirmed is not what another wrote over it. Whoever
corrects says all of it in the place of whoever opened it, who may confirm that: else two colleagues alone could correct
nothing.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.cases.classifying import (
    Basis,
    Value,
    classify,
    held_when_corrected,
    held_when_reopened,
    tell_followers,
)
from bluezone.portal.cases.models import Case, Correction
from bluezone.portal.cases.services import locked_case, note_on, require_onset, require_open, said_of_a_person
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff


@transaction.atomic
def correct_case(
    *, actor: Staff, case: Case, full_name: str, phone: str, onset: dt.date, read: str, now: dt.datetime
) -> Correction:
    """Corrects what a case says of its person; what stood there stays with it. Raises RefusedError, and ChangedError
    where a colleague was faster."""
    case = locked_case(case, read)
    require_open(case)
    require_onset(onset, case.opened_at.astimezone(now.tzinfo).date(), now.date())
    said, person = said_of_a_person(full_name, phone), case.person
    before = {"full_name": person.full_name, "phone": person.phone, "onset": case.onset}
    after = {"full_name": said["full_name"], "phone": said["phone"], "onset": onset}
    if before == after:
        raise RefusedError("nothing was changed")
    correction = Correction.objects.create(case=case, **before, by=actor, at=now)
    for name, value in said.items():
        setattr(person, name, value)
    person.save(update_fields=list(said))
    case.onset, case.corrected_by = onset, actor
    case.state, case.confirmed_by, case.confirmed_at = Case.State.OPENED, None, None
    case.save(update_fields=["onset", "corrected_by", "state", "confirmed_by", "confirmed_at"])
    held, basis = held_when_corrected(case, correction.full_name, person.full_name)
    classify(case=case, value=held, basis=basis, by=actor, now=now)
    changed = sorted(name for name in before if before[name] != after[name])
    note_on(case, actor, "cases.correct", now, changed=changed)
    return correction


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
