"""Writes of interviews: a part is taken once, however often it is sent, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from bluezone.portal.as_read import digest_of, digest_to_keep, require_as_read
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.services import locked_case, note_on, require_open
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.interview.models import Part
from bluezone.portal.interview.telling import Draft, Fact, Illness, Met, Places, facts_of, words_of
from bluezone.portal.tracing.contacts import record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import record_landmark


@transaction.atomic
def take_part(
    *, actor: Staff, case: Case, draft: Draft, read: str, now: dt.datetime, entropy: Callable[[int], bytes]
) -> Part:
    """Writes what a case told in one step into what there is for it; a draft that was taken before is there already.
    Raises RefusedError, and ChangedError where the case is not what was read; then nothing was noted."""
    case = locked_case(case)
    digest = digest_to_keep(draft.step, words_of(draft.told))
    known = Part.objects.filter(number=draft.number).first()
    if known is not None:
        return _the_same(known, case, digest)
    require_open(case)
    require_as_read(read, digest_of_asked(case))
    made, facts = _write(draft, actor, case, now, entropy)
    part = Part.objects.create(
        number=draft.number, digest=digest, case=case, step=draft.step, facts=facts, made=made, by=actor, at=now
    )
    note_on(case, actor, "interview.note", now, step=str(draft.step), made=made)
    return part


def digest_of_asked(case: Case) -> str:
    """Names whom the page shows as the one who is asked, for the forms of all steps: not whether somebody confirmed the
    case meanwhile."""
    person = case.person
    return digest_of(case.number, person.pk, person.full_name, person.phone, person.birth_year, case.onset)


def forget_what_was_told(before: dt.datetime) -> int:
    """Forgets what cases told long ago of their illness and their home; that they were asked stays. The digest goes,
    too: so few words are possible that whoever has it finds them by trying. How many parts."""
    return Part.objects.filter(at__lt=before).exclude(facts={}, digest="").update(facts={}, digest="")


def _the_same(known: Part, case: Case, digest: str) -> Part:
    if known.case_id != case.pk or known.digest != digest:
        raise RefusedError("this was noted already, with other words; please look at what stands there")
    return known


def _write(
    draft: Draft, actor: Staff, case: Case, now: dt.datetime, entropy: Callable[[int], bytes]
) -> tuple[int, dict[str, Fact]]:
    """Writes what was told to where it belongs: how many things, and what is kept with the part itself."""
    told = draft.told
    if isinstance(told, Places):
        return _note_stays(told, actor, case, now), {}
    if isinstance(told, Met):
        return _note_contacts(told, actor, case, now, entropy), {}
    if isinstance(told, Illness):
        told.require_past(now.date())
    return 0, facts_of(told)


def _note_stays(told: Places, actor: Staff, case: Case, now: dt.datetime) -> int:
    for stay in told.stays:
        record_landmark(
            actor=actor,
            case=case,
            place=stay.place,
            unit=stay.unit,
            begins=stay.begins,
            ends=stay.ends,
            what=stay.what,
            is_public=stay.is_public,
            now=now,
        )
    return len(told.stays)


def _note_contacts(told: Met, actor: Staff, case: Case, now: dt.datetime, entropy: Callable[[int], bytes]) -> int:
    source = involve(outbreak_at(case.path, case.onset), case.person)
    record_contacts(actor=actor, source=source, contacts=told.contacts, now=now, entropy=entropy)
    return len(told.contacts)
