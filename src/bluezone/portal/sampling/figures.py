"""How long samples take, as distributions, and what has been open longest; by commune. It names nobody.

Four weeks, by the day on which a sample was taken.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import get_language, gettext

from bluezone.portal.cases.figures import delays
from bluezone.portal.frame.figures import figures_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.sampling.models import Sample
from bluezone.portal.sampling.rules import LATE_AFTER, Value
from bluezone.portal.sampling.selectors import LIST, SampleView, views_of
from bluezone.portal.world import VIET_NAM
from bluezone.webui.charts import Columns

DAYS = 28
MOST_OPEN = 20


@dataclass(slots=True)
class Commune:
    """How it goes in one commune; its hamlets count with it."""

    unit: Unit
    taken: int = 0
    open: int = 0
    """Without a result."""
    late: int = 0
    positive: int = 0
    waits: list[int] = field(default_factory=list)
    """Days from the sample to its result, of each that has one."""

    @property
    def half_within(self) -> int | None:
        """The days within which half of the results came; None where none did."""
        return sorted(self.waits)[(len(self.waits) - 1) // 2] if self.waits else None


@dataclass(frozen=True, slots=True)
class Delays:
    """What a supervisor looks at."""

    until_taken: Columns | None
    """None where no sample was taken, as the next where none has a result."""
    until_found: Columns | None
    communes: list[Commune]
    """Where most are late first."""


def delays_now(staff: Staff, now: dt.datetime) -> Delays:
    """Counts how long samples take once for all who work in a unit and look while it is good (`frame/figures.py`)."""
    whose = ("sampling.figures", get_language(), paths_for(staff, LIST), now.astimezone(VIET_NAM).date())
    return figures_of(whose, now, lambda: delays_of(staff, now))


def delays_of(staff: Staff, now: dt.datetime) -> Delays:
    """How long samples of this person's units take, counted anew."""
    today = now.astimezone(VIET_NAM).date()
    rows = rows_within(Sample.objects.filter(taken_on__gt=today - dt.timedelta(days=DAYS)), paths_for(staff, LIST))
    told = list(rows.values_list("path", "ordered_on", "taken_on", "found_at", "value"))
    waits = [_days(taken, found) for _, _, taken, found, _ in told if found is not None]
    return Delays(
        until_taken=delays(
            gettext("From the day on which it was wanted to the sample"),
            [_between(wanted, taken) for _, wanted, taken, _, _ in told],
        ),
        until_found=delays(gettext("From the sample to its result"), waits),
        communes=_communes(told, today - LATE_AFTER),
    )


def open_longest(staff: Staff, now: dt.datetime) -> list[SampleView]:
    """Samples without a result, the oldest first."""
    rows = rows_within(Sample.objects.filter(value=""), paths_for(staff, LIST))
    return views_of(staff, list(rows.order_by("taken_on", "pk")[:MOST_OPEN]), now)


_Told = tuple[str, dt.date, dt.date, dt.datetime | None, str]


def _communes(told: list[_Told], late_before: dt.date) -> list[Commune]:
    by_path: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        by_path[one[0]].append(one)
    communes: dict[int, Commune] = {}
    for unit in Unit.objects.filter(path__in=by_path).select_related("parent"):
        at = communes.setdefault(unit.commune.pk, Commune(unit.commune))
        for _, _, taken, found, value in by_path[unit.path]:
            at.taken += 1
            at.open += not value
            at.late += not value and taken < late_before
            at.positive += value == Value.POSITIVE
            at.waits += [_days(taken, found)] if found is not None else []
    return sorted(communes.values(), key=lambda one: (-one.late, one.unit.sort_key, one.unit.pk))


def _days(taken: dt.date, found: dt.datetime) -> int:
    return _between(taken, found.astimezone(VIET_NAM).date())


def _between(first: dt.date, last: dt.date) -> int:
    return (last - first).days
