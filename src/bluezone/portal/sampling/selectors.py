"""Reads of samples: who is to be sampled, how far samples are, and what they said of somebody. Only whoever works where
people are, or where a sample was taken, reads them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Case
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import few_within, rows_within
from bluezone.portal.sampling.barcodes import spaced
from bluezone.portal.sampling.models import Due, Member, Order, Result, Sample
from bluezone.portal.sampling.planning import days_of_tests
from bluezone.portal.sampling.rules import LATE_AFTER, Kind, Value, is_negative_at_the_end
from bluezone.portal.sampling.services import digest_of_person, digest_of_sample, digest_of_steps, digests_of_people
from bluezone.portal.tracing.course import Happening, What
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import PersonView, called, own_paths, seen_by
from bluezone.portal.tracing.supposing import cascade_if_positive, counted_changes
from bluezone.portal.world import VIET_NAM

ROUND, LIST, SEE, SEND, RESULT, TELL = (f"sampling.{act}" for act in ("round", "list", "see", "send", "result", "tell"))
LABELS = "sampling.labels"
MOST_WANTED, MOST_PLACES, MOST_OF_ONE, MOST_SENT = 40, 40, 50, 200
UNSENT, AWAY, LATE, UNTOLD = "unsent", "away", "late", "untold"
SAMPLES = Listing(
    caption=_("Samples, whichever was taken last first"),
    columns=(
        Column("barcode", _("Barcode")),
        Column("people", _("Whose")),
        Column("taken", _("Taken on"), ("taken_on",)),
        Column("step", _("How far it is")),
        Column("result", _("Result")),
    ),
    filters=(
        Filter(
            "state",
            (
                ("", _("All")),
                (UNSENT, _("To be sent")),
                (AWAY, _("Without a result")),
                (LATE, _("Result is late")),
                (Value.POSITIVE.value, _("Positive")),
                (UNTOLD, _("Positive, not told")),
            ),
        ),
    ),
    search=_("Barcode, name or telephone"),
    names_people=True,
    hint=_("Try a part of the name, or the nine digits of the barcode."),
    empty=Empty("tube", _("No sample here"), _("Samples appear here as soon as somebody takes one.")),
    by_key=True,
    older=_("Taken before"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who is to be sampled."""

    number: int
    """Of the involvement."""
    person: PersonView
    since: dt.date
    why: str
    """Of an order, in words; empty where the days of the rules ask for it."""
    is_single: bool
    as_read: str

    def days_late(self, today: dt.date) -> int:
        """How many days it has been wanted for."""
        return max(0, (today - self.since).days)


@dataclass(frozen=True, slots=True)
class Round:
    """The people who are to be sampled today."""

    wanted: list[Wanted]
    count: int
    places: list[tuple[Unit, int]]


@dataclass(frozen=True, slots=True)
class Whose:
    """One of the people of a sample."""

    number: int
    """Of the member."""
    person: PersonView
    case: str
    """The number of the case that stands on it."""
    case_state: str
    told_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class SampleView:
    """One sample as its reader sees it."""

    number: int
    barcode: str
    """As people read it; empty once it is forgotten."""
    kind: Kind
    people: list[Whose]
    ordered_on: dt.date
    taken_on: dt.date
    sent_at: dt.datetime | None
    received_at: dt.datetime | None
    laboratory: str
    value: str
    found_at: dt.datetime | None
    is_late: bool
    as_read: str
    steps_read: str

    @property
    def value_text(self) -> str:
        """The result in the reader's language; empty without one."""
        return str(Value(self.value).label) if self.value else ""

    @property
    def is_untold(self) -> bool:
        """Whether one of its people is positive and was not told."""
        return self.value == Value.POSITIVE and self.kind is not Kind.POOL and any(not o.told_at for o in self.people)


def round_of(staff: Staff, unit: int | None, now: dt.datetime) -> Round:
    """Finds who is to be sampled in this person's units, or in one place of them, who has waited longest first."""
    rows = wanted_in(staff, now)
    counts = dict(rows.order_by().values_list("path").annotate(people=Count("pk")))
    count = sum(counts.values())
    if unit is not None:
        here = Unit.objects.filter(pk=unit).values_list("path", flat=True).first() or ""
        rows, count = rows.filter(path=here), counts.get(here, 0)
    first = rows.order_by("path", "wanted_on", "pk") if unit is not None else rows.order_by("wanted_on", "path", "pk")
    units = Unit.objects.filter(path__in=counts).order_by("sort_key", "pk")[:MOST_PLACES]
    found = first.select_related("involvement__person", "involvement__unit__parent")[:MOST_WANTED]
    return Round(_wanted(staff, found), count, [(one, counts[one.path]) for one in units])


def wanted_in(staff: Staff, now: dt.datetime) -> QuerySet[Due]:
    """People of this person's units of whom a sample is wanted today."""
    today = now.astimezone(VIET_NAM).date()
    rows = Due.objects.filter(Q(wanted_until=None) | Q(wanted_until__gte=today), wanted_on__lte=today)
    return rows_within(rows, paths_for(staff, ROUND))


