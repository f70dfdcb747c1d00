"""Writes about samples up to their result: ordered, labelled, taken, sent, received; and who was told of a positive
one. Each leaves a line in the audit.

Whoever takes a sample of somebody with symptoms has said by that what was done about these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from bluezone.documents.labels import MOST_SHEETS, ON_A_SHEET
from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.services import settle_by_samples
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import SEPARATOR, common_path
from bluezone.portal.sampling.barcodes import barcode_of, barcode_typed, number_of
from bluezone.portal.sampling.models import (
    LONGEST_LABORATORY,
    LONGEST_WORDS,
    Due,
    Labels,
    LastLabel,
    Member,
    Order,
    Sample,
)
from bluezone.portal.sampling.planning import follow_people
from bluezone.portal.sampling.rules import MOST_IN_A_POOL, Kind, Value
from bluezone.portal.tracing.apartness import hold_outbreaks_of
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.names import normalised_name

MOST_AT_ONCE = 500
_LONGEST_AGO = dt.timedelta(days=14)
_SHORTEST_WORDS = 3
_COMMUNE = 2
"""Steps of a path down to a commune."""


@dataclass(frozen=True, slots=True)
class Tube:
    """A label, and whose sample is behind it."""

    barcode: str
    people: tuple[Involvement, ...]

    def require(self, kind: Kind) -> None:
        """Requires as many people as a sample of this kind has. Raises RefusedError."""
        keys = {one.pk for one in self.people}
        if len(keys) != len(self.people):
            raise RefusedError("somebody stands twice in one tube")
        if kind is not Kind.POOL and len(keys) != 1:
            raise RefusedError("one barcode stands at several people; only a pool has several in one tube")
        if kind is Kind.POOL and not 2 <= len(keys) <= MOST_IN_A_POOL:
            raise RefusedError("a pool has 2 to 10 people; type its barcode at each of them")


@transaction.atomic
def print_labels(*, actor: Staff, unit: Unit, sheets: int, now: dt.datetime) -> list[str]:
    """Draws the next barcodes for a unit, whole sheets of them. Raises RefusedError."""
    if not 1 <= sheets <= MOST_SHEETS:
        raise RefusedError("1 to 20 sheets are printed at once")
    last, _ = LastLabel.objects.select_for_update().get_or_create(pk=1)
    first, count = last.number + 1, sheets * ON_A_SHEET
    last.number += count
    last.save(update_fields=["number"])
    made = Labels.objects.create(unit=unit, path=unit.path, first=first, count=count, printed_by=actor, printed_at=now)
    record_write(
        actor=actor,
        act="sampling.labels",
        now=now,
        subjects=[("labels", made.pk)],
        path=unit.path,
        detail={"count": str(count)},
    )
    return [barcode_of(number) for number in range(first, first + count)]


@transaction.atomic
def order_sample(*, actor: Staff, involvement: Involvement, reason: str, read: str, now: dt.datetime) -> Order:
    """Orders a sample of somebody whatever the rules say, and why. Raises RefusedError."""
    said = said_words(reason)
    (held,) = held_people([involvement.pk])
    require_as_read(read, digest_of_person(held))
    if Order.objects.filter(involvement=held, ended_at=None).exists():
        raise RefusedError("a sample of this person is ordered already")
    made = Order.objects.create(involvement=held, why=Order.Why.HAND, reason=said, ordered_by=actor, ordered_at=now)
    follow_people([held.pk])
    note_on([held], actor, "sampling.order", now)
    return made


@transaction.atomic
def put_order_aside(*, actor: Staff, involvement: Involvement, read: str, now: dt.datetime) -> None:
    """Puts the open order of somebody aside. Raises RefusedError: nobody puts aside what a positive pool asks for."""
    (held,) = held_people([involvement.pk])
    require_as_read(read, digest_of_person(held))
    order = Order.objects.filter(involvement=held, ended_at=None).first()
    if order is None:
        raise RefusedError("no sample of this person is ordered")
    if order.why == Order.Why.POOL:
        raise RefusedError("this person stood in a positive pool; only a sample of their own settles it")
    order.ended_at, order.put_aside_by = now, actor
    order.save(update_fields=["ended_at", "put_aside_by"])
    follow_people([held.pk])
    note_on([held], actor, "sampling.put_aside", now)


@transaction.atomic
def take_samples(
    *, actor: Staff, kind: Kind, tubes: Sequence[Tube], taken_on: dt.date, read: Mapping[int, str], now: dt.datetime
) -> list[Sample]:
    """Notes samples that were taken, together or not at all. Raises RefusedError, and ChangedError where a colleague
    has sampled one of the people meanwhile."""
    today = now.astimezone(VIET_NAM).date()
    if not today - _LONGEST_AGO <= taken_on <= today:
        raise RefusedError("a sample is noted within two weeks, and not before it is taken")
    keys = [one.pk for tube in tubes for one in tube.people]
    if not 1 <= len(keys) <= MOST_AT_ONCE or len(set(keys)) != len(keys):
        raise RefusedError("please type the barcode of a sample at somebody, and each person once")
    held = {one.pk: one for one in held_people(keys)}
    for key, one in held.items():
        require_as_read(read.get(key, ""), digest_of_person(one))
    _require_labels([tube.barcode for tube in tubes])
    as_held = [Tube(tube.barcode, tuple(held[one.pk] for one in tube.people)) for tube in tubes]
    made = [_take(tube, kind, actor, taken_on, now) for tube in as_held]
    settle_by_samples(actor=actor, involvements=keys, now=now)
    follow_people(keys)
    note_on(held.values(), actor, "sampling.take", now, kind=kind)
    return made


@transaction.atomic
def send_samples(
    *, actor: Staff, samples: Collection[int], laboratory: str, read: Mapping[int, str], now: dt.datetime
) -> list[Sample]:
    """Notes that samples went to a laboratory, together. Raises RefusedError."""
    where = normalised_name(laboratory)
    if not _SHORTEST_WORDS <= len(where) <= LONGEST_LABORATORY:
        raise RefusedError("please name the laboratory, in up to 80 characters")
    held = _chosen(samples, read)
    if any(one.kind == Kind.RAPID or one.sent_at is not None or one.value for one in held):
        raise RefusedError("one of these went to a laboratory already, has its result, or is a rapid test")
    for one in held:
        one.sent_at, one.sent_by, one.laboratory = now, actor, where
    Sample.objects.bulk_update(held, ["sent_at", "sent_by", "laboratory"], batch_size=200)
    note_on_samples(held, actor, "sampling.send", now)
    return held


@transaction.atomic
def receive_samples(
    *, actor: Staff, samples: Collection[int], read: Mapping[int, str], now: dt.datetime
) -> list[Sample]:
    """Notes that a laboratory has samples which were sent. Raises RefusedError."""
    held = _chosen(samples, read)
    if any(one.sent_at is None or one.received_at is not None for one in held):
        raise RefusedError("one of these was not sent, or has arrived already")
    for one in held:
        one.received_at, one.received_by = now, actor
    Sample.objects.bulk_update(held, ["received_at", "received_by"], batch_size=200)
    note_on_samples(held, actor, "sampling.receive", now)
    return held


@transaction.atomic
def tell_positive(*, actor: Staff, member: Member, read: str, now: dt.datetime) -> None:
    """Notes that somebody was told that they are positive. Raises RefusedError."""
    (sample,) = held_samples([member.sample_id])
    require_as_read(read, digest_of_sample(sample))
    held = Member.objects.select_related("involvement").get(pk=member.pk)
    if sample.value != Value.POSITIVE or sample.kind == Kind.POOL:
        raise RefusedError("there is no positive result of this person to tell of")
    if held.told_at is not None:
        raise RefusedError("a colleague was faster: this person was told")
    held.told_at, held.told_by = now, actor
    held.save(update_fields=["told_at", "told_by"])
    note_on([held.involvement], actor, "sampling.tell", now)


def held_people(keys: Collection[int]) -> list[Involvement]:
    """Holds people as they stand now: first their outbreaks, as whoever computes days does, each in one order."""
    hold_outbreaks_of(keys)
    rows = Involvement.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("person", "unit"))


def held_samples(keys: Collection[int]) -> list[Sample]:
    """Holds samples as they stand now, in one order."""
    return list(Sample.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def digest_of_person(involvement: Involvement) -> str:
    """Names what a page shows of somebody who is to be sampled, for the forms that decide on it."""
    return digests_of_people([involvement])[involvement.pk]


def digests_of_people(people: Collection[Involvement]) -> dict[int, str]:
    """Names what a page shows of each of these, for a form with many."""
    keys = [one.pk for one in people]
    wanted = {one.involvement_id: one for one in Due.objects.filter(involvement__in=keys)}
    last = dict(Member.objects.filter(involvement__in=keys).order_by("pk").values_list("involvement", "pk"))
    return {one.pk: _digest(one, wanted.get(one.pk), last.get(one.pk)) for one in people}


def digest_of_sample(sample: Sample) -> str:
    """Names what a page shows of a sample, for the forms that decide on it."""
    told = list(sample.members.order_by("pk").values_list("pk", "told_at", "case__state"))
    results = list(sample.results.order_by("pk").values_list("pk", "value"))
    return digest_of(sample.pk, sample.sent_at, sample.received_at, sample.value, told, results)


def digest_of_steps(sample: Sample) -> str:
    """Names how far a sample has come, for a form in which many are chosen."""
    return digest_of(sample.pk, sample.barcode, sample.sent_at, sample.received_at, sample.value)


def note_on(people: Collection[Involvement], actor: Staff, act: str, now: dt.datetime, **detail: object) -> None:
    """Writes the audit's line about these people, one for each place where they are."""
    by_path: dict[str, list[tuple[str, object]]] = {}
    for one in people:
        by_path.setdefault(one.path, []).append(("person", one.person_id))
    told = {name: str(value) for name, value in detail.items()}
    for path in sorted(by_path):
        record_write(actor=actor, act=act, now=now, subjects=by_path[path], path=path, detail=told)


