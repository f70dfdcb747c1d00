"""More than a thousand names leave by two people's word: one asks and says why, another one agrees within a day.

What is asked for is one list of one outbreak, for whoever asked and nobody else, with as many names as the second one
read and no more besides than anybody takes out alone. Both have had the role for a week wherever the asker sees names.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.second_person import (
    asked_since,
    grants_reaching,
    is_settled,
    may_now,
    settled_paths,
)
from bluezone.portal.places.paths import lying_within, rows_within
from bluezone.portal.tracing.exporting.files import What, names_in
from bluezone.portal.tracing.models import Outbreak, Release
from bluezone.portal.tracing.selectors import SEE, own_paths
from bluezone.portal.tracing.services import said_reason

MOST_ALONE = 1_000
"""Names that one person takes out without a second one."""
_ACT = "tracing.release"


@transaction.atomic
def ask_for_release(*, actor: Staff, outbreak: Outbreak, what: What, reason: str, now: dt.datetime) -> Release:
    """Asks a second person that this list may leave. Raises RefusedError where nobody has to be asked, or one is asked
    already."""
    reason, names = said_reason(reason), names_in(what, outbreak, actor)
    if not is_settled(actor, _ACT, own_paths(actor), now):
        raise RefusedError("whoever asks that names leave has had the role for a week")
    Outbreak.objects.select_for_update().get(pk=outbreak.pk)  # of two asks of one person the later one finds the first
    if names <= MOST_ALONE:
        raise RefusedError("these are no more than 1,000 names; one person takes them out")
    mine = Release.objects.filter(outbreak=outbreak, what=what, asked_by=actor, ended_at=None)
    if mine.filter(asked_at__gt=asked_since(now)).exists():
        raise RefusedError("you have asked for this already")
    mine.update(ended_at=now)
    asked = Release.objects.create(
        outbreak=outbreak, what=what, path=actor.home, names=names, reason=reason, asked_by=actor, asked_at=now
    )
    _note(asked, actor, "tracing.ask_release", now)
    return asked


@transaction.atomic
def agree_to_release(*, actor: Staff, release: Release, read: str, now: dt.datetime) -> None:
    """Lets the list leave, as the second who says so. Raises RefusedError for whoever asked, and once the ask is
    over."""
    release = _locked(release)
    _require_open(release)
    if not _is_good(release, now):
        raise RefusedError("this was asked for more than a day ago, or by somebody who may not ask for it any more")
    if release.asked_by_id == actor.pk:
        raise RefusedError("whoever asked that names leave does not agree to it")
    if not is_settled(actor, _ACT, own_paths(release.asked_by), now):
        raise RefusedError("the second person has had the role for a week")
    require_as_read(read, digest_of_release(release))
    release.agreed_by, release.agreed_at = actor, now
    release.save(update_fields=["agreed_by", "agreed_at"])
    _note(release, actor, _ACT, now)


@transaction.atomic
def put_release_aside(*, actor: Staff, release: Release, read: str, now: dt.datetime) -> None:
    """Leaves the names where they are, whether somebody agreed or not. Raises RefusedError where that is settled."""
    release = _locked(release)
    if release.ended_at is not None:
        raise RefusedError("this is settled already")
    require_as_read(read, digest_of_release(release))
    release.ended_at = now
    release.save(update_fields=["ended_at"])
    _note(release, actor, "tracing.leave_release", now)


def require_may_leave(staff: Staff | None, outbreak: Outbreak, what: What, now: dt.datetime) -> None:
    """Requires that one person may take this list out, or that a second one agreed to as many. Raises RefusedError."""
    names = names_in(what, outbreak, staff)
    if names <= MOST_ALONE:
        return
    agreed = None if staff is None else release_of(staff, outbreak, what, now)
    if agreed is None:
        raise RefusedError("these are more than 1,000 names; ask a second person first")
    if names - agreed.names > MOST_ALONE:
        raise RefusedError("these are many more than a second person agreed to; put that ask aside and ask anew")


def release_of(staff: Staff, outbreak: Outbreak, what: What, now: dt.datetime) -> Release | None:
    """The word of a second person by which this person may take this list out now: nothing of a unit that became theirs
    since they asked."""
    found = _open(now).filter(outbreak=outbreak, what=what, asked_by=staff).exclude(agreed_by=None).first()
    return found if found is not None and is_settled(staff, _ACT, own_paths(staff), now) else None


def asked_of(staff: Staff, outbreak: Outbreak, now: dt.datetime) -> dict[str, Release]:
    """What this person has asked for and is good still, by what it is."""
    return {one.what: one for one in _open(now).filter(outbreak=outbreak, asked_by=staff)}


def releases_to_agree(staff: Staff, now: dt.datetime) -> list[Release]:
    """Asks of others that this person may answer, the oldest first."""
    theirs = rows_within(_open(now), paths_for(staff, _ACT)).filter(agreed_by=None).exclude(asked_by=staff)
    return [one for one in theirs if _is_good(one, now) and is_settled(staff, _ACT, own_paths(one.asked_by), now)]


def releases_that_wait(staff: Staff, now: dt.datetime) -> QuerySet[Release]:
    """Asks of others that still may ask, where this person has had the role for a week wherever the asker sees names:
    for a figure, by one query."""
    paths = settled_paths(staff, _ACT, now)
    asked = Release.objects.filter(ended_at=None, agreed_by=None, asked_at__gt=asked_since(now))
    theirs = rows_within(asked.exclude(asked_by=staff), paths)
    theirs = theirs.filter(Exists(grants_reaching(OuterRef("asked_by"), _ACT)), asked_by__is_active=True)
    naming = Grant.objects.filter(staff=OuterRef("asked_by"), role__in=BY_ACT[SEE].roles, ended_at=None)
    return theirs if "" in paths else theirs.filter(~Exists(naming.exclude(lying_within(paths))))


def release_with_number(number: int) -> Release | None:
    """The ask of this number."""
    return Release.objects.select_related("asked_by", "outbreak").filter(pk=number).first()


def digest_of_release(release: Release) -> str:
    """Names what the page shows of an ask, for the forms that settle it."""
    one = release
    return digest_of(one.pk, one.outbreak_id, one.what, one.names, one.reason, one.asked_by_id, one.agreed_by_id)


def _open(now: dt.datetime) -> QuerySet[Release]:
    rows = Release.objects.filter(ended_at=None, asked_at__gt=asked_since(now))
    return rows.select_related("asked_by", "outbreak", "agreed_by").order_by("pk")


def _is_good(release: Release, now: dt.datetime) -> bool:
    is_over = release.asked_at <= asked_since(now)
    asker, paths = release.asked_by, own_paths(release.asked_by)
    return not is_over and may_now(asker, _ACT, paths) and is_settled(asker, _ACT, paths, now)


def _require_open(release: Release) -> None:
    if release.ended_at is not None or release.agreed_at is not None:
        raise RefusedError("this is settled already")


def _locked(release: Release) -> Release:
    held = Release.objects.select_for_update(of=("self",)).select_related("asked_by", "outbreak")
    return held.get(pk=release.pk)


def _note(release: Release, actor: Staff, act: str, now: dt.datetime) -> None:
    detail = {"what": release.what, "outbreak": release.outbreak.name, "names": release.names}
    record_write(actor=actor, act=act, now=now, subjects=[("release", release.pk)], path=release.path, detail=detail)
