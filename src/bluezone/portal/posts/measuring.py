"""What doors counted, for whoever asks below (`directives/selectors/measuring.py`): sums by commune, and nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, F, Max, Sum

from bluezone.portal.places.paths import lying_within
from bluezone.portal.posts.models import HourCount, QuarterCount
from bluezone.portal.world import VIET_NAM
from bluezone.protocol.venue import PlaceKind, kinds_within
from bluezone.rollout.consolidation.measuring import Running, Seen
from bluezone.rollout.tally.heard import fewest_of

_KNOWN = ("live", "shown", "none", "not_running")
_UNIT = "post__premises__unit"


def seen_at_doors(
    *, paths: tuple[str, ...], kinds: Collection[PlaceKind], first: dt.date, last: dt.date
) -> list[tuple[str, Seen]]:
    """Adds up what doors of places of these kinds counted, in each commune within the paths, both days among them."""
    hours = HourCount.objects.filter(
        lying_within(paths, by="post__path"),
        post__premises__kind__in=[kind.value for kind in kinds_within(kinds)],
        hour__gte=_midnight(first),
        hour__lt=_midnight(last + dt.timedelta(days=1)),
        visitors__gt=0,
    )
    sums = hours.values(_UNIT, name=F(f"{_UNIT}__name")).annotate(
        doors=Count("post", distinct=True), came=Sum("visitors"), **{f"sum_{one}": Sum(one) for one in _KNOWN}
    )
    running = _running_at(paths, kinds, first, last)
    return [
        (
            one["name"],
            Seen(
                one["doors"],
                one["came"],
                sum(one[f"sum_{name}"] for name in _KNOWN),
                one["sum_live"],
                running.get(one[_UNIT]),
            ),
        )
        for one in sums.order_by("name", _UNIT)
    ]


def _running_at(
    paths: tuple[str, ...], kinds: Collection[PlaceKind], first: dt.date, last: dt.date
) -> dict[int, Running]:
    """Finds the busiest quarter hour at the busiest door of each commune, by the commune's number."""
    quarters = QuarterCount.objects.filter(
        lying_within(paths, by="post__path"),
        post__premises__kind__in=[kind.value for kind in kinds_within(kinds)],
        begins__gte=_midnight(first),
        begins__lt=_midnight(last + dt.timedelta(days=1)),
    )
    most = quarters.values(_UNIT).annotate(
        doors=Count("post", distinct=True), heard=Max("heard"), at_once=Max("at_once")
    )
    return {
        one[_UNIT]: Running(one["doors"], fewest_of(one["heard"], one["at_once"]), one["heard"])
        for one in most.order_by()
    }


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), VIET_NAM)
