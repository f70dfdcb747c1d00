"""What waits for a person: every room offers its own, and one computation serves whoever asks within a request.

A room says so in a module `waiting.py` with one function `waiting(staff, now)`, named in its `apps.py`. It offers only
what the permission table opens to the person, asks the store once (`counting.py`), and leads to the page that does it.
So the first page, the figures of the rail and the message of the morning never tell different things.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from bluezone.portal.app import portal_apps
from bluezone.portal.frame.figures import figures_of
from bluezone.portal.identity.models import Staff
from bluezone.rollout.consolidation.deadlines import days_left

_KEPT_AS = "_waiting"
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


class Whose(enum.IntEnum):
    """The one who moves next."""

    MINE = 1
    """The person, now."""
    LATER = 2
    """The person, at an hour of today that is still to come."""
    COMING = 3
    """The person or their offices, by a day that is still to come."""
    OTHERS = 4
    """Somebody else; the person wants to know that it hangs."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of somebody's day."""

    what: str
    """Its name among programs: "cases.confirm"."""
    text: str
    """In the reader's language."""
    count: int
    address: str
    """The page that does it; for several, the list of exactly these."""
    entry: str
    """The entry of the rail under which it is counted."""
    symbol: str
    urgency: int
    """Among what has no day, the smaller the sooner."""
    whose: Whose = Whose.MINE
    note: str = ""
    due: dt.datetime | None = None
    """The earliest moment that is too late for one of them."""
    since: dt.datetime | None = None
    """How long the oldest of them has waited."""

    def __post_init__(self) -> None:
        if self.count < 1 or not self.text or not self.address.startswith("/"):
            raise ValueError(f"nothing waits here: {self.what}")

    def is_late(self, now: dt.datetime) -> bool:
        """Whether the day of one of them is over."""
        return self.whose is not Whose.OTHERS and self.due is not None and self.due <= now

    def days_late(self, now: dt.datetime) -> int:
        """How many days are over since its last day: a deadline at midnight is the day before."""
        if self.due is None:
            return 0
        return max(0, -days_left(self.due.astimezone(now.tzinfo), now))


Provider = Callable[[Staff, dt.datetime], Iterable[Waiting]]


def waiting_for(staff: Staff, now: dt.datetime) -> tuple[Waiting, ...]:
    """Gathers what waits for this person from every room, in the order in which it is done: what is late first."""
    found = [one for provide in _providers() for one in provide(staff, now)]
    return tuple(sorted(found, key=lambda one: _order(one, now)))


def waiting_in(request: HttpRequest, *, anew: bool = False) -> tuple[Waiting, ...]:
    """Gathers the same once a request, for whoever the gate let in; for everybody else nothing waits. What was gathered
    a moment ago is good, unless it is wanted anew (`figures.py`)."""
    staff = getattr(request, "staff", None)
    if staff is None:
        return ()
    if not hasattr(request, _KEPT_AS):
        now = request.now  # type: ignore[attr-defined] # the gate filled it in together with the person
        whose = (staff.pk, get_language(), *sorted((one.role, one.path) for one in staff.current_grants))
        setattr(request, _KEPT_AS, figures_of(whose, now, lambda: waiting_for(staff, now), anew=anew))
    kept: tuple[Waiting, ...] = getattr(request, _KEPT_AS)
    return kept


def leave_out_figures(request: HttpRequest) -> None:
    """Has nothing counted any more: a page about a failure asks the store for as little as it can."""
    setattr(request, _KEPT_AS, ())


def _providers() -> Sequence[Provider]:
    return [import_string(f"{app.waiting}.waiting") for app in portal_apps() if app.waiting]


def _order(one: Waiting, now: dt.datetime) -> tuple[int, bool, dt.datetime, int, dt.datetime]:
    due, is_late = one.due or _NEVER, one.is_late(now)
    return (one.whose, not is_late, due if is_late else _NEVER, one.urgency, due)
