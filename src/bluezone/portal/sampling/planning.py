"""When everybody's next sample is wanted, as it is kept: computed anew within whatever act moved a level, a meeting, a
place, an order or a sample.

Follow-up computes somebody's days first, and this room reads them there (the setting LEVEL_FOLLOWERS names both, in
this order). Whoever computes all of it anew must find no difference (`works.py`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bluezone.portal.counted_tables import count_anew
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.planning import plan_in_force
from bluezone.portal.sampling.models import Due, Member, Order
from bluezone.portal.sampling.rules import STILL_WANTED, Value, next_test
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM

_AT_ONCE = 2_000
"""Ids in one question."""
_COLUMNS = ("path", "wanted_on", "wanted_until", "is_ordered", "is_single")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row as it stands, or as it should."""

    path: str
    wanted_on: dt.date | None = None
    wanted_until: dt.date | None = None
    is_ordered: bool = False
    is_single: bool = False


def follow_levels(involvements: Iterable[int]) -> int:
    """Brings up to date when these people are sampled next, within the caller's transaction; how many it changed."""
    ordered = sorted(set(involvements))
    changed = sum(_follow(ordered[at : at + _AT_ONCE]) for at in range(0, len(ordered), _AT_ONCE))
    count_anew(changed, Due)
    return changed


def follow_people(involvements: Iterable[int]) -> int:
    """Brings these people up to date in every outbreak: what was taken in one of them is not taken in another."""
    people = Involvement.objects.filter(pk__in=list(involvements)).values("person")
    return follow_levels(Involvement.objects.filter(person__in=people).values_list("pk", flat=True))


def differing(involvements: list[int]) -> list[int]:
    """Names those of these people of whom another day is kept than would be computed; changes nothing."""
    return [one.involvement_id for rows in _otherwise(involvements) for one in rows]


def days_of_tests(involvements: Iterable[int]) -> dict[int, tuple[tuple[dt.date, ...], dt.date]]:
    """Names the days on which the rules want a sample of these people, and until when they are followed; nobody of
    whom they want none."""
    watches = Watch.objects.filter(
        involvement__in=list(involvements), first_day__isnull=False, involvement__level__gte=1
    )
    found = {}
    for watch in watches.select_related("involvement"):
        plan = plan_in_force(watch)
        if plan is not None and plan.tests:
            found[watch.involvement_id] = plan.tests, plan.last_day
    return found


def _follow(keys: list[int]) -> int:
    new, wrong = _otherwise(keys)
    Due.objects.bulk_create(new)
    Due.objects.bulk_update(wrong, _COLUMNS, batch_size=200)
    return len(new) + len(wrong)


def _otherwise(keys: list[int]) -> tuple[list[Due], list[Due]]:
    """The rows that are missing, and those that stand otherwise than they should; both as they should."""
    kept = {one.involvement_id: one for one in Due.objects.filter(involvement__in=keys)}
    tests, orders = days_of_tests(keys), {one.involvement_id: one for one in _open_orders(keys)}
    touched = kept.keys() | tests.keys() | orders.keys()
    if not touched:
        return [], []
    places = Involvement.objects.filter(pk__in=touched).values_list("pk", "person", "path")
    taken = _taken({person for _, person, _ in places})
    new, wrong = [], []
    for key, person, path in places:
        right = _right(path, orders.get(key), tests.get(key), taken.get(person, []))
        row = kept.get(key)
        if row is None:
            new.append(Due(involvement_id=key, **_columns(right)))
        elif _columns(right) != {name: getattr(row, name) for name in _COLUMNS}:
            for name, value in _columns(right).items():
                setattr(row, name, value)
            wrong.append(row)
    return new, wrong


def _open_orders(keys: list[int]) -> Iterable[Order]:
    """What was ordered for these people and not taken. Where two records are one and both had an order, that of the
    merged one rests: it is the same person, who would stand among those to be sampled twice."""
    return Order.objects.filter(involvement__in=keys, involvement__person__merged_into=None, ended_at=None)


def _taken(persons: set[int]) -> dict[int, list[dt.date]]:
    """The days on which samples of these persons were taken that count: of which nobody knows that they were spoilt."""
    rows = Member.objects.filter(involvement__person__in=persons).exclude(sample__value=Value.INVALID)
    found = defaultdict(list)
    for person, day in rows.values_list("involvement__person", "sample__taken_on"):
        found[person].append(day)
    return found


def _right(
    path: str,
    order: Order | None,
    tests: tuple[tuple[dt.date, ...], dt.date] | None,
    taken: list[dt.date],
) -> _Kept:
    if order is not None:
        day = order.ordered_at.astimezone(VIET_NAM).date()
        return _Kept(path, day, None, is_ordered=True, is_single=order.why == Order.Why.POOL)
    wanted = next_test(tests[0], taken) if tests else None
    if tests is None or wanted is None:
        return _Kept(path)
    return _Kept(path, wanted, tests[1] + STILL_WANTED)


def _columns(kept: _Kept) -> dict[str, object]:
    return {name: getattr(kept, name) for name in _COLUMNS}
