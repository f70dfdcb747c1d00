"""The frame of every page: who is signed in, the rail of what is open to them with its figures, what was refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from bluezone.portal.app import Group, NavigationEntry, portal_apps
from bluezone.portal.frame.waiting import Whose, waiting_in
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import staff_of

IN_THE_BAR = 4
"""On a telephone as many entries stand under the page; all others are one tap further."""


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the rail, as this page shows it."""

    entry: NavigationEntry
    address: str
    is_here: bool
    count: int
    """How many things wait behind it for the reader, now."""


@dataclass(frozen=True, slots=True)
class Rail:
    """The entries in their groups, and the few that a telephone shows at once."""

    groups: tuple[tuple[Group, tuple[Way, ...]], ...]
    bar: tuple[Way, ...]

    @property
    def is_elsewhere(self) -> bool:
        """Whether this page belongs to an entry that the bar does not show."""
        return not any(way.is_here for way in self.bar)

    @property
    def beyond(self) -> int:
        """How many things wait behind entries that the bar does not show."""
        every = sum(way.count for _, ways in self.groups for way in ways)
        return every - sum(way.count for way in self.bar)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Gathers what `base.html` needs. The rail is made, and its figures counted, where that page is drawn; the token of
    its forms is drawn once for all of them, and not by a page without any."""
    staff = staff_of(request)
    return {
        "lang": get_language() or "vi",
        "staff": staff,
        "rail_of_page": partial(rail_for, request, staff) if staff is not None else None,
        "refusal": getattr(request, "refusal", ""),
        "csrf_input": SimpleLazyObject(partial(csrf_input, request)),
    }


def rail_for(request: HttpRequest, staff: Staff) -> Rail:
    """Makes the rail of this page for this person."""
    counts = Counter[str]()
    for line in waiting_in(request):
        if line.whose is Whose.MINE:
            counts[line.entry] += line.count
    entries = navigation_for(staff)
    addresses = {entry.view: reverse(entry.view) for entry in entries}
    here = _here(request.path, addresses)
    ways = [Way(one, addresses[one.view], one.view == here, counts[one.view]) for one in entries]
    groups = ((group, tuple(way for way in ways if way.entry.group is group)) for group in Group)
    return Rail(tuple((group, found) for group, found in groups if found), _bar(ways))


def navigation_for(staff: Staff) -> list[NavigationEntry]:
    """Entries of the rail that the table opens to this person, in the order in which the apps are installed."""
    return [entry for app in portal_apps() for entry in app.navigation if is_allowed(staff, entry.action)]


def _here(path: str, addresses: dict[str, str]) -> str:
    """The entry to which a page belongs: none if it is about oneself, else the one with the longest address that the
    page's begins with, else the one that its app names."""
    if path in {reverse(view) for app in portal_apps() for view in app.about_oneself}:
        return ""
    found = [view for view, start in addresses.items() if path == start or (start != "/" and path.startswith(start))]
    return max(found, key=lambda view: len(addresses[view]), default="") or _named_by_app(path)


def _named_by_app(path: str) -> str:
    """The entry that an app without one names for its pages; their addresses begin as the app is called."""
    folder = path.split("/")[1].replace("-", "_")
    return next((app.shown_under for app in portal_apps() if app.name.rpartition(".")[2] == folder), "")


def _bar(ways: list[Way]) -> tuple[Way, ...]:
    """One's day, then rooms in which things can wait, in the order of the rail, then others."""
    working = {entry.view for app in portal_apps() if app.waiting for entry in app.navigation}
    ordered = sorted(ways, key=lambda way: (way.entry.group is not Group.DAY, way.entry.view not in working))
    return tuple(ordered[:IN_THE_BAR])