def note_on_samples(samples: Collection[Sample], actor: Staff, act: str, now: dt.datetime) -> None:
    """Writes the audit's line about these samples and whose they are, one for each place where they were taken."""
    by_path: dict[str, list[tuple[str, object]]] = {}
    whose: dict[int, list[int]] = {}
    for sample, person in Member.objects.filter(sample__in=samples).values_list("sample", "involvement__person"):
        whose.setdefault(sample, []).append(person)
    for one in samples:
        people = [("person", person) for person in sorted(whose.get(one.pk, ()))]
        by_path.setdefault(one.path, []).extend([("sample", one.pk), *people])
    for path in sorted(by_path):
        record_write(actor=actor, act=act, now=now, subjects=by_path[path], path=path)


def said_words(words: str) -> str:
    """Reads a reason into a line. Raises RefusedError for none."""
    said = normalised_name(words)
    if not _SHORTEST_WORDS <= len(said) <= LONGEST_WORDS:
        raise RefusedError("please say why, in up to 200 characters")
    return said


def _take(tube: Tube, kind: Kind, actor: Staff, taken_on: dt.date, now: dt.datetime) -> Sample:
    tube.require(kind)
    people = tube.people
    keys = [one.pk for one in people]
    orders = {one.involvement_id: one for one in Order.objects.filter(involvement__in=keys, ended_at=None)}
    if kind is Kind.POOL and any(one.why == Order.Why.POOL for one in orders.values()):
        raise RefusedError("one of them stood in a positive pool, and is tested singly now")
    wanted = [day for day in _wanted(keys) if day <= taken_on]
    sample = Sample.objects.create(
        barcode=barcode_typed(tube.barcode),
        kind=kind,
        path=_place_of(people),
        ordered_on=min(wanted, default=taken_on),
        taken_on=taken_on,
        taken_by=actor,
        noted_at=now,
    )
    for one in people:
        member = Member.objects.create(sample=sample, involvement=one)
        if (order := orders.get(one.pk)) is not None:
            order.done_by, order.ended_at = member, now
            order.save(update_fields=["done_by", "ended_at"])
    return sample


