"""Reads of the triage of declarations: who is to be called first, in which commune, and what doors are told of them.

Nothing is opened for it: a declaration's class stands outside of its seal, and names nobody.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bluezone.portal.as_read import digest_of
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import few_within, province_of, rows_within
from bluezone.portal.reports.models import Report, Urgency
from bluezone.portal.reports.waiting import FEELS_ILL, ILL, OPEN, URGENT, declarations_within

DECLARATIONS = Listing(
    caption=_("Health declarations, whoever is to be called first on top"),
    columns=(
        Column("urgency", _("What it tells")),
        Column("commune", _("Commune"), ("path",)),
        Column("arrived", _("Arrived"), ("arrived_on",)),
        Column("state", _("State")),
        Column("with", _("With"), ("taken_by__sort_key",)),
        Column("act", _("Act"), is_silent=True),
    ),
    filters=(
        Filter(
            "state",
            (
                (OPEN, _("To do")),
                (Report.State.WAITING, _("New")),
                (Report.State.OPENED, _("Being worked on")),
                (Report.State.CLOSED, _("Done")),
            ),
        ),
        Filter(
            "urgency",
            (
                ("", _("Whatever it tells")),
                (URGENT, _("Anything to look into")),
                (ILL, _("Ill, or not sorted yet")),
                *((str(one.value), one.label) for one in reversed(Urgency)),
            ),
        ),
    ),
    kept=("commune",),
    empty=Empty(
        "check",
        _("No declaration here"),
        _("When somebody declares their health on a phone, it arrives here, sealed, by how urgent it is."),
    ),
    older=_("Less urgent ones"),
)
MOST_FOR_DOORS = 1_000
"""In one answer; a door that is not told all of them asks on at once."""
_COME_LATE = 100
"""Numbers before the last one that a door knows: of two that are filed at once, the lower may be kept second."""
MOST_AT_ONCE = 500
"""So many are ended by one act."""


@dataclass(frozen=True, slots=True)
class AtCommune:
    """Declarations of one commune that are to do."""

    name: str
    path: str
    count: int
    urgent: int
    """Of those that tell of signs of illness."""


def page_of_declarations(staff: Staff, part: Part) -> Listed[Report]:
    """A page of the declarations of this part of the list."""
    return listed(declarations_for(staff, part), part)


def declarations_for(staff: Staff, part: Part) -> QuerySet[Report]:
    """Declarations within this person's units, the most urgent first, among those the oldest."""
    rows = declarations_within(staff).select_related("taken_by")
    if part["commune"]:
        rows = rows.filter(path=part["commune"])
    if part["state"] == OPEN:
        rows = rows.exclude(state=Report.State.CLOSED)
    elif part["state"]:
        rows = rows.filter(state=part["state"])
    if part["urgency"] == URGENT:
        rows = rows.exclude(urgency=Urgency.NOTHING)
    elif part["urgency"] == ILL:
        rows = rows.filter(FEELS_ILL)
    elif part["urgency"]:
        rows = rows.filter(urgency=int(part["urgency"]))
    return rows.order_by(F("urgency").desc(nulls_first=True), "arrived_on", "pk")


def communes_to_do(staff: Staff) -> list[AtCommune]:
    """Communes with declarations that are to do, whichever has most signs of illness first."""
    rows = declarations_within(staff).exclude(state=Report.State.CLOSED).order_by().values("path")
    counted = list(rows.annotate(count=Count("pk"), urgent=Count("pk", filter=Q(urgency__gte=Urgency.ILL))))
    names = names_of(row["path"] for row in counted)
    found = [AtCommune(names.get(row["path"], ""), row["path"], row["count"], row["urgent"]) for row in counted]
    return sorted(found, key=lambda one: (-one.urgent, -one.count, one.path))


def names_of(paths: Iterable[str]) -> dict[str, str]:
    """The names of the units of these paths, by path."""
    return dict(Unit.objects.filter(path__in=set(paths)).order_by("pk").values_list("path", "name"))


def harmless_for(staff: Staff) -> QuerySet[Report]:
    """Declarations of one's units that nobody opened and that tell of nothing, the oldest first."""
    rows = rows_within(Report.objects.filter(kind=Report.Kind.DECLARATION), paths_for(staff, "reports.settle"))
    return rows.filter(state=Report.State.WAITING, urgency=Urgency.NOTHING).order_by("pk")


def harmless_seen(staff: Staff) -> tuple[int, str]:
    """How many such declarations there are to end, and what names exactly these."""
    keys = [one.pk for one in harmless_for(staff)[:MOST_AT_ONCE]]
    return len(keys), digest_of(keys)


def arrived_for_doors(path: str, after: int, now: dt.datetime) -> dict[str, Any]:
    """What a door that lies there is told of the declarations of this day: the marks of those of its province filed
    since the number up to which it knows them, the number up to which it knows them now, and whether there are more.

    Not those of the whole country, which no device would hold: of a visitor from elsewhere a door says that it was not
    told of them. One that names no unit we know lies with the report key, and is told wherever that key's unit is."""
    since = now.astimezone(dt.UTC).date() - dt.timedelta(days=1)
    day = Report.objects.filter(arrived_on__gte=since, pk__gt=after - _COME_LATE)
    newest = day.order_by("-pk").values_list("pk", flat=True).first()  # asked first: what comes meanwhile is told later
    rows = few_within(day.filter(door_mark__isnull=False), (province_of(path),)).order_by("pk")
    found = list(rows.values_list("pk", "door_mark")[: MOST_FOR_DOORS + 1])
    told, has_more = found[:MOST_FOR_DOORS], len(found) > MOST_FOR_DOORS
    marks = [base64.urlsafe_b64encode(bytes(mark)).rstrip(b"=").decode() for _key, mark in told if mark is not None]
    upto = told[-1][0] if has_more else max(newest or 0, *(key for key, _mark in told), 0)
    return {"upto": max(after, upto), "marks": marks, "more": has_more}
