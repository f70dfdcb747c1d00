"""Everybody's follow-up as it is kept: computed anew within whatever act moved a level, a meeting or a place.

Tracing does not know this room. It names, in the setting LEVEL_FOLLOWERS, functions that are given the involvements
behind an act (`tracing/followed.py`). What is kept is a cache of `plan.py` and of what people answered; whoever
computes all of it anew must find no difference (`works.py`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max, Q

from bluezone.portal.counted_tables import count_anew
from bluezone.portal.followup.models import Visit, Watch
from bluezone.portal.followup.plan import ONE_DAY, Met, Plan, last_of, plan_of
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.world import VIET_NAM
from bluezone.trace.regimes.shipped import shipped_regime

_AT_ONCE = 2_000
"""Ids in one question."""
_COLUMNS = ("path", "first_day", "apart_until", "last_day", "is_estimated", "due_at", "asked_at")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row as it stands, or as it should."""

    path: str
    first_day: dt.date | None = None
    apart_until: dt.date | None = None
    last_day: dt.date | None = None
    is_estimated: bool = False
    due_at: dt.datetime | None = None
    asked_at: dt.datetime | None = None


def follow_levels(involvements: Iterable[int]) -> int:
    """Brings up to date the follow-up of these people, within the caller's transaction; how many it changed."""
    ordered = sorted(set(involvements))
    changed = sum(_follow(ordered[at : at + _AT_ONCE]) for at in range(0, len(ordered), _AT_ONCE))
    count_anew(changed, Watch)
    return changed


def differing(involvements: list[int]) -> list[int]:
    """Names those of these people whose follow-up stands otherwise than it would be computed; changes nothing."""
    return [one.involvement_id for rows in _otherwise(involvements) for one in rows]


def plan_in_force(watch: Watch) -> Plan | None:
    """Returns the plan behind the days of a row; None where nobody has to be asked."""
    one = watch.involvement
    if watch.first_day is None or not one.regime:
        return None
    regime, last_met = shipped_regime(one.regime), watch.first_day - ONE_DAY
    return plan_of(level=one.level, last_met=last_met, regime=regime, vaccinated=one.vaccinated)


def refresh_answers(watch: Watch) -> None:
    """Sets when the next answer of a locked row is due, and when somebody asked last."""
    told = _asked([watch.pk]).get(watch.pk, _NEVER)
    plan, key = plan_in_force(watch), watch.involvement_id
    known_on = _known_on(_meetings([key]).get(key, [])) if plan and told[0] is None else None
    watch.due_at, watch.asked_at = plan.due_after(told[0], known_on) if plan else None, told[1]
    watch.save(update_fields=["due_at", "asked_at"])


def _follow(keys: list[int]) -> int:
    new, wrong = _otherwise(keys)
    Watch.objects.bulk_create(new)
    Watch.objects.bulk_update(wrong, _COLUMNS, batch_size=200)
    return len(new) + len(wrong)


def _otherwise(keys: list[int]) -> tuple[list[Watch], list[Watch]]:
    """The rows that are missing, and those that stand otherwise than they should; both as they should."""
    kept = {one.involvement_id: one for one in Watch.objects.filter(involvement__in=keys)}
    asked = _asked([one.pk for one in kept.values()])
    planned = _planned(keys)
    if not kept and not planned:  # as with every case that is opened
        return [], []
    paths = dict(Involvement.objects.filter(pk__in=keys).values_list("pk", "path"))
    wrong, new = [], []
    for key, path in paths.items():
        row = kept.get(key)
        if row is None and key not in planned:
            continue
        right = _right(path, planned.get(key), asked.get(row.pk, _NEVER) if row else _NEVER)
        if row is None:
            new.append(Watch(involvement_id=key, **_columns(right)))
        elif _columns(right) != {name: getattr(row, name) for name in _COLUMNS}:
            for name, value in _columns(right).items():
                setattr(row, name, value)
            wrong.append(row)
    return new, wrong


_NEVER: tuple[dt.datetime | None, dt.datetime | None] = (None, None)


def _asked(watches: list[int]) -> dict[int, tuple[dt.datetime | None, dt.datetime | None]]:
    """When each gave the last answer that closed a slot, and when somebody asked last."""
    if not watches:  # as with every case that is opened: a question about nobody costs as much as one
        return {}
    rows = Visit.objects.filter(watch__in=watches).values_list("watch")
    told = rows.annotate(closed=Max("at", filter=Q(closes=True)), asked=Max("at"))
    return {key: (closed, asked) for key, closed, asked in told.order_by()}


@dataclass(frozen=True, slots=True)
class _Planned:
    """Somebody's plan, and what it follows from."""

    plan: Plan
    is_estimated: bool
    """Whether its first day is none that anybody stated."""
    known_on: dt.date | None


def _planned(keys: list[int]) -> dict[int, _Planned]:
    """The plans of those of whom the regime asks anything."""
    rows = Involvement.objects.filter(pk__in=keys, level__gte=1).exclude(regime="")
    people = list(rows.values_list("pk", "level", "regime", "vaccinated"))
    meetings = _meetings(keys) if people else {}
    found = {}
    for key, level, regime, vaccinated in people:
        if key not in meetings:
            continue
        met = last_of(meetings[key])
        plan = plan_of(level=level, last_met=met.last, regime=shipped_regime(regime), vaccinated=vaccinated)
        if plan is not None:
            found[key] = _Planned(plan, met.is_estimated, _known_on(meetings[key]))
    return found


def _known_on(meetings: Iterable[Met]) -> dt.date | None:
    """The day on which the first of these meetings was entered."""
    return min((one.entered_on for one in meetings), default=None)


def _meetings(keys: list[int]) -> dict[int, list[Met]]:
    """What counts of the meetings of each with people who are one step nearer to a case."""
    rows = Exposure.objects.filter(target__in=keys, is_alive=True, source__level=F("target__level") - 1)
    columns = ("target", "first_day", "last_day", "entered_at", "source__possible_from", "source__set_apart_on")
    found = defaultdict(list)
    for key, first, last, entered, since, apart in rows.values_list(*columns):
        found[key].append(Met(first, last, entered.astimezone(VIET_NAM).date(), since, apart))
    return found


def _right(path: str, planned: _Planned | None, asked: tuple[dt.datetime | None, dt.datetime | None]) -> _Kept:
    if planned is None:
        return _Kept(path, asked_at=asked[1])
    plan = planned.plan
    days = (plan.first_day, plan.apart_until, plan.last_day)
    due_at = plan.due_after(asked[0], planned.known_on)
    return _Kept(path, *days, is_estimated=planned.is_estimated, due_at=due_at, asked_at=asked[1])


def _columns(kept: _Kept) -> dict[str, object]:
    return {name: getattr(kept, name) for name in _COLUMNS}
