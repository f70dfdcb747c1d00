"""Reads of quarantine: the list, one person's stays, what can be decided together, and where beds are free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.followup.models import Task, Watch
from bluezone.portal.followup.planning import plan_in_force
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.isolation.centres import counting_beds, digest_of_centre
from bluezone.portal.isolation.course import OPEN, WAITING, Standing, State, What
from bluezone.portal.isolation.models import Centre, Decision, Delivery, Kind, Stay
from bluezone.portal.isolation.of_persons import (
    asked_among,
    ill_among,
    is_asked_anywhere,
    open_tasks_of,
    untested_among,
)
from bluezone.portal.isolation.services import Asked, digests_of, stays_of_person
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.models import State as Draft
from bluezone.portal.places.paths import province_of, rows_within
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import PersonView, called, own_paths, seen_by
from bluezone.portal.world import VIET_NAM
from bluezone.trace.regimes.regime import Kind as Place
from bluezone.trace.regimes.shipped import shipped_regime

LIST, SEE, PROPOSE, DRAW_UP, DELIVER = (f"isolation.{act}" for act in ("list", "see", "propose", "draw_up", "deliver"))
SETTLE = "followup.settle"
DUE, PROPOSED, WRITTEN, UNDELIVERED, GONE, ENDED = "due", "proposed", "written", "undelivered", "gone", "ended"
MOST, MOST_CENTRES = 200, 600
STAYS = Listing(
    caption=_("People in quarantine, whose days end first"),
    columns=(
        Column("person", _("Full name")),
        Column("place", _("Commune"), ("involvement__unit__sort_key",)),
        Column("where", _("Where")),
        Column("until", _("Until"), ("last_day",)),
        Column("state", _("State")),
    ),
    filters=(
        Filter(
            "state",
            (
                ("", _("Proposed and in quarantine")),
                (DUE, _("Days are over")),
                (GONE, _("No rule asks for it any more")),
                (PROPOSED, _("To be decided")),
                (WRITTEN, _("In a paper that is not issued")),
                (UNDELIVERED, _("To be delivered")),
                (ENDED, _("Released")),
            ),
        ),
    ),
    search=_("Name, telephone or pseudonym"),
    names_people=True,
    hint=_("Try a part of the name, or the last digits of the telephone."),
    empty=Empty(
        "shield", _("Nobody here"), _("On the page of somebody who met a case you propose that they stay apart.")
    ),
)


@dataclass(frozen=True, slots=True)
class StayView:
    """One quarantine as its reader sees it."""

    number: int
    person: PersonView
    where: str
    """The place; empty at home."""
    first_day: dt.date
    last_day: dt.date
    state: State
    ended_on: dt.date | None
    is_due: bool
    is_gone: bool
    """No rule asks this person to stay apart any more."""
    is_ill: bool
    """Symptoms of which nobody has said what was done."""
    is_untested: bool
    """No negative test at the end, which the rules want."""
    beyond_by: str
    waiting: Decision | None
    as_read: str


@dataclass(frozen=True, slots=True)
class Told:
    """One decision of a person, with how it was delivered."""

    decision: Decision
    deliveries: list[Delivery]
    may_deliver: bool


@dataclass(frozen=True, slots=True)
class CentreView:
    """A place with its beds."""

    centre: Centre
    taken: int
    as_read: str

    @property
    def free(self) -> int:
        """How many beds are free; below 0 where people confirmed that it takes more."""
        return self.centre.beds - self.taken


def page_of_stays(staff: Staff, part: Part, now: dt.datetime) -> Listed[StayView]:
    """A page of the quarantines of this person's units, whose days end first."""
    rows = _chosen(stays_in(staff), part["state"], now)
    if part.text:
        rows = rows.filter(involvement__in=Involvement.objects.filter(called(part.text, own_paths(staff))))
    found = listed(_complete(rows).order_by("last_day", "pk"), part)
    views = {one.number: one for one in views_of(staff, found.rows, now)}
    return found.seen(lambda one: views[one.pk])


def stays_in(staff: Staff, act: str = LIST) -> QuerySet[Stay]:
    """Quarantines of people who are in this person's units."""
    return rows_within(Stay.objects.all(), paths_for(staff, act), by="involvement__path")


def due_in(rows: QuerySet[Stay], now: dt.datetime) -> QuerySet[Stay]:
    """Narrows down to people whose days are over and about whom no decision waits."""
    over = rows.filter(state=State.APART, last_day__lt=now.astimezone(VIET_NAM).date())
    return over.exclude(Exists(_waiting_of_a_stay()))


def gone_in(rows: QuerySet[Stay]) -> QuerySet[Stay]:
    """Narrows down to people whom no rule asks to stay apart any more, and about whom no decision waits."""
    gone = rows.filter(~is_asked_anywhere(), state=State.APART)
    return gone.exclude(Exists(_waiting_of_a_stay()))


