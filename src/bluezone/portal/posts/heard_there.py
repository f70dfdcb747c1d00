"""Reads about radios at posts: how many phones ran the app there, by the day, as spans. No phone is in any."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.posts.models import Post, QuarterCount
from bluezone.portal.posts.selectors import start_of_day
from bluezone.portal.posts.services.hearing import name_for_radio
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.consolidation.measuring import FEWEST, least_told
from bluezone.rollout.tally.heard import Quarter, busiest, fewest_of

_DAYS = 7
_MOST_PLACES = 100
_FEW = FEWEST - 1
"""What is added for a door where fewer were than are told, however few: no sum tells how few."""


@dataclass(frozen=True, slots=True)
class HeardDay:
    """What a radio counted on one day in Viet Nam."""

    day: dt.date
    quarters: int
    """Through which it listened."""
    busiest: Quarter

    @property
    def is_told(self) -> bool:
        """Whether there were enough phones to be told of: of few, a count says something of one person."""
        return self.busiest.heard >= FEWEST

    @property
    def least(self) -> int:
        """The fewest that are told: 0, so none, below ten."""
        return least_told(self.busiest.fewest)


@dataclass(frozen=True, slots=True)
class RadioPage:
    """The part of a post's page about its radio."""

    name: str
    """By which the radio is told to name the post."""
    days: list[HeardDay]
    """The newest first."""
    newest: QuarterCount | None
    """The count that was brought last, and by whom."""


@dataclass(frozen=True, slots=True)
class HeardAt:
    """How many phones there were in a place's busiest quarter hour: as many at least as at one of its doors, since a
    phone may be heard at two, and no more than at all its doors. Of a door where few were it is said that they were
    fewer than ten, and nothing else."""

    place: str
    fewest: int
    most: int

    @property
    def least(self) -> int:
        """The fewest that are told: 0, so none, below ten."""
        return least_told(self.fewest)


def places_heard(staff: Staff, days: int, now: dt.datetime) -> list[HeardAt]:
    """Lists the places of one's units at one of whose doors a radio heard ten identifiers or more in a quarter hour of
    so many days, today among them: the busiest first, 100 at most."""
    since = start_of_day(now) - dt.timedelta(days=days - 1)
    posts = rows_within(Post.objects.all(), paths_for(staff, "posts.list"))
    doors = (
        QuarterCount.objects.filter(post__in=posts, begins__gte=since)
        .values("post", name=F("post__premises__name"), place=F("post__premises"))
        .annotate(most=Max("heard"), at_once=Max("at_once"))
        .order_by("post")
    )
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for one in doors:
        is_told = one["most"] >= FEWEST
        span = (fewest_of(one["most"], one["at_once"]), one["most"]) if is_told else (0, _FEW)
        places[one["name"], one["place"]].append(span)
    found = [
        HeardAt(name, max(few for few, _ in spans), sum(most for _, most in spans))
        for (name, _), spans in places.items()
        if max(most for _, most in spans) >= FEWEST
    ]
    return sorted(found, key=lambda one: (-one.least, -one.most, one.place))[:_MOST_PLACES]


def radio_at(post: Post, now: dt.datetime) -> RadioPage:
    """Gathers what the radio of a post counted in seven days, today among them."""
    since = start_of_day(now) - dt.timedelta(days=_DAYS - 1)
    rows = post.quarters.filter(begins__gte=since).values_list("begins", "heard", "at_once")
    newest = post.quarters.select_related("brought_by").order_by("-brought_at", "-begins").first()
    return RadioPage(name_for_radio(post), _by_day(Quarter(*row) for row in rows), newest)


def _by_day(quarters: Iterable[Quarter]) -> list[HeardDay]:
    """Finds the busiest quarter of each day among those of which a number is told, where there are any: else a day with
    few phones in one quarter and perhaps more in another would be told as one with few."""
    days: dict[dt.date, list[Quarter]] = defaultdict(list)
    for one in quarters:
        days[one.begins.astimezone(VIET_NAM).date()].append(one)
    return [
        HeardDay(day, len(those), most)
        for day, those in sorted(days.items(), reverse=True)
        if (most := busiest([one for one in those if one.heard >= FEWEST] or those)) is not None
    ]
