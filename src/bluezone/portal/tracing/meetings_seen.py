"""Exposures as one reader sees them: from both ends, and the far end by its pseudonym."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing.bands import band_in_words
from bluezone.portal.tracing.explaining import Way
from bluezone.portal.tracing.meetings import Fact
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement
from bluezone.portal.tracing.selectors import PersonView, seen_by

MOST = 200
"""Meetings of one person on one page."""
_NAMING = frozenset({"name", "phone", "birth_year"})
"""Facts that tell who somebody is. A piece does not say of which end, so they are for whoever sees both."""
_NEAR = frozenset({"words", "place"})
"""Facts that may be as good as a name, for the officers of either end."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of an exposure, as the permission table asks about it."""

    path: str


@dataclass(frozen=True, slots=True)
class MeetingView:
    """An exposure as one reader sees it."""

    number: str
    source: PersonView
    target: PersonView
    first_day: dt.date | None
    last_day: dt.date | None
    is_estimated: bool
    kind: str
    place: str
    """In words; empty for whoever sees neither end's name, because a place may be as good as one."""
    closest_cm: int | None
    minutes: int | None
    masks: bool | None
    certainty: str
    pieces: int
    """Of evidence that holds."""
    is_alive: bool
    withdrawn_at: dt.datetime | None
    withdrawn_by: str
    reason: str
    entered_at: dt.datetime
    entered_by: str

    @property
    def named(self) -> list[tuple[str, object]]:
        """People whom the reader sees by name."""
        return [("person", end.person) for end in (self.source, self.target) if end.is_named]


@dataclass(frozen=True, slots=True)
class PieceView:
    """A piece of evidence as one reader sees it."""

    pk: int
    origin: str
    confidence: str
    says: list[tuple[str, Fact]]
    day_from: dt.date | None
    day_to: dt.date | None
    entered_at: dt.datetime
    entered_by: str
    withdrawn_at: dt.datetime | None
    withdrawn_by: str
    reason: str


def ends_of(exposure: Exposure) -> tuple[End, End]:
    """Both ends of an exposure: whoever may do something at either may do it."""
    return End(exposure.source_path), End(exposure.target_path)


def may_at_an_end(staff: Staff, act: str, exposure: Exposure) -> bool:
    """Whether the table lets this person do this at either end."""
    return any(is_allowed(staff, act, end) for end in ends_of(exposure))


def exposure_with_number(number: str) -> Exposure | None:
    """The exposure of this number, whoever may see it."""
    return complete(Exposure.objects.filter(number=number)).first()


def complete(rows: QuerySet[Exposure]) -> QuerySet[Exposure]:
    """Exposures with all that is shown of them. Both ends are read for themselves: to plan them with the exposures, in
    thirteen tables at once, takes PostgreSQL longer than all three questions."""
    ends = Involvement.objects.select_related("person", "unit__parent")
    told = rows.select_related("landmark", "entered_by", "withdrawn_by", "outbreak")
    told = told.prefetch_related(Prefetch("source", ends), Prefetch("target", ends))
    return told.annotate(pieces=Count("evidence", filter=Q(evidence__withdrawn_at=None)))


def meeting_seen(staff: Staff, exposure: Exposure) -> MeetingView:
    """An exposure as this reader sees it."""
    source, target = seen_by(staff, exposure.source), seen_by(staff, exposure.target)
    is_near = source.is_named or target.is_named
    place = exposure.landmark.place if exposure.landmark else exposure.place
    return MeetingView(
        number=exposure.number,
        source=source,
        target=target,
        first_day=exposure.first_day,
        last_day=exposure.last_day,
        is_estimated=exposure.first_is_estimated or exposure.last_is_estimated,
        kind=str(Exposure.Kind(exposure.kind).label),
        place=place if is_near else "",
        closest_cm=exposure.closest_cm,
        minutes=exposure.minutes,
        masks=exposure.masks,
        certainty=str(exposure.get_certainty_display()),
        pieces=getattr(exposure, "pieces", 0),
        is_alive=exposure.is_alive,
        withdrawn_at=exposure.withdrawn_at,
        withdrawn_by=exposure.withdrawn_by.full_name if exposure.withdrawn_by else "",
        reason=exposure.reason if is_near else "",
        entered_at=exposure.entered_at,
        entered_by=exposure.entered_by.full_name,
    )


def met_by(staff: Staff, involvement: Involvement) -> list[MeetingView]:
    """Meetings at which this person may have infected somebody, those entered last first."""
    return _seen(staff, Exposure.objects.filter(source__person=involvement.person_id))


def met_before(staff: Staff, involvement: Involvement) -> list[MeetingView]:
    """Meetings at which somebody may have infected this person, in whichever outbreak."""
    return _seen(staff, Exposure.objects.filter(target__person=involvement.person_id))


def way_seen(staff: Staff, way: Way) -> list[tuple[MeetingView, dt.date | None]]:
    """The meetings that give somebody their level, and since when each can have infected."""
    seen = meetings_among(staff, [step.exposure.pk for step in way.steps])
    return [(seen[step.exposure.pk], step.possible_from) for step in way.steps]


def meetings_among(staff: Staff, keys: Iterable[int]) -> dict[int, MeetingView]:
    """Finds exposures by their keys, as this reader sees them."""
    rows = complete(Exposure.objects.all()).in_bulk(list(keys))
    return {key: meeting_seen(staff, one) for key, one in rows.items()}


def pieces_of(staff: Staff, exposure: Exposure) -> list[PieceView]:
    """All that was ever said for an exposure, in the order in which it came."""
    named = sum(seen_by(staff, end).is_named for end in (exposure.source, exposure.target))
    hidden = (_NAMING if named < 2 else frozenset()) | (frozenset() if named else _NEAR)
    rows = exposure.evidence.select_related("entered_by", "withdrawn_by").order_by("pk")
    return [_piece(one, hidden, is_near=named > 0) for one in rows]


def piece_of(exposure: Exposure, number: int) -> Evidence | None:
    """The piece of evidence of this number, if it is one of this exposure's."""
    return exposure.evidence.filter(pk=number).first()


def named_in(meetings: Iterable[MeetingView]) -> list[tuple[str, object]]:
    """People whom these meetings name."""
    return [one for meeting in meetings for one in meeting.named]


def _seen(staff: Staff, rows: QuerySet[Exposure]) -> list[MeetingView]:
    newest = complete(rows).order_by("-pk")[:MOST]
    return [meeting_seen(staff, one) for one in newest]


def _piece(one: Evidence, hidden: frozenset[str], *, is_near: bool) -> PieceView:
    return PieceView(
        pk=one.pk,
        origin=str(Evidence.Origin(one.origin).label),
        confidence=str(one.get_confidence_display()),
        says=[
            (name, band_in_words(fact) if name == "band" else fact)
            for name, fact in one.says.items()
            if name not in hidden
        ],
        day_from=one.day_from,
        day_to=one.day_to,
        entered_at=one.entered_at,
        entered_by=one.entered_by.full_name if one.entered_by else "",
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=one.withdrawn_by.full_name if one.withdrawn_by else "",
        reason=one.reason if is_near else "",
    )
