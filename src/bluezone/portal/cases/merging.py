"""Two persons who are one: asked for by one, agreed to by another, and undone whenever it was wrong.

What hangs on the one goes to the other, in one transaction: cases here, and what rooms above hang on a person through
the modules that PERSON_FOLLOWERS names (`join_persons` says what it moved, `part_persons` is given it back). The row of
the merged person stays, with what it said; it stands for nobody as long as the merge does. Who read the record of
either is told of both (`audit/aliases.py`), and after a merge was undone, of what was read of the one that was kept
while it held both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.aliases import Alias
from bluezone.portal.cases.classifying import classify, held_when_corrected, tell_followers
from bluezone.portal.cases.models import Case, Double, Merge, Person
from bluezone.portal.cases.persons import (
    digest_of_double,
    doubles_to,
    locked_double,
    note_on_persons,
    propose_doubles,
    told_of,
)
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.second_person import asked_since, is_settled, settled_paths, still_asks
from bluezone.portal.places.paths import rows_within
from bluezone.vietnam.numbers import whole_number

ACT = "cases.merge"
_FILLED: tuple[dict[str, Any], ...] = ({"birth_year": None}, {"identity_hash": "", "identity_sealed": b""})
"""What the person who is kept takes over where nothing is known of theirs, and how nothing is written: of each group
all or nothing."""
_NAMES = [name for group in _FILLED for name in group]


@transaction.atomic
def ask_to_merge(*, actor: Staff, double: Double, keep: int, read: str, now: dt.datetime) -> Merge:
    """Asks that two persons become one, of whom one's record is kept. Raises RefusedError."""
    double = locked_double(double)
    if not is_settled(actor, ACT, [double.one.path, double.other.path], now):
        raise RefusedError("whoever asks that two persons become one has had the role for a week")
    _require_both_stand(double.one, double.other)
    require_as_read(read, digest_of_double(double))
    if double.apart_at is not None:
        raise RefusedError("it was said already that they are two")
    if keep not in {double.one_id, double.other_id}:
        raise RefusedError("please say whose record is kept")
    pair = Q(kept__in=(double.one, double.other), merged__in=(double.one, double.other))
    asked = Merge.objects.filter(pair, at=None, ended_at=None)
    if any(_is_good(one, now) for one in asked.select_related("asked_by", "kept", "merged")):
        raise RefusedError("it is asked for already that these two become one")
    asked.update(ended_at=now)
    kept, merged = (double.one, double.other) if keep == double.one_id else (double.other, double.one)
    merge = Merge.objects.create(double=double, kept=kept, merged=merged, asked_by=actor, asked_at=now)
    note_on_persons(actor, "cases.ask_merge", now, kept, merged)
    return merge


@transaction.atomic
def agree_to_merge(*, actor: Staff, merge: Merge, read: str, now: dt.datetime) -> None:
    """Makes two persons one, as the second who says so. Raises RefusedError for whoever asked, once the ask is over,
    and where one of the two was merged meanwhile."""
    merge = _locked(merge)
    _require_open(merge)
    kept, merged = merge.kept, merge.merged
    _require_both_stand(kept, merged)
    if not _is_good(merge, now):
        raise RefusedError("this was asked for more than a day ago, or by somebody who may not ask for it any more")
    if merge.double is not None and merge.double.apart_at is not None:
        raise RefusedError("it was said already that they are two")
    if merge.asked_by_id == actor.pk:
        raise RefusedError("whoever asked that two persons become one does not agree to it")
    if not is_settled(actor, ACT, [kept.path, merged.path], now):
        raise RefusedError("the second person has had the role for a week")
    require_as_read(read, digest_of_merge(merge))
    merge.moved = _moved(kept, merged, now)
    merge.agreed_by, merge.at = actor, now
    merge.save(update_fields=["moved", "agreed_by", "at"])
    propose_doubles([kept], now)
    note_on_persons(actor, ACT, now, kept, merged, cases=len(merge.moved["cases"]))


@transaction.atomic
def leave_two(*, actor: Staff, merge: Merge, read: str, now: dt.datetime) -> None:
    """Leaves two persons two for whom somebody asked that they become one. Raises RefusedError where it is settled."""
    merge = _locked(merge)
    _require_open(merge)
    require_as_read(read, digest_of_merge(merge))
    merge.ended_at = now
    merge.save(update_fields=["ended_at"])
    note_on_persons(actor, "cases.leave_two", now, merge.kept, merge.merged)