def wanted_of(staff: Staff, involvement: Involvement) -> Wanted | None:
    """When somebody's next sample is wanted, today or later; None for never."""
    row = Due.objects.filter(involvement=involvement, wanted_on__isnull=False).first()
    return _wanted(staff, [row])[0] if row is not None else None


def unit_of_labels(staff: Staff) -> Unit:
    """Finds the first of the units for which this person prints labels. Raises RefusedError for none."""
    unit = Unit.objects.filter(path__in=paths_for(staff, LABELS)).order_by("pk").first()
    if unit is None:
        raise RefusedError("labels are printed for a unit, and your role has none")
    return unit


def people_with_numbers(numbers: Iterable[int]) -> dict[int, Involvement]:
    """The people of these numbers."""
    return Involvement.objects.select_related("person", "unit__parent", "outbreak").in_bulk(list(numbers))


def samples_in(staff: Staff, act: str = LIST) -> QuerySet[Sample]:
    """Samples that were taken in this person's units."""
    return rows_within(Sample.objects.all(), paths_for(staff, act))


def unsent_in(rows: QuerySet[Sample]) -> QuerySet[Sample]:
    """Narrows down to tubes that nobody has sent to a laboratory."""
    return rows.filter(value="", sent_at=None).exclude(kind=Kind.RAPID)


def on_the_way_in(rows: QuerySet[Sample]) -> QuerySet[Sample]:
    """Narrows down to tubes that were sent and of which no laboratory has said that it has them."""
    return rows.filter(value="", sent_at__isnull=False, received_at=None)


def late_in(rows: QuerySet[Sample], now: dt.datetime) -> QuerySet[Sample]:
    """Narrows down to samples of which the result is asked for."""
    return rows.filter(value="", taken_on__lt=_late_since(now))


def untold_in(staff: Staff) -> QuerySet[Member]:
    """People of this person's units who are positive, and whom nobody has told."""
    rows = Member.objects.filter(sample__value=Value.POSITIVE, told_at=None).exclude(sample__kind=Kind.POOL)
    return few_within(rows, paths_for(staff, TELL), by="involvement__path")


def page_of_samples(staff: Staff, part: Part, now: dt.datetime) -> Listed[SampleView]:
    """A page of the samples of this person's units, the newest first."""
    rows = _chosen(samples_in(staff), part["state"], now)
    if part.text:
        digits = "".join(part.text.split())
        people = Involvement.objects.filter(called(part.text, own_paths(staff))).values("pk")
        is_it = Q(barcode=digits) if digits.isdigit() else Q(pk=None)
        rows = rows.filter(is_it | Q(pk__in=Member.objects.filter(involvement__in=people).values("sample")))
    found = listed(part.sorted(rows.order_by("-pk")), part)
    views = {one.number: one for one in views_of(staff, found.rows, now)}
    return found.seen(lambda one: views[one.pk])


def unsent_for(staff: Staff, now: dt.datetime) -> list[SampleView]:
    """Tubes that are to be sent, the oldest first."""
    return views_of(staff, list(unsent_in(samples_in(staff, SEND)).order_by("pk")[:MOST_SENT]), now)


def on_the_way_for(staff: Staff, now: dt.datetime) -> list[SampleView]:
    """Tubes that are on their way, the oldest first."""
    return views_of(staff, list(on_the_way_in(samples_in(staff, SEND)).order_by("sent_at", "pk")[:MOST_SENT]), now)


def samples_chosen(staff: Staff, keys: Sequence[int]) -> list[int]:
    """Narrows down to samples that this person may send."""
    return list(few_within(Sample.objects.filter(pk__in=keys), paths_for(staff, SEND)).values_list("pk", flat=True))


def cascade_of(sample: Sample) -> list[tuple[str, str, int]]:
    """How many people would go from which level to which once the person of a sample is a confirmed case, who fell ill
    on the day on which it was taken."""
    member = sample.members.select_related("involvement__outbreak").order_by("pk").first()
    if member is None or member.involvement.level == 0:
        return []
    return counted_changes(cascade_if_positive(member.involvement, sample.taken_on))


def sample_with_number(number: int) -> Sample | None:
    """The sample of this number."""
    return Sample.objects.filter(pk=number).first()


def member_with_number(number: int) -> Member | None:
    """One person's part in a sample, by its number."""
    return Member.objects.select_related("involvement", "sample").filter(pk=number).first()


def members_of(sample: Sample) -> list[Member]:
    """The people of a sample."""
    return list(sample.members.select_related("involvement").order_by("pk"))


def samples_with_barcodes(staff: Staff, barcodes: Iterable[str]) -> dict[str, Sample]:
    """Finds the samples of this person's units that have one of these barcodes."""
    found = few_within(Sample.objects.filter(barcode__in=list(barcodes)), paths_for(staff, RESULT))
    return {one.barcode: one for one in found}


