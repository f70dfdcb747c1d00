"""What hangs on a person in outbreaks goes with them when two become one, and goes back when they were two
(`cases/merging.py`, the setting PERSON_FOLLOWERS).

Whoever is kept and has no place in an outbreak takes the merged one's. Else meetings and presences go to the place of
whoever is kept, and that of the merged one stays empty. A meeting of the two with each other was none. An offer of the
merged one to another commune ends.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from bluezone.portal.cases.models import Merge, Person
from bluezone.portal.errors import RefusedError
from bluezone.portal.tracing.involving import settle
from bluezone.portal.tracing.levels import hold, relevel
from bluezone.portal.tracing.models import Exposure, Involvement, ListedPerson, Presence
from bluezone.portal.tracing.services import refresh_alive
from bluezone.portal.tracing.transferring import settle_transfers

_FILLED = ("set_apart_on", "vaccinated")
_NO_MEETING = "Hai hồ sơ đã được gộp thành một người"
Moved = dict[str, Any]


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> list[Moved]:
    """Moves all that hangs on the merged person in outbreaks; what that was, by numbers."""
    theirs = Involvement.objects.filter(person=merged).select_related("outbreak").order_by("outbreak")
    return [_joined(one, kept, now) for one in theirs]


def part_persons(*, merged: Person, moved: list[Moved]) -> None:
    """Moves back what went from the merged person to whoever was kept, as far as it is still there."""
    for told in moved:
        _parted(told, merged)


def _joined(gone: Involvement, kept: Person, now: dt.datetime) -> Moved:
    hold(gone.outbreak)
    settle_transfers(gone, now)
    own = Involvement.objects.filter(outbreak=gone.outbreak, person=kept).first()
    if own is None:
        gone.person = kept
        gone.save(update_fields=["person"])
        settle(gone, kept.unit)
        relevel(gone.outbreak, [gone.pk])
        return {"whole": gone.pk}
    told = {
        "own": own.pk,
        "gone": gone.pk,
        "none": _between(own, gone, now),
        "leaving": _numbers(Exposure.objects.filter(source=gone).exclude(target=own)),
        "arriving": _numbers(Exposure.objects.filter(target=gone).exclude(source=own)),
        "listed": list(gone.listed_as.order_by("pk").values_list("pk", flat=True)),
        "filled": [name for name in _FILLED if getattr(own, name) is None and getattr(gone, name) is not None],
        **_presences(own, gone),
    }
    _hang(own, told, source=gone)
    for name in told["filled"]:
        setattr(own, name, getattr(gone, name))
    own.save(update_fields=list(_FILLED))
    relevel(own.outbreak, [own.pk, gone.pk])
    return told


def _parted(told: Moved, merged: Person) -> None:
    if "whole" in told:
        involvement = Involvement.objects.select_related("outbreak").get(pk=told["whole"])
        hold(involvement.outbreak)
        _require_nothing_came_later(involvement, merged)
        involvement.person = merged
        involvement.save(update_fields=["person"])
        settle(involvement, merged.unit)
        relevel(involvement.outbreak, [involvement.pk])
        return
    own, gone = (Involvement.objects.select_related("outbreak").get(pk=told[name]) for name in ("own", "gone"))
    hold(own.outbreak)
    own.refresh_from_db()
    _hang(gone, told, source=own)
    there = (Presence(landmark_id=landmark, involvement=gone, origin=origin) for landmark, origin in told["twice"])
    Presence.objects.bulk_create(there, ignore_conflicts=True)  # a page that lagged behind may have noted it meanwhile
    for exposure in Exposure.objects.filter(pk__in=told["none"], withdrawn_by=None).exclude(withdrawn_at=None):
        exposure.withdrawn_at, exposure.reason = None, ""
        exposure.save(update_fields=["withdrawn_at", "reason"])
        refresh_alive(exposure)
    for name in told["filled"]:
        if getattr(own, name) == getattr(gone, name):
            setattr(own, name, None)
    own.save(update_fields=list(_FILLED))
    relevel(own.outbreak, [own.pk, gone.pk])


def _require_nothing_came_later(place: Involvement, merged: Person) -> None:
    """A place that was taken over as a whole goes back as a whole: what a third person brought to it would go along."""
    standing = Merge.objects.filter(kept=place.person_id, at__isnull=False, undone_at=None).exclude(merged=merged)
    followed = [told for merge in standing for moved in merge.moved["followed"].values() for told in moved]
    if any(told.get("own") == place.pk for told in followed):
        raise RefusedError("somebody else was merged later into the same record; undo that first")


def _hang(to: Involvement, told: Moved, source: Involvement) -> None:
    """Hangs on one place what is noted of the other one, as far as it is still there."""
    Exposure.objects.filter(pk__in=told["leaving"], source=source).update(source=to, source_path=to.path)
    Exposure.objects.filter(pk__in=told["arriving"], target=source).update(target=to, target_path=to.path)
    ListedPerson.objects.filter(pk__in=told["listed"], involvement=source).update(involvement=to)
    Presence.objects.filter(pk__in=told["presences"], involvement=source).update(involvement=to)


def _between(own: Involvement, gone: Involvement, now: dt.datetime) -> list[int]:
    """Nobody meets themselves: what stood between the two counts no more, and nobody withdrew it."""
    both = Exposure.objects.filter(source__in=(own, gone), target__in=(own, gone), withdrawn_at=None)
    numbers = _numbers(both)
    both.update(withdrawn_at=now, reason=_NO_MEETING, is_alive=False)
    return numbers


def _presences(own: Involvement, gone: Involvement) -> Moved:
    """Sorts the presences of the merged person: those that go over, and those that whoever is kept has already."""
    known = set(own.presences.values_list("landmark", "origin"))
    theirs = {one.pk: (one.landmark_id, one.origin) for one in gone.presences.order_by("pk")}
    twice = {number: what for number, what in theirs.items() if what in known}
    Presence.objects.filter(pk__in=twice).delete()
    return {"presences": sorted(theirs.keys() - twice.keys()), "twice": [list(what) for what in twice.values()]}


def _numbers(exposures: QuerySet[Exposure]) -> list[int]:
    return list(exposures.order_by("pk").values_list("pk", flat=True))
