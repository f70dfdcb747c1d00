"""Reads of follow-up: the round of a day, and one person's answers. Only whoever works where people are reads them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

from django.db.models import Case, Count, Q, QuerySet, Value, When

from bluezone.portal.followup.models import Link, Task, Visit, Watch
from bluezone.portal.followup.plan import Plan, days_missed
from bluezone.portal.followup.planning import plan_in_force
from bluezone.portal.followup.services import digest_of_watch
from bluezone.portal.frame.figures import figures_of
from bluezone.portal.households.selectors import households_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import few_within, rows_within
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import PersonView, seen_by
from bluezone.portal.world import VIET_NAM

ROUND, SEE, SETTLE = "followup.round", "followup.see", "followup.settle"
MOST_DUE, MOST_DONE, MOST_TASKS, MOST_PLACES, MOST_ANSWERS = 60, 30, 30, 40, 100


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody on the round, or on a page of their own."""

    number: int
    person: PersonView
    plan: Plan | None
    """None where nobody has to ask them any more."""
    today: dt.date
    missed: int
    """Days that are over and on which nobody has got an answer that was due."""
    is_due: bool
    is_estimated: bool
    last: Visit | None
    open_task: Task | None
    """Also where nobody has to ask any more: no release passes by it, so somebody still says what was done."""
    as_read: str
    lives_with_last: bool = False
    """On the round: whether they live with the one who stands before them there."""

    @property
    def is_apart(self) -> bool:
        """Whether the person stays apart today; else they are at liberty and watched."""
        return self.plan is not None and self.today <= self.plan.apart_until

    @property
    def is_followed_today(self) -> bool:
        """Whether today is one of the days."""
        return self.plan is not None and self.plan.is_on(self.today)

    @property
    def day(self) -> int:
        """Which day of the follow-up today is."""
        return (self.today - self.plan.first_day).days + 1 if self.plan else 0

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.plan.last_day - self.plan.first_day).days + 1 if self.plan else 0

    @property
    def is_tested_today(self) -> bool:
        """Whether the regime has a sample taken today."""
        return self.plan is not None and self.today in self.plan.tests


@dataclass(frozen=True, slots=True)
class Round:
    """What one officer has before them today."""

    due: list[Followed]
    """The first of them: who was missed longest first, and who was not reached today last."""
    due_count: int
    done: list[Followed]
    done_count: int
    tasks: list[Followed]
    places: list[tuple[Unit, int]]
    """Where people wait to be asked, and how many."""


def round_of(staff: Staff, unit: int | None, now: dt.datetime) -> Round:
    """The round of this person's units, or of one place in them."""
    waits, done, tasks = due_in(staff, now), _done_in(staff, now), open_tasks_in(staff)
    groups = _groups_in(staff, now)
    counts = Counter[str]()
    for one in groups:
        counts[one.path] += one.people
    if unit is not None:
        here = Unit.objects.filter(pk=unit).values_list("path", flat=True).first()
        done, groups = done.filter(path=here), [one for one in groups if one.path == here]
    first = first_of(_in_order(_with_the_first(waits, groups), now), MOST_DUE)
    after = first_of(done.order_by("-asked_at", "pk"), MOST_DONE)
    ill = first_of(Watch.objects.filter(pk__in=tasks.values("watch")).order_by("pk"), MOST_TASKS)
    seen = {one.number: one for one in _seen(staff, [*first, *after, *ill], now)}
    return Round(
        due=_by_household(first, seen, midnight(now)),
        due_count=sum(one.people for one in groups),
        done=[seen[one.pk] for one in after],
        done_count=done.count(),
        tasks=[seen[one.pk] for one in ill],
        places=_places(dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_PLACES])),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """People who wait at one place since one moment."""

    path: str
    due_at: dt.datetime
    people: int
    tried: int
    """Of them, those whom somebody tried to reach today."""


def due_in(staff: Staff, now: dt.datetime) -> QuerySet[Watch]:
    """People of this person's units of whom an answer is due now."""
    return rows_within(_followed(now).filter(due_at__lte=now), paths_for(staff, ROUND))


def earliest_due_in(staff: Staff, now: dt.datetime) -> dt.datetime | None:
    """Since when the first of them is due; None where nobody waits."""
    return min((one.due_at for one in _groups_in(staff, now)), default=None)


def open_tasks_in(staff: Staff) -> QuerySet[Task]:
    """Symptoms in this person's units of which nobody has said what was done; gone with the reason to follow."""
    return open_tasks_within(paths_for(staff, SETTLE))


def open_tasks_within(paths: tuple[str, ...]) -> QuerySet[Task]:
    """Symptoms in these units of which nobody has said what was done."""
    return few_within(Task.objects.filter(done_at=None, watch__first_day__isnull=False), paths, by="watch__path")


def watch_with_number(number: int) -> Watch | None:
    """The follow-up of this number."""
    return _complete(Watch.objects.filter(pk=number)).first()


def task_with_number(number: int) -> Task | None:
    """The task of this number."""
    return Task.objects.filter(pk=number).select_related("watch__involvement__outbreak").first()


def followed_for(staff: Staff, involvement: Involvement, now: dt.datetime) -> Followed | None:
    """The follow-up of this person, for whoever may see it; None where nobody ever had to ask them."""
    found = _complete(Watch.objects.filter(involvement=involvement)).first()
    return followed(staff, found, now) if found is not None and is_allowed(staff, SEE, found) else None


def followed(staff: Staff, watch: Watch, now: dt.datetime) -> Followed:
    """Somebody's follow-up as this reader sees it."""
    return _seen(staff, [watch], now)[0]


def followed_in(staff: Staff, watches: list[Watch], now: dt.datetime) -> list[Followed]:
    """Shows these follow-ups as this reader may see them."""
    return _seen(staff, watches, now)