@transaction.atomic
def undo_merge(*, actor: Staff, merge: Merge, read: str, now: dt.datetime) -> None:
    """Makes one person two again: what was moved goes back, as far as it is still there, and a case that was confirmed
    while they were one waits for a second person anew. They are not proposed again.
    Raises RefusedError where there is nothing to undo, while a later merge stands on it, and where what came since
    leaves no room for what would go back."""
    merge = _locked(merge)
    if merge.at is None or merge.undone_at is not None:
        raise RefusedError("these two persons are not one")
    if merge.kept.merged_into_id is not None:
        raise RefusedError("whoever was kept was merged later; undo that first")
    require_as_read(read, digest_of_merge(merge))
    try:
        with transaction.atomic():
            _move_back(merge, actor, now)
    except (IntegrityError, ObjectDoesNotExist) as error:
        raise RefusedError(
            "what hangs on these two changed since in a way that cannot be taken apart: they stay one"
        ) from error
    merge.undone_by, merge.undone_at = actor, now
    merge.save(update_fields=["undone_by", "undone_at"])
    if merge.double_id is not None:
        Double.objects.filter(pk=merge.double_id).update(apart_by=actor, apart_at=now)
    note_on_persons(actor, "cases.part", now, merge.kept, merge.merged, cases=len(merge.moved["cases"]))


def end_asks_about(person: Person, now: dt.datetime) -> None:
    """Ends what is asked for about somebody who is called otherwise now: whoever asked has read another name."""
    Merge.objects.filter(Q(kept=person) | Q(merged=person), at=None, ended_at=None).update(ended_at=now)


def doubles_to_judge(staff: Staff, now: dt.datetime) -> QuerySet[Double]:
    """Pairs of which this person may see both names, and of which nobody has said or asked anything."""
    asked = Merge.objects.filter(at=None, ended_at=None, asked_at__gt=asked_since(now))
    return doubles_to(staff).exclude(pk__in=asked.exclude(double=None).values("double"))


def open_asks(doubles: Collection[Double], now: dt.datetime) -> QuerySet[Merge]:
    """The asks about these pairs that wait for a second person."""
    return Merge.objects.filter(double__in=doubles, at=None, ended_at=None, asked_at__gt=asked_since(now))


def merges_to_agree(staff: Staff, now: dt.datetime) -> QuerySet[Merge]:
    """Asks of others that this person may answer, who has had the role for a week, the oldest first."""
    asked = _complete(_both_within(settled_paths(staff, ACT, now)))
    asked = asked.filter(at=None, ended_at=None, asked_at__gt=asked_since(now), double__apart_at=None)
    return asked.exclude(asked_by=staff).filter(asked_by__is_active=True).order_by("pk")


def standing_merges(staff: Staff) -> QuerySet[Merge]:
    """Merges that hold, of persons whose names this reader may see, the newest first."""
    merges = _complete(_both_within(paths_for(staff, ACT)))
    return merges.filter(at__isnull=False, undone_at=None).order_by("-at", "-pk")


def merge_with_number(number: int) -> Merge | None:
    """The merge of this number, asked for, done or undone."""
    return Merge.objects.select_related("kept__unit", "merged__unit").filter(pk=number).first()


def digest_of_merge(merge: Merge) -> str:
    """Names what the page shows of a merge, for the forms that decide on it."""
    return digest_of(merge.pk, told_of(merge.kept, merge.merged), merge.at, merge.ended_at, merge.undone_at)


def aliases_of_person(kind: str, key: str) -> list[Alias]:
    """Tells the other numbers under which a person stands in the audit: of everybody who is one with them, and of
    whoever held their record for a while."""
    number = whole_number(key) if kind == "person" else None
    if number is None:
        return []
    one = _all_who_are(number)
    undone = Merge.objects.filter(merged__in=one, undone_at__isnull=False).values_list("kept", "at", "undone_at")
    held = [Alias(str(kept), since, until) for kept, since, until in undone if kept not in one]
    return [*(Alias(str(other)) for other in sorted(one - {number})), *held]


def _all_who_are(number: int) -> set[int]:
    found, waiting = {number}, {number}
    while waiting:
        lines = Merge.objects.filter(Q(kept__in=waiting) | Q(merged__in=waiting), at__isnull=False, undone_at=None)
        waiting = {person for pair in lines.values_list("kept", "merged") for person in pair} - found
        found |= waiting
    return found


def _both_within(paths: tuple[str, ...]) -> QuerySet[Merge]:
    """Merges of which both persons are within one of the paths; each is asked for its two, because a list of everybody
    there would be as long as a province."""
    theirs = rows_within(Person.objects.all(), paths)
    return Merge.objects.filter(*(Exists(theirs.filter(pk=OuterRef(end))) for end in ("kept", "merged")))


def _complete(merges: QuerySet[Merge]) -> QuerySet[Merge]:
    return merges.select_related("kept__unit", "merged__unit", "asked_by", "agreed_by")


