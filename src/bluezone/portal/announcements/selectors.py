"""Reads about announcements: those of one's own units, and the approved ones of the units above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from bluezone.portal.announcements.models import Announcement, Audio, Broadcast
from bluezone.portal.announcements.services.proving import LINE
from bluezone.portal.announcements.waiting import WANTED, announcements_that_wait
from bluezone.portal.announcements.wording import approved_facts
from bluezone.portal.directives.models import DirectiveRecord, EvidenceRecord
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import SEPARATOR, is_within, rows_within
from bluezone.rollout.announcing.facts import ApprovedFacts
from bluezone.vietnam.words import Language

PAGE = 50
ANNOUNCEMENTS = Listing(
    caption=_("Announcements, the newest first"),
    columns=(
        Column("headline", _("Headline")),
        Column("state", _("State")),
        Column("unit", _("For"), ("unit__sort_key",)),
        Column("code", _("Code"), looks="mono"),
        Column("by", _("Written by"), ("drafted_by__sort_key",)),
    ),
    filters=(Filter("show", (("", _("All")), *Announcement.State.choices), from_today=WANTED),),
    search=_("Headline, code, unit or who wrote it"),
    hint=_("Marks may be left out; the beginning of each word is enough."),
    empty=Empty(
        "news",
        _("Nothing was announced yet"),
        _("Write the facts once; loudspeaker, message, poster, web and app say the same."),
    ),
    size=PAGE,
    older=_("Older announcements"),
)
_FOUND_IN = ("search_text", "drafted_by__search_text")
MOST_PUBLISHED = 200


def page_of_announcements(staff: Staff, part: Part) -> Listed[Announcement]:
    """A page of the announcements of this part of the list, the newest first."""
    rows = announcements_for(staff, part["show"]).filter(saying(part.text, *_FOUND_IN, also=_at_a_unit_called))
    return listed(rows, part)


def _at_a_unit_called(word: str) -> Q:
    """Announcements for a unit in whose names the word begins one. A unit keeps the signs of its names, as it is looked
    for by them: in Ea H'Leo a word begins behind the stroke.
    """
    return Q(unit__search_text__regex=rf"\W{word}")


def announcements_for(staff: Staff, shown: str = "") -> QuerySet[Announcement]:
    """Announcements of one's own units, and approved ones of the units above them; the newest first. Or those alone
    that wait, under a filter of `waiting.py`, or those in one state.
    """
    if shown in WANTED:
        waits = announcements_that_wait(staff, shown).select_related("unit", "drafted_by", "approved_by")
        return waits.order_by("-id")
    paths = paths_for(staff, "announcements.list")
    own = rows_within(Announcement.objects.all(), paths)
    above = Q()
    for path in paths:
        above |= Q(path__in=_paths_above(path), state=Announcement.State.APPROVED)
    theirs = Announcement.objects.filter(above) if above else Announcement.objects.none()
    rows = Announcement.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=theirs.values("pk")))
    if shown in Announcement.State.values:
        rows = rows.filter(state=shown)
    return rows.select_related("unit", "drafted_by", "approved_by").order_by("-id")


def announcement_for(staff: Staff, key: int) -> Announcement | None:
    """The announcement of this key, if this person may see it."""
    return announcements_for(staff).filter(pk=key).first()


def is_own(staff: Staff, act: str, path: str) -> bool:
    """Whether the table lets this person take this action on this announcement or broadcast."""
    return any(is_within(path, own) for own in paths_for(staff, act))


def broadcasts_for(staff: Staff) -> QuerySet[Broadcast]:
    """Broadcasts of this person's units, the latest day first."""
    rows = rows_within(Broadcast.objects.all(), paths_for(staff, "announcements.list"))
    return rows.select_related("announcement", "unit", "planned_by", "read_by").order_by("-day", "-slot", "-id")


def broadcast_for(staff: Staff, key: int) -> Broadcast | None:
    """The broadcast of this key, if it lies within this person's units."""
    return broadcasts_for(staff).filter(pk=key).first()


def month_of(rows: QuerySet[Broadcast], first: dt.date) -> QuerySet[Broadcast]:
    """Broadcasts of one month, in the order in which they were read."""
    after = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return rows.filter(day__gte=first, day__lt=after).order_by("unit__sort_key", "day", "slot", "id")


def minutes_of(rows: QuerySet[Broadcast]) -> int:
    """How many minutes these broadcasts took together."""
    return rows.aggregate(total=Sum("minutes"))["total"] or 0


def units_for(staff: Staff, act: str) -> list[Unit]:
    """Units at which this person has a role for the action."""
    roles = BY_ACT[act].roles
    found = {grant.unit for grant in staff.current_grants if grant.unit is not None and grant.role in roles}
    return sorted(found, key=lambda unit: (unit.sort_key, unit.pk))


def loudspeaker_units(staff: Staff) -> list[Unit]:
    """Units whose loudspeakers' schedule this person keeps."""
    return units_for(staff, "announcements.broadcast")


def audio_of(row: Announcement, language: Language, *, with_content: bool = True) -> Audio | None:
    """The audio of this announcement in this language; None where none was made."""
    kept = row.audio.filter(language=language)
    return (kept if with_content else kept.defer("content")).first()


def waits_for_directive(staff: Staff, row: Announcement) -> bool:
    """Whether this person may still choose a directive for the announcement, and there is one to choose."""
    is_open = row.directive_id is None and row.state != Announcement.State.WITHDRAWN
    return is_open and is_own(staff, "announcements.draft", row.path) and directives_to_serve().exists()


def directives_to_serve() -> QuerySet[DirectiveRecord]:
    """Directives that an announcement may carry out, the newest first."""
    return DirectiveRecord.objects.order_by("-date", "-pk").defer("source")


def proofs_of(rows: Iterable[Broadcast]) -> dict[int, EvidenceRecord]:
    """The piece of evidence of each broadcast in the log that is one and was not withdrawn."""
    lines = {f"{LINE}{row.pk}": row.pk for row in rows}
    found = EvidenceRecord.objects.filter(logged_as__in=lines, withdrawn_at=None)
    return {lines[one.logged_as]: one for one in found.select_related("participant")}


def published_announcements() -> tuple[ApprovedFacts, ...]:
    """Announcements that the public site tells, the newest first."""
    rows = Announcement.objects.filter(state=Announcement.State.APPROVED).select_related("approved_by")
    return tuple(approved_facts(row) for row in rows.order_by("-approved_at", "-id")[:MOST_PUBLISHED])


def _paths_above(path: str) -> list[str]:
    """The paths of the units over this one, from the country down."""
    parts = path.split(SEPARATOR)[:-1]
    return ["".join(part + SEPARATOR for part in parts[:at]) for at in range(len(parts))]