def views_of(staff: Staff, samples: Sequence[Sample], now: dt.datetime) -> list[SampleView]:
    """Samples as this reader sees them, in their order."""
    rows = Member.objects.filter(sample__in=[one.pk for one in samples]).order_by("pk")
    whose = defaultdict(list)
    for one in rows.select_related("involvement__person", "involvement__unit__parent", "case"):
        whose[one.sample_id].append(_whose(staff, one))
    return [
        SampleView(
            number=one.pk,
            barcode=spaced(one.barcode),
            kind=Kind(one.kind),
            people=whose[one.pk],
            ordered_on=one.ordered_on,
            taken_on=one.taken_on,
            sent_at=one.sent_at,
            received_at=one.received_at,
            laboratory=one.laboratory,
            value=one.value,
            found_at=one.found_at,
            is_late=not one.value and one.taken_on < _late_since(now),
            as_read=digest_of_sample(one),
            steps_read=digest_of_steps(one),
        )
        for one in samples
    ]


def samples_of(staff: Staff, involvement: Involvement, now: dt.datetime) -> list[SampleView]:
    """The samples of one person in every outbreak, the newest first."""
    theirs = Member.objects.filter(involvement__person=involvement.person_id).values("sample")
    return views_of(staff, list(Sample.objects.filter(pk__in=theirs).order_by("-taken_on", "-pk")[:MOST_OF_ONE]), now)


def happenings_of(samples: Iterable[SampleView]) -> list[Happening]:
    """Somebody's samples as they stand in the course of their story."""
    return [Happening(one.taken_on, What.SAMPLED, sample=one.number, result=one.value_text) for one in samples]


def samples_of_case(staff: Staff, case: Case, now: dt.datetime) -> list[SampleView]:
    """The samples of a case's person that the reader may see, the newest first: what a second person compares with."""
    rows = Sample.objects.filter(members__involvement__person=case.person_id)
    found = few_within(rows, paths_for(staff, SEE), by="members__involvement__path")
    return views_of(staff, list(found.order_by("-taken_on", "-pk").distinct()[:MOST_OF_ONE]), now)


def results_of(sample: Sample) -> list[Result]:
    """What was said of a sample, the newest first."""
    return list(sample.results.select_related("by").order_by("-pk"))


def open_order_of(involvement: Involvement) -> Order | None:
    """The sample of somebody that is ordered now."""
    return Order.objects.filter(involvement=involvement, ended_at=None).select_related("ordered_by").first()


def read_of(involvement: Involvement) -> str:
    """Names what a page shows of somebody who is to be sampled."""
    return digest_of_person(involvement)


def not_negative_among(involvements: Iterable[int]) -> set[int]:
    """Finds those of these people of whom the rules want a negative test at the end, and there is none."""
    tests = days_of_tests(involvements)
    persons = dict(Involvement.objects.filter(pk__in=tests.keys()).values_list("pk", "person"))
    samples: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    members = Member.objects.filter(involvement__person__in=set(persons.values()))
    members = members.exclude(sample__value=Value.INVALID)
    for person, day, value in members.values_list("involvement__person", "sample__taken_on", "sample__value"):
        samples[person].append((day, value))
    return {key for key, (days, _) in tests.items() if not is_negative_at_the_end(days, samples[persons[key]])}


def _wanted(staff: Staff, rows: Iterable[Due]) -> list[Wanted]:
    found = [one for one in rows if one.wanted_on is not None]
    people = [one.involvement for one in found]
    orders = {one.involvement_id: one for one in Order.objects.filter(involvement__in=people, ended_at=None)}
    read = digests_of_people(people)
    return [
        Wanted(
            number=one.involvement_id,
            person=seen_by(staff, one.involvement),
            since=one.wanted_on or dt.date.min,
            why=_why(orders.get(one.involvement_id)),
            is_single=one.is_single,
            as_read=read[one.involvement_id],
        )
        for one in found
    ]


def _why(order: Order | None) -> str:
    if order is None:
        return ""
    return order.reason or str(order.get_why_display())


def _whose(staff: Staff, member: Member) -> Whose:
    case = member.case
    return Whose(
        number=member.pk,
        person=seen_by(staff, member.involvement),
        case=case.number if case is not None else "",
        case_state=str(case.get_state_display()) if case is not None else "",
        told_at=member.told_at,
    )


def _chosen(rows: QuerySet[Sample], state: str, now: dt.datetime) -> QuerySet[Sample]:
    if state == UNTOLD:
        untold = Member.objects.filter(told_at=None, sample__value=Value.POSITIVE).exclude(sample__kind=Kind.POOL)
        return rows.filter(pk__in=untold.values("sample"))
    narrowed = {
        UNSENT: unsent_in(rows),
        AWAY: rows.filter(value=""),
        LATE: late_in(rows, now),
        Value.POSITIVE.value: rows.filter(value=Value.POSITIVE),
    }
    return narrowed.get(state, rows)


def _late_since(now: dt.datetime) -> dt.date:
    return (now - LATE_AFTER).astimezone(VIET_NAM).date()