def _locked(merge: Merge) -> Merge:
    """Holds cases, persons and the merge as they stand now, in the order in which the desk does: whoever merges
    crosswise comes one after the other."""
    persons = (merge.kept_id, merge.merged_id)
    list(Case.objects.select_for_update(of=("self",)).filter(person__in=persons).order_by("pk"))
    list(Person.objects.select_for_update().filter(pk__in=persons).order_by("pk"))
    held = Merge.objects.select_for_update(of=("self",)).select_related("kept", "merged", "asked_by")
    return held.get(pk=merge.pk)


def _require_open(merge: Merge) -> None:
    if merge.at is not None or merge.ended_at is not None:
        raise RefusedError("this is settled already")


def _require_both_stand(*persons: Person) -> None:
    if any(person.merged_into_id is not None for person in persons):
        raise RefusedError("one of these two persons was merged meanwhile; look at them again")


def _is_good(merge: Merge, now: dt.datetime) -> bool:
    asks = still_asks(merge.asked_by, ACT, [merge.kept.path, merge.merged.path], now)
    return merge.asked_at > asked_since(now) and asks


def _moved(kept: Person, merged: Person, now: dt.datetime) -> dict[str, Any]:
    """Moves all that hangs on the one to the other; what that was."""
    cases = list(Case.objects.filter(person=merged).order_by("pk"))
    Case.objects.filter(person=merged).update(person=kept)
    filled = [name for group in _FILLED if not _knows(kept, group) and _knows(merged, group) for name in group]
    for name in filled:
        setattr(kept, name, getattr(merged, name))
    kept.save(update_fields=_NAMES)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    followed = {
        name: import_module(name).join_persons(kept=kept, merged=merged, now=now) for name in settings.PERSON_FOLLOWERS
    }
    _tell([case.pk for case in cases], now)
    corrected = {str(case.pk): case.corrected_by_id for case in cases}
    return {"cases": [case.pk for case in cases], "corrected": corrected, "filled": filled, "followed": followed}


def _move_back(merge: Merge, actor: Staff, now: dt.datetime) -> None:
    kept, merged, moved = merge.kept, merge.merged, merge.moved
    theirs = Case.objects.filter(pk__in=moved["cases"], person=kept)
    back = list(theirs.values_list("pk", flat=True))
    Case.objects.filter(pk__in=back).update(person=merged)
    for group in _FILLED:
        first = next(iter(group))
        if first in moved["filled"] and getattr(kept, first) == getattr(merged, first):
            for name, nothing in group.items():
                setattr(kept, name, nothing)
    kept.save(update_fields=_NAMES)
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    for name in settings.PERSON_FOLLOWERS:
        if name in moved["followed"]:
            import_module(name).part_persons(merged=merged, moved=moved["followed"][name])
    for case in Case.objects.filter(pk__in=back).order_by("pk"):
        _say_as_before(case, merge, actor, now)
    _tell(back, now)


def _say_as_before(case: Case, merge: Merge, actor: Staff, now: dt.datetime) -> None:
    """Has a case be the word of whoever said what it says again, its onset, too: else whoever wrote another one since
    would confirm it. Whoever confirmed it while the two were one has read what stood in the record that was kept: that
    confirms nothing of the other."""
    case.corrected_by_id = _corrected_before(case, merge)
    since = case.corrections.filter(at__gte=merge.at).order_by("pk")
    case.onset = since.values_list("onset", flat=True).first() or case.onset
    was_confirmed = case.confirmed_at is not None and merge.at is not None and case.confirmed_at >= merge.at
    if was_confirmed:
        case.confirmed_by, case.confirmed_at = None, None
        case.state = Case.State.CLOSED if case.state == Case.State.CLOSED else Case.State.OPENED
    case.save(update_fields=["corrected_by", "onset", "confirmed_by", "confirmed_at", "state"])
    if was_confirmed:
        held, basis = held_when_corrected(case, merge.kept.full_name, merge.merged.full_name)
        classify(case=case, value=held, basis=basis, by=actor, now=now)


def _corrected_before(case: Case, merge: Merge) -> int | None:
    """Whoever had corrected it last when the two became one. A merge of before that was kept has the corrections
    alone, of which some may be of an earlier merge."""
    if "corrected" in merge.moved:
        return merge.moved["corrected"][str(case.pk)]  # type: ignore[no-any-return] # of a JSON field
    earlier = case.corrections.filter(at__lt=merge.at).order_by("-pk")
    return earlier.values_list("by", flat=True).first()


def _knows(person: Person, group: dict[str, Any]) -> bool:
    return bool(getattr(person, next(iter(group))))


def _tell(cases: list[int], now: dt.datetime) -> None:
    for case in Case.objects.filter(pk__in=cases).select_related("person").order_by("pk"):
        tell_followers(case, now)