def proposed_in(rows: QuerySet[Stay]) -> QuerySet[Decision]:
    """Decisions about these that nobody has written into a paper, the oldest first."""
    return Decision.objects.filter(stay__in=rows.values("pk"), standing=Standing.PROPOSED).order_by("pk")


def written_in(rows: QuerySet[Stay]) -> QuerySet[Decision]:
    """Decisions about these that stand in a paper which is not issued yet, the oldest first."""
    return Decision.objects.filter(stay__in=rows.values("pk"), standing=Standing.DRAWN_UP).order_by("pk")


def drafts_in(staff: Staff, rows: QuerySet[Stay]) -> QuerySet[OutgoingPaper]:
    """Drafts about these which this person can submit, the first first. What was sent back to the person themselves
    waits for them as any paper of theirs does."""
    papers = rows_within(OutgoingPaper.objects.filter(state=Draft.DRAFT), paths_for(staff, "papers.draft"))
    named = papers.filter(pk__in=written_in(rows).order_by().values("paper"))
    return named.exclude(~Q(remark=""), drafted_by=staff).order_by("pk")


def drafts_offered(staff: Staff) -> QuerySet[OutgoingPaper]:
    """Drafts that wait for this person among quarantines, and so not once more among papers."""
    if not is_allowed(staff, DRAW_UP):
        return OutgoingPaper.objects.none()
    return drafts_in(staff, stays_in(staff, DRAW_UP))


def undelivered_in(rows: QuerySet[Stay]) -> QuerySet[Decision]:
    """Decisions in force about these that nobody has delivered; what the recalled order of a quarantine took along is
    not."""
    done = Delivery.objects.filter(decision=OuterRef("pk")).exclude(outcome=Delivery.Outcome.ABSENT)
    counting = rows.exclude(state=State.VOID)
    issued = Decision.objects.filter(stay__in=counting.values("pk"), standing=Standing.IN_FORCE)
    return issued.exclude(Exists(done)).order_by("pk")


def views_of(staff: Staff, stays: Sequence[Stay], now: dt.datetime) -> list[StayView]:
    """Quarantines as this reader sees them, in their order."""
    keys = [one.pk for one in stays]
    waiting = {one.stay_id: one for one in Decision.objects.filter(stay__in=keys, standing__in=WAITING)}
    asked, ill, untested = asked_among(stays), ill_among(stays), untested_among(stays)
    today, read = now.astimezone(VIET_NAM).date(), digests_of(stays)
    return [
        StayView(
            number=one.pk,
            person=seen_by(staff, one.involvement),
            where=one.centre.name if one.centre is not None else "",
            first_day=one.first_day,
            last_day=one.last_day,
            state=State(one.state),
            ended_on=one.ended_on,
            is_due=one.state == State.APART and one.last_day < today,
            is_gone=one.state == State.APART and one.pk not in asked,
            is_ill=one.pk in ill,
            is_untested=one.pk in untested,
            beyond_by=one.beyond_by.full_name if one.beyond_by is not None else "",
            waiting=waiting.get(one.pk),
            as_read=read[one.pk],
        )
        for one in stays
    ]


def stays_of(staff: Staff, involvement: Involvement, now: dt.datetime) -> list[StayView]:
    """The quarantines of one person, in every outbreak, the newest first."""
    return views_of(staff, list(_complete(_seen_of(staff, involvement))[:MOST]), now)


def last_stay_of(staff: Staff, involvement: Involvement, now: dt.datetime) -> StayView | None:
    """The newest quarantine of one person, for whoever may see it."""
    found = list(_complete(_seen_of(staff, involvement))[:1])
    return views_of(staff, found, now)[0] if found else None


def decisions_of(staff: Staff, involvement: Involvement) -> list[Told]:
    """What was decided about one person, the newest first, and how that was delivered."""
    rows = Decision.objects.filter(stay__in=_seen_of(staff, involvement).order_by().values("pk"))
    rows = rows.select_related("stay__involvement", "proposed_by", "paper", "put_aside_by")
    found = list(rows.prefetch_related("deliveries__by").order_by("-pk")[:MOST])
    told = []
    for one in found:
        deliveries = sorted(one.deliveries.all(), key=lambda delivery: delivery.pk)
        is_done = any(delivery.outcome != Delivery.Outcome.ABSENT for delivery in deliveries)
        is_open = one.standing == Standing.IN_FORCE and one.stay.state != State.VOID and not is_done
        told.append(Told(one, deliveries, is_open and is_allowed(staff, DELIVER, one.stay)))
    return told


def asked_of(involvement: Involvement) -> Asked | None:
    """What the rules ask of somebody now, as the proposal to begin from; None where they ask nothing."""
    watch = Watch.objects.filter(involvement=involvement).select_related("involvement").first()
    plan = plan_in_force(watch) if watch is not None else None
    if plan is None:
        return None
    ground = f"F{involvement.level}, {shipped_regime(involvement.regime).name.vi}"
    return Asked(Kind.HOME, plan.first_day, plan.apart_until, ground)


