"""Somebody's contacts at a glance: how far they are from a case, by which meeting, and the few to look at first.

For pages of other rooms; everything stands on the person's own page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing.explaining import way_to
from bluezone.portal.tracing.meetings_seen import MeetingView, complete, meeting_seen, named_in, way_seen
from bluezone.portal.tracing.models import Exposure
from bluezone.portal.tracing.selectors import PersonView, involvement_of, seen_by

FIRST = 5
"""Meetings of one end that are shown."""


@dataclass(frozen=True, slots=True)
class Side:
    """Meetings at one end: those of whoever is nearest to a case first, and how many there are."""

    first: list[MeetingView]
    count: int


@dataclass(frozen=True, slots=True)
class Glance:
    """Somebody's contacts, as one reader sees them."""

    person: PersonView
    path: str
    """Where the person is."""
    last_step: MeetingView | None
    """The meeting that gives the level; none for a case and without a level."""
    met: Side
    met_before: Side
    may_expose: bool

    @property
    def named(self) -> list[tuple[str, object]]:
        """People whom the reader sees by name."""
        steps = [self.last_step] if self.last_step else []
        return named_in([*steps, *self.met.first, *self.met_before.first])


def glance_at(staff: Staff, pseudonym: str) -> Glance | None:
    """Looks at whom somebody met, as far as this reader may; None where they may not, or nobody traces the person."""
    involvement = involvement_of(pseudonym)
    if involvement is None or not is_allowed(staff, "tracing.see", involvement):
        return None
    is_contact = involvement.level not in {None, 0}
    steps = way_seen(staff, way_to(involvement)) if is_contact else []
    return Glance(
        person=seen_by(staff, involvement),
        path=involvement.path,
        last_step=steps[-1][0] if steps else None,
        met=_side(staff, involvement.leaving.filter(is_alive=True), "target__level"),
        met_before=_side(staff, involvement.arriving.filter(is_alive=True), "source__level"),
        may_expose=is_allowed(staff, "tracing.expose", involvement),
    )


def _side(staff: Staff, rows: QuerySet[Exposure], level: str) -> Side:
    nearest = complete(rows).order_by(F(level).asc(nulls_last=True), "-pk")[:FIRST]
    return Side([meeting_seen(staff, one) for one in nearest], rows.count())
