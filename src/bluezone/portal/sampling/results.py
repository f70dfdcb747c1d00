"""Results of samples: entered one by one or as a list, together or not at all.

A positive result makes nobody a case. It opens one, exactly as an officer opens one by hand; a second person compares
it with the result and confirms it on the case's page, and everybody's level follows in that act. So there is one way
to a confirmed case, whatever began it. A positive pool opens none: each of its members is to be tested singly. A
negative result releases nobody: whoever is released is named in a paper that somebody signs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.services import open_case_of
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.sampling.models import Member, Order, Result, Sample
from bluezone.portal.sampling.planning import follow_people
from bluezone.portal.sampling.rules import Finding, Kind, Value
from bluezone.portal.sampling.services import (
    MOST_AT_ONCE,
    digest_of_sample,
    digest_of_steps,
    held_people,
    held_samples,
    note_on,
    said_words,
)
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM

OLDEST = dt.timedelta(days=60)
"""How long after it was taken a sample may still have its first result."""


@transaction.atomic
def note_results(
    *, actor: Staff, findings: Mapping[int, Finding], read: Mapping[int, str], now: dt.datetime
) -> list[Sample]:
    """Enters the results of samples, by their numbers; one that is entered already as it stands there is left alone.
    Those that were entered now. Raises RefusedError, and then none is."""
    if not 1 <= len(findings) <= MOST_AT_ONCE:
        raise RefusedError("1 to 500 results are entered at once")
    people, samples = _held(list(findings))
    for one in samples:
        require_as_read(read.get(one.pk, ""), digest_of_steps(one))
    new = [one for one in samples if _is_new(one, findings[one.pk])]
    for one in new:
        require_possible(one, findings[one.pk], now)
        one.found_at = now
        _enter(one, findings[one.pk], people, actor, now)
    _follow(new, people, actor, now)
    return new


@transaction.atomic
def correct_result(*, actor: Staff, sample: Sample, finding: Finding, reason: str, read: str, now: dt.datetime) -> None:
    """Enters another result than stands there, and why. Raises RefusedError while a case stands on the one that stands:
    a second person closes that first, as every case that was none."""
    said = said_words(reason)
    people, (held,) = _held([sample.pk])
    require_as_read(read, digest_of_sample(held))
    if not held.value:
        raise RefusedError("this sample has no result yet")
    if held.value == Value.POSITIVE and _standing_cases(held):
        raise RefusedError("a case stands on this result; close it first, as a test that was wrong")
    require_possible(held, finding, now)
    _put_aside_what_it_asked_for(held, actor, now)
    _enter(held, finding, people, actor, now, reason=said)
    _follow([held], people, actor, now)


def require_possible(sample: Sample, finding: Finding, now: dt.datetime) -> None:
    """Requires a result that this sample can have. Raises RefusedError."""
    if not sample.taken_on <= finding.tested_on <= now.astimezone(VIET_NAM).date():
        raise RefusedError("a sample is tested after it was taken, and not in the future")
    if finding.ct is not None and sample.kind == Kind.RAPID:
        raise RefusedError("a rapid test has no Ct value")
    if now.date() - sample.taken_on >= OLDEST:
        raise RefusedError("this sample was taken more than two months ago")


def _is_new(sample: Sample, finding: Finding) -> bool:
    """Whether nothing stands there. Raises ChangedError where something else does."""
    if sample.value and sample.value != finding.value:
        raise ChangedError("one of these has another result already; correct it on its own page")
    return not sample.value


def _held(keys: Sequence[int]) -> tuple[dict[int, Involvement], list[Sample]]:
    """Holds the people, then their samples: nobody else changes either until the transaction ends."""
    members = Member.objects.filter(sample__in=keys)
    people = {one.pk: one for one in held_people(list(members.values_list("involvement", flat=True)))}
    samples = held_samples(keys)
    if len(samples) != len(set(keys)):
        raise ChangedError("this has changed since you read it; read it again")
    return people, samples


def _enter(
    sample: Sample,
    finding: Finding,
    people: Mapping[int, Involvement],
    actor: Staff,
    now: dt.datetime,
    *,
    reason: str = "",
) -> None:
    Result.objects.create(
        sample=sample, value=finding.value, tested_on=finding.tested_on, ct=finding.ct, by=actor, at=now, reason=reason
    )
    sample.value = finding.value
    sample.save(update_fields=["value", "found_at"])
    for member in sample.members.order_by("pk"):
        _mean(member, sample, people[member.involvement_id], actor, now)


def _mean(member: Member, sample: Sample, person: Involvement, actor: Staff, now: dt.datetime) -> None:
    """What the result of a sample means for one of its people."""
    value, is_pool = sample.value, sample.kind == Kind.POOL
    if value == Value.POSITIVE and not is_pool:
        member.case = _open_case_of(person) or open_case_of(
            actor=actor, person=person.person, onset=sample.taken_on, unit=person.unit, now=now
        )
        member.save(update_fields=["case"])
    elif value == Value.POSITIVE:
        _want(member, person, Order.Why.POOL, actor, now)
    elif value == Value.INVALID:
        _want(member, person, Order.Why.INVALID, actor, now)


def _open_case_of(person: Involvement) -> Case | None:
    """The case of somebody that nobody has closed, the newest."""
    return Case.objects.filter(person=person.person_id).exclude(state=Case.State.CLOSED).order_by("-pk").first()


def _want(member: Member, person: Involvement, why: Order.Why, actor: Staff, now: dt.datetime) -> None:
    """Orders another sample; where one is ordered already, that will do, but of a positive pool a single one."""
    order = Order.objects.filter(involvement=person, ended_at=None).first()
    if order is None:
        Order.objects.create(involvement=person, why=why, upon=member, ordered_by=actor, ordered_at=now)
    elif why is Order.Why.POOL and order.why != Order.Why.POOL:
        order.why, order.upon = why, member
        order.save(update_fields=["why", "upon"])


def _put_aside_what_it_asked_for(sample: Sample, actor: Staff, now: dt.datetime) -> None:
    orders = Order.objects.filter(upon__sample=sample, ended_at=None)
    orders.update(ended_at=now, put_aside_by=actor)


def _standing_cases(sample: Sample) -> bool:
    """Whether a case stands on a sample that nobody has closed as none."""
    return sample.members.filter(case__isnull=False).exclude(case__reason=Case.Reason.NO_CASE).exists()


def _follow(samples: Sequence[Sample], people: Mapping[int, Involvement], actor: Staff, now: dt.datetime) -> None:
    keys = set(Member.objects.filter(sample__in=samples).values_list("involvement", flat=True))
    follow_people(keys)
    note_on([people[key] for key in sorted(keys)], actor, "sampling.result", now)
