"""Samples for a demonstration: in the story a contact who is negative and one whose tube is on its way; in an outbreak
something of all that may become of a sample. In the story nobody waits to be sampled, so Today can be emptied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count

from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.sampling import results, services
from bluezone.portal.sampling.models import Sample
from bluezone.portal.sampling.rules import Finding, Kind, Value
from bluezone.portal.tracing.models import Involvement

_LABORATORY = "Trung tâm Kiểm soát bệnh tật tỉnh"
_IN_A_POOL = 3
_MOST = 2 * _IN_A_POOL + 5


def show_two_samples(*, actor: Staff, here: Unit, now: dt.datetime) -> None:
    """Samples the first contacts of this commune."""
    labels = services.print_labels(actor=actor, unit=here, sheets=1, now=now)
    answered, away = _take(actor, labels, [[one] for one in _contacts(here, 2)], Kind.PCR, now)
    _find(actor, {answered: Value.NEGATIVE}, now)
    _send(actor, [away], now)


def show_samples_of_all_kinds(*, actor: Staff, now: dt.datetime) -> None:
    """Samples contacts of the commune with most of them by each kind of test, with each result, and leaves some without
    one; nobody where there are too few."""
    here = _with_most_contacts()
    if here is None:
        return
    labels = services.print_labels(actor=actor, unit=here, sheets=1, now=now)
    people = _contacts(here, _MOST)
    pooled, single = people[: 2 * _IN_A_POOL], people[2 * _IN_A_POOL :]
    pools = _take(actor, labels, [pooled[:_IN_A_POOL], pooled[_IN_A_POOL:]], Kind.POOL, now)
    tubes = _take(actor, labels[2:], [[one] for one in single[:4]], Kind.PCR, now)
    (rapid,) = _take(actor, labels[6:], [single[4:5]], Kind.RAPID, now)
    values = [Value.NEGATIVE, Value.POSITIVE, Value.INVALID]
    _find(actor, {**dict(zip(tubes, values, strict=False)), pools[0]: Value.POSITIVE, rapid: Value.NEGATIVE}, now)
    _send(actor, [pools[1]], now)


def show_negative_samples(*, actor: Staff, people: Sequence[Involvement], now: dt.datetime) -> None:
    """Samples these people of one commune, each by a test of their own, with a negative result the same day."""
    labels = services.print_labels(actor=actor, unit=people[0].unit, sheets=1, now=now)
    tubes = _take(actor, labels, [[one] for one in people], Kind.PCR, now)
    _find(actor, dict.fromkeys(tubes, Value.NEGATIVE), now)


def _with_most_contacts() -> Unit | None:
    contacts = Involvement.objects.filter(level__gte=1).values_list("unit").annotate(people=Count("pk"))
    most = contacts.filter(people__gte=_MOST).order_by("-people", "unit").first()
    return Unit.objects.get(pk=most[0]) if most is not None else None


def _contacts(here: Unit, most: int) -> list[Involvement]:
    rows = Involvement.objects.filter(path=here.path, level__gte=1).select_related("outbreak", "person", "unit")
    return list(rows.order_by("level", "pk")[:most])


def _take(
    actor: Staff, labels: Sequence[str], people: Sequence[Sequence[Involvement]], kind: Kind, now: dt.datetime
) -> list[Sample]:
    tubes = [services.Tube(label, tuple(some)) for label, some in zip(labels, people, strict=False)]
    read = services.digests_of_people([one for some in people for one in some])
    return services.take_samples(actor=actor, kind=kind, tubes=tubes, taken_on=now.date(), read=read, now=now)


def _find(actor: Staff, values: dict[Sample, Value], now: dt.datetime) -> None:
    findings = {one.pk: Finding(value, now.date()) for one, value in values.items()}
    read = {one.pk: services.digest_of_steps(one) for one in values}
    results.note_results(actor=actor, findings=findings, read=read, now=now)


def _send(actor: Staff, samples: Sequence[Sample], now: dt.datetime) -> None:
    read = {one.pk: services.digest_of_steps(one) for one in samples}
    services.send_samples(actor=actor, samples=list(read), laboratory=_LABORATORY, read=read, now=now)
