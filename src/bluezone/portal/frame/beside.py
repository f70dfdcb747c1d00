"""A list beside the page of one of its things, for people who go back and forth: the same part, with the thing marked.

A link of a list carries `?list=1` and what the list was asked for. A page that finds it in its address shows the list
beside itself on a wide screen, and on every screen the way to the thing before and to the one after it; a page to which
something else led shows neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.urls import reverse

from bluezone.portal.frame.listing import CAME_FROM, Listing, Part
from bluezone.portal.frame.request import PublicRequest


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row of a list, as it stands beside a page."""

    key: str
    title: str
    note: str
    address: str
    is_named: bool = False
    """Whether it says who somebody is, which is noted with the page."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A page of a list, beside the page of one of its rows."""

    part: Part
    rows: Sequence[Neighbour]
    here: str
    """The key of the row whose page it is."""
    address: str
    """Of the list, as it was left."""

    @property
    def named(self) -> list[str]:
        """The keys of rows that say who somebody is."""
        return [row.key for row in self.rows if row.is_named]

    @property
    def before(self) -> Neighbour | None:
        """The row above; none above the first, and where this one is not among them any more."""
        at = self._at
        return self.rows[at - 1] if at is not None and at > 0 else None

    @property
    def after(self) -> Neighbour | None:
        """The row beneath; none beneath the last. Where this one is not among them any more, since what is decided
        leaves a list of what waits, the first of those that are left."""
        at = self._at
        below = self.rows if at is None else self.rows[at + 1 :]
        return below[0] if below else None

    @property
    def _at(self) -> int | None:
        return next((at for at, row in enumerate(self.rows) if row.key == self.here), None)


def came_from(request: PublicRequest, listing: Listing) -> Part | None:
    """The part of this list from which the page was opened; None where something else led there."""
    return listing.part_of(request.GET) if request.GET.get(CAME_FROM) == "1" else None


def lead_back(request: PublicRequest, name: str, *arguments: object) -> HttpResponseRedirect:
    """Leads to a page that keeps beside it the list from which this one was opened."""
    asked = request.META.get("QUERY_STRING", "") if request.GET.get(CAME_FROM) == "1" else ""
    return HttpResponseRedirect(reverse(name, args=arguments) + (f"?{asked}" if asked else ""))