def answers_of(watch: Watch) -> list[Visit]:
    """What somebody answered, the newest first."""
    return list(watch.visits.select_related("by").order_by("-at", "-pk")[:MOST_ANSWERS])


def link_of(watch: Watch) -> Link | None:
    """The code by which somebody answers for themselves now, if one was drawn."""
    return watch.links.filter(ended_at=None).select_related("made_by").first()


def tasks_of(watch: Watch) -> list[Task]:
    """What symptoms asked for, and what was done, the newest first."""
    return list(watch.tasks.select_related("done_by").order_by("-pk")[:MOST_ANSWERS])


def midnight(now: dt.datetime) -> dt.datetime:
    """Returns the moment at which the day began in Viet Nam."""
    return dt.datetime.combine(now.astimezone(VIET_NAM).date(), dt.time(), VIET_NAM)


def _followed(now: dt.datetime) -> QuerySet[Watch]:
    today = now.astimezone(VIET_NAM).date()
    return Watch.objects.filter(first_day__lte=today, last_day__gte=today)


def _by_household(first: list[Watch], seen: dict[int, Followed], today: dt.datetime) -> list[Followed]:
    """Puts whoever lives with somebody behind them, so that a household is asked at one visit; whoever was not reached
    today stays at the end."""
    homes = households_of([one.involvement_id for one in first if one.asked_at is None or one.asked_at < today])
    groups: dict[tuple[str, int], list[Followed]] = {}
    for one in first:
        home = homes.get(one.involvement_id)
        groups.setdefault(("alone", one.pk) if home is None else ("home", home), []).append(seen[one.pk])
    return [replace(one, lives_with_last=at > 0) for group in groups.values() for at, one in enumerate(group)]


def _places(counts: dict[str, int]) -> list[tuple[Unit, int]]:
    units = Unit.objects.filter(path__in=counts).order_by("sort_key", "pk")
    return [(one, counts[one.path]) for one in units]


def _done_in(staff: Staff, now: dt.datetime) -> QuerySet[Watch]:
    rows = _followed(now).filter(Q(due_at=None) | Q(due_at__gt=now), asked_at__gte=midnight(now))
    return few_within(rows, paths_for(staff, ROUND))


def _groups_in(staff: Staff, now: dt.datetime) -> list[_Group]:
    """Counts who waits by place and moment: a province has a hundred thousand people who do, and a thousand such
    groups, by which both their counts and the first of them are known. Colleagues of one reach have them counted once
    (`frame/figures.py`)."""
    whose = "followup.round", paths_for(staff, ROUND), midnight(now)
    return figures_of(whose, now, lambda: _groups_of(due_in(staff, now), now))


def _groups_of(waits: QuerySet[Watch], now: dt.datetime) -> list[_Group]:
    # rows and not keys are counted: no index of a round holds keys on PostgreSQL, which would read all rows for them
    tried = Count(Value(1), filter=Q(asked_at__gte=midnight(now)))
    rows = waits.order_by().values_list("path", "due_at").annotate(people=Count("*"), tried=tried)
    return [_Group(*row) for row in rows]


def _with_the_first(waits: QuerySet[Watch], groups: list[_Group]) -> QuerySet[Watch]:
    """Leaves those groups, and few others, among which the first of all are: nobody else has to be put in order."""
    untried = [(False, one.due_at, one.path, one.people - one.tried) for one in groups]
    tried = [(True, one.due_at, one.path, one.tried) for one in groups]
    paths, moments, found = set[str](), set[dt.datetime](), 0
    for _, due_at, path, people in sorted(one for one in (*untried, *tried) if one[-1]):
        if found >= MOST_DUE:
            break
        paths.add(path)
        moments.add(due_at)
        found += people
    return waits.filter(path__in=paths, due_at__in=moments)


def _in_order(rows: QuerySet[Watch], now: dt.datetime) -> QuerySet[Watch]:
    was_tried = Case(When(asked_at__gte=midnight(now), then=Value(1)), default=Value(0))
    return rows.order_by(was_tried, "due_at", "path", "pk")


def first_of(rows: QuerySet[Watch], most: int) -> list[Watch]:
    """Puts keys alone in order, for all of them have to be; whole rows are asked for of the first."""
    keys = list(rows.values_list("pk", flat=True)[:most])
    by_key = _complete(Watch.objects.all()).in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def _seen(staff: Staff, watches: list[Watch], now: dt.datetime) -> list[Followed]:
    numbers = [one.pk for one in watches]
    newest = Visit.objects.filter(watch__in=numbers).order_by("watch", "at", "pk")
    last = {visit.watch_id: visit for visit in newest}
    tasks = {task.watch_id: task for task in Task.objects.filter(watch__in=numbers, done_at=None)}
    return [_view(staff, one, last.get(one.pk), tasks.get(one.pk), now) for one in watches]


def _view(staff: Staff, watch: Watch, last: Visit | None, task: Task | None, now: dt.datetime) -> Followed:
    today, plan = now.astimezone(VIET_NAM).date(), plan_in_force(watch)
    is_due = plan is not None and plan.is_on(today) and watch.due_at is not None and watch.due_at <= now
    return Followed(
        number=watch.pk,
        person=seen_by(staff, watch.involvement),
        plan=plan,
        today=today,
        missed=days_missed(watch.due_at, today) if is_due and watch.due_at else 0,
        is_due=is_due,
        is_estimated=watch.is_estimated,
        last=last,
        open_task=task,
        as_read=digest_of_watch(watch),
    )


def _complete(rows: QuerySet[Watch]) -> QuerySet[Watch]:
    return rows.select_related("involvement__person", "involvement__unit__parent", "involvement__outbreak")