def is_asked_to_a_centre(involvement: Involvement) -> bool:
    """Whether the rules would have this person stay in a centre."""
    watch = Watch.objects.filter(involvement=involvement).select_related("involvement").first()
    plan = plan_in_force(watch) if watch is not None else None
    return plan is not None and plan.kind is Place.CONCENTRATED


def symptoms_of(staff: Staff, involvement: Involvement) -> list[Task]:
    """Symptoms of one person of which nobody has said what was done, on whose pages this reader may say so."""
    return [one for one in open_tasks_of(involvement) if is_allowed(staff, SETTLE, one.watch)]


def stay_with_number(number: int) -> Stay | None:
    """The quarantine of this number."""
    return _complete(Stay.objects.filter(pk=number)).first()


def decision_with_number(number: int) -> Decision | None:
    """The decision of this number, with its quarantine."""
    found = Decision.objects.filter(pk=number)
    return found.select_related("stay__involvement__person", "stay__involvement__unit__parent", "stay__centre").first()


def stays_chosen(staff: Staff, act: str, keys: Sequence[int]) -> list[Stay]:
    """The quarantines of these numbers that are open to this person, in order."""
    return list(_complete(stays_in(staff, act).filter(pk__in=keys)).order_by("pk"))


def decisions_chosen(staff: Staff, stays: Sequence[int]) -> list[Decision]:
    """The proposals about the quarantines of these numbers of which this person may write a paper, in order."""
    return list(proposed_in(stays_in(staff, DRAW_UP).filter(pk__in=stays)))


def due_for(staff: Staff, now: dt.datetime) -> list[StayView]:
    """Whoever can be released together, by commune."""
    rows = due_in(stays_in(staff, PROPOSE), now).order_by("involvement__unit__sort_key", "last_day", "pk")
    return views_of(staff, list(_complete(rows)[:MOST]), now)


def proposed_for(staff: Staff, now: dt.datetime) -> list[tuple[What, list[StayView]]]:
    """Whoever waits for a paper that this person may write, by what it would say."""
    if not is_allowed(staff, DRAW_UP):
        return []
    found: dict[str, list[StayView]] = {}
    waiting = [one.stay_id for one in proposed_in(stays_in(staff, DRAW_UP))[:MOST]]
    rows = _complete(Stay.objects.filter(pk__in=waiting)).order_by("involvement__unit__sort_key", "pk")
    for one in views_of(staff, list(rows), now):
        if one.waiting is not None:
            found.setdefault(one.waiting.what, []).append(one)
    return [(What(what), rows) for what, rows in found.items()]


def centres_for(staff: Staff) -> list[CentreView]:
    """Open places of this person's units, with their beds, by name."""
    rows = rows_within(Centre.objects.filter(closed_at=None), paths_for(staff, "isolation.centres"))
    return _with_beds(rows)


def centres_near(involvement: Involvement) -> list[CentreView]:
    """Open places of the province in which somebody is, by name."""
    return _with_beds(rows_within(Centre.objects.filter(closed_at=None), (province_of(involvement.path),)))


def centre_with_number(number: int) -> Centre | None:
    """The open place of this number."""
    return Centre.objects.filter(pk=number, closed_at=None).select_related("unit").first()


def _seen_of(staff: Staff, involvement: Involvement) -> QuerySet[Stay]:
    return rows_within(stays_of_person(involvement), paths_for(staff, SEE), by="involvement__path").order_by("-pk")


def _with_beds(rows: QuerySet[Centre]) -> list[CentreView]:
    found = counting_beds(rows.select_related("unit__parent")).order_by("name", "pk")[:MOST_CENTRES]
    return [CentreView(one, one.taken, digest_of_centre(one, one.taken)) for one in found]  # type: ignore[attr-defined]


def _waiting_of_a_stay() -> QuerySet[Decision]:
    return Decision.objects.filter(stay=OuterRef("pk"), standing__in=WAITING)


def _chosen(rows: QuerySet[Stay], state: str, now: dt.datetime) -> QuerySet[Stay]:
    if state == DUE:
        return due_in(rows, now)
    if state == GONE:
        return gone_in(rows)
    if state == PROPOSED:
        return rows.filter(pk__in=proposed_in(rows).order_by().values("stay"))
    if state == WRITTEN:
        return rows.filter(pk__in=written_in(rows).order_by().values("stay"))
    if state == UNDELIVERED:
        return rows.filter(pk__in=undelivered_in(rows).order_by().values("stay"))
    return rows.filter(state=State.ENDED) if state == ENDED else rows.filter(state__in=OPEN)


def _complete(rows: QuerySet[Stay]) -> QuerySet[Stay]:
    return rows.select_related("involvement__person", "involvement__unit__parent", "centre", "beyond_by")
