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
from bluezone.rollout.consolidation.measuring import FEWEST
from bluezone.rollout.tally.heard import Quarter, busiest, fewest_of

_DAYS = 7
_MOST_PLACES = 100


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
    phone may be heard at two, and no more than at all its doors."""

    place: str
    fewest: int
    most: int


def places_heard(staff: Staff, days: int, now: dt.datetime) -> list[HeardAt]:
    """Lists the places of one's units at one of whose doors a radio heard ten phones or more in a quarter hour of so
    many days, today among them: the busiest first, 100 at most."""
    since = start_of_day(now) - dt.timedelta(days=days - 1)
    posts = rows_within(Post.objects.all(), paths_for(staff, "posts.list"))
    doors = (
        QuarterCount.objects.filter(post__in=posts, begins__gte=since)
        .values("post", name=F("post__premises__name"), place=F("post__premises"))
        .annotate(most=Max("heard"), at_once=Max("at_once"))
        .filter(most__gte=FEWEST)
        .order_by("post")
    )
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for one in doors:
        places[one["name"], one["place"]].append((fewest_of(one["most"], one["at_once"]), one["most"]))
    found = [
        HeardAt(name, max(few for few, _ in spans), sum(most for _, most in spans))
        for (name, _), spans in places.items()
    ]
    return sorted(found, key=lambda one: (-one.fewest, -one.most, one.place))[:_MOST_PLACES]


def radio_at(post: Post, now: dt.datetime) -> RadioPage:
    """Gathers what the radio of a post counted in seven days, today among them."""
    since = start_of_day(now) - dt.timedelta(days=_DAYS - 1)
    rows = post.quarters.filter(begins__gte=since).values_list("begins", "heard", "at_once")
    newest = post.quarters.select_related("brought_by").order_by("-brought_at", "-begins").first()
    return RadioPage(name_for_radio(post), _by_day(Quarter(*row) for row in rows), newest)


def _by_day(quarters: Iterable[Quarter]) -> list[HeardDay]:
    days: dict[dt.date, list[Quarter]] = defaultdict(list)
    for one in quarters:
        days[one.begins.astimezone(VIET_NAM).date()].append(one)
    return [
        HeardDay(day, len(those), most)
        for day, those in sorted(days.items(), reverse=True)
        if (most := busiest(those)) is not None
    ]