def _wanted(keys: Collection[int]) -> list[dt.date]:
    rows = Due.objects.filter(involvement__in=keys, wanted_on__isnull=False)
    return list(rows.values_list("wanted_on", flat=True))  # type: ignore[arg-type] # of those that have one


def _place_of(people: Sequence[Involvement]) -> str:
    """The place of one, the commune of several. Raises RefusedError for people of several communes."""
    path = common_path(one.path for one in people)
    if path.count(SEPARATOR) < _COMMUNE:
        raise RefusedError("a pool is of people of one commune")
    return path


def _require_labels(barcodes: Sequence[str]) -> None:
    """Requires labels that were printed here and are on no tube yet. Raises RefusedError."""
    known = [barcode_typed(one) for one in barcodes]
    if len(set(known)) != len(known):
        raise RefusedError("one barcode stands at several people; only a pool has several in one tube")
    last = LastLabel.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    if any(number_of(one) > last for one in known):
        raise RefusedError("a label with this barcode was never printed here")
    if Sample.objects.filter(barcode__in=known).exists():
        raise RefusedError("a label with this barcode is on another tube already")


def _chosen(samples: Collection[int], read: Mapping[int, str]) -> list[Sample]:
    if not 1 <= len(samples) <= MOST_AT_ONCE:
        raise RefusedError("please choose 1 to 500 samples")
    held = held_samples(samples)
    if len(held) != len(set(samples)):
        raise ChangedError("this has changed since you read it; read it again")
    for one in held:
        require_as_read(read.get(one.pk, ""), digest_of_steps(one))
    return held


def _digest(involvement: Involvement, wanted: Due | None, last: int | None) -> str:
    days = (wanted.wanted_on, wanted.is_ordered, wanted.is_single) if wanted is not None else ()
    return digest_of(involvement.pk, involvement.path, days, last)
