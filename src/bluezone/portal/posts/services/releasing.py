"""Rows of a door are opened by two people's word: one asks and says for which place of a case, another one agrees.

Opened are the rows of the hours that were asked for, at the doors of one place, and no others; what they say goes into
the exposure inbox as marks of a name and a number, and each is read again from its seal. Both have had the role for a
week (`identity/second_person.py`), and the case is one of which phones would be told: open, and looked at by a second
person. Who asks is told how many people that is; as many as a market holds take a second reason, be it in one ask or in
several for the same case, place and day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.services import locked_case, require_second_look
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.evidence import Offered, offer_evidence
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import asked_since, grants_reaching, is_settled, may_now, settled_paths
from bluezone.portal.places.paths import is_within, rows_within
from bluezone.portal.posts.bounds import Warned, warned_of
from bluezone.portal.posts.models import DoorRow, Post, ReleasedRow, RowRelease
from bluezone.portal.posts.services.taking import hour_of
from bluezone.portal.posts.unsealing import unsealed
from bluezone.portal.posts.wire import Typed, parse_typed
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.whole import covered, covering, named_beside
from bluezone.portal.reports.models import ReportKey
from bluezone.portal.reports.selectors import private_key
from bluezone.portal.tracing.models import Landmark
from bluezone.portal.tracing.services import said_reason
from bluezone.portal.world import VIET_NAM

MANY = 100
"""People: from here on it is asked why it is not fewer."""
MOST_ROWS, MOST_HOURS, MOST_BEFORE = 5_000, 48, 12
ACT = "posts.release"
_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@transaction.atomic
def ask_for_rows(
    *,
    actor: Staff,
    landmark: Landmark,
    premises: Premises,
    before: int,
    purpose: str,
    why_many: str,
    now: dt.datetime,
) -> RowRelease:
    """Asks a second person that the rows of a place may be opened, from some hours before a case was there until it had
    left. Raises RefusedError."""
    if premises.path != landmark.path:
        raise RefusedError("this place lies in another commune than the one where the case has been")
    if not is_settled(actor, ACT, [premises.path], now):
        raise RefusedError("whoever asks for rows of a door has had the role for a week")
    require_second_look(landmark.case, now.date())
    begins, ends = hours_of(landmark, before)
    if ends - begins > MOST_HOURS * _HOUR:
        raise RefusedError("rows of 48 hours at most are opened at once; note the place for a shorter time")
    Premises.objects.select_for_update().get(pk=premises.pk)  # of two asks the later one finds the first
    same = open_releases(now).filter(premises=premises, landmark=landmark, asked_by=actor)
    if same.exists():
        raise RefusedError("you have asked for this already")
    people = people_in(premises, begins, ends)
    if people == 0:
        raise RefusedError("no row of these hours is here")
    _require_there(landmark, begins, ends)
    _require_why(people, people_together(landmark, premises, begins, ends, now), why_many)
    release = RowRelease.objects.create(
        premises=premises,
        landmark=landmark,
        path=premises.path,
        begins=begins,
        ends=ends,
        people=people,
        purpose=said_reason(purpose),
        why_many=said_reason(why_many) if why_many.strip() else "",
        asked_by=actor,
        asked_at=now,
    )
    _note(release, actor, "posts.ask_release", now)
    return release


@transaction.atomic
def agree_to_rows(*, actor: Staff, release: RowRelease, read: str, wrapping_key: bytes, now: dt.datetime) -> int:
    """Opens the rows, as the second who says so, and offers them as evidence; how many. Raises RefusedError."""
    release = _locked(release)
    _require_open(release)
    if not is_good(release, now):
        raise RefusedError("this was asked for more than a day ago, or by somebody who may not ask for it any more")
    if release.asked_by_id == actor.pk:
        raise RefusedError("whoever asked for rows of a door does not agree to it")
    if not is_settled(actor, ACT, [release.path], now):
        raise RefusedError("the second person has had the role for a week")
    _require_case(release, now)
    require_as_read(read, digest_of_release(release))
    _require_there(release.landmark, release.begins, release.ends)
    _require_the_same_place(release)
    people = people_in(release.premises, release.begins, release.ends)
    if people == 0:
        raise RefusedError("no row of these hours is here")
    _require_why(people, people_named_by(release), release.why_many)
    keys = keys_at_hand(wrapping_key)
    rows = list(rows_in(release.premises, release.begins, release.ends).select_related("post")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise RefusedError("a release opens 5,000 rows at most; ask for fewer hours")
    read_rows = [(row, typed) for row in rows if (typed := opened(bytes(row.sealed), keys)) is not None]
    named = [(row, typed) for row, typed in read_rows if typed.name or typed.phone]
    release.agreed_by, release.agreed_at, release.opened = actor, now, len(named)
    release.save(update_fields=["agreed_by", "agreed_at", "opened"])
    release.reached.set(covered(release.premises))
    made = ReleasedRow.objects.bulk_create([ReleasedRow(release=release, row=row) for row, _ in named])
    offer_evidence(_offered(release, zip(made, named, strict=True)), actor=actor, now=now)
    _require_there_still(release)
    _note(release, actor, ACT, now)
    return len(named)


@transaction.atomic
def put_rows_aside(*, actor: Staff, release: RowRelease, read: str, now: dt.datetime) -> None:
    """Leaves the rows sealed. Raises RefusedError where that is settled."""
    release = _locked(release)
    require_as_read(read, digest_of_release(release))
    _require_open(release)
    release.ended_at = now
    release.save(update_fields=["ended_at"])
    _note(release, actor, "posts.leave_release", now)


def hours_of(landmark: Landmark, before: int) -> tuple[dt.datetime, dt.datetime]:
    """The whole hours in which somebody was at a place, and some before: who came in earlier was there still."""
    return hour_of(landmark.begins) - before * _HOUR, hour_of(landmark.ends - dt.timedelta(seconds=1)) + _HOUR


def rows_in(premises: Premises, begins: dt.datetime, ends: dt.datetime) -> QuerySet[DoorRow]:
    """The rows of whoever came in by any door of a place, or of its parts, in these hours."""
    return DoorRow.objects.filter(_came_in(premises, begins, ends)).order_by("hour", "pk")


def people_in(premises: Premises, begins: dt.datetime, ends: dt.datetime) -> int:
    """Counts the people of whom these rows are."""
    return _people(_came_in(premises, begins, ends))


def people_together(
    landmark: Landmark, premises: Premises, begins: dt.datetime, ends: dt.datetime, now: dt.datetime
) -> int:
    """Counts these people with those of whom rows were asked for before: of the same case on the same days, here or
    anywhere in the market or house in which this place lies; each row once. An ask that was put aside, or that nobody
    agreed to within its day, names nobody."""
    return _people_with(_asked_before(landmark, premises, begins, ends, now), premises, begins, ends)


def people_named_by(release: RowRelease) -> int:
    """Counts the people of an ask together with those of the asks before it, as whoever made it was told."""
    premises, begins, ends = release.premises, release.begins, release.ends
    if release.landmark is None:
        return people_in(premises, begins, ends)
    before = _asked_before(release.landmark, premises, begins, ends, release.asked_at).filter(pk__lt=release.pk)
    return _people_with(before, premises, begins, ends)


def open_releases(now: dt.datetime) -> QuerySet[RowRelease]:
    """Asks that nobody has answered and that are not over."""
    rows = RowRelease.objects.filter(ended_at=None, agreed_at=None, asked_at__gt=asked_since(now))
    return rows.select_related("premises__unit", "landmark__case", "asked_by").order_by("pk")


def releases_that_wait(staff: Staff, now: dt.datetime) -> QuerySet[RowRelease]:
    """Finds asks of others that this person may answer, for a figure, by one query."""
    theirs = rows_within(open_releases(now).exclude(asked_by=staff), settled_paths(staff, ACT, now))
    return theirs.filter(Exists(grants_reaching(OuterRef("asked_by"), ACT)), asked_by__is_active=True)


def is_good(release: RowRelease, now: dt.datetime) -> bool:
    """Whether an ask can still be agreed to."""
    asker, paths = release.asked_by, [release.path]
    is_over = release.asked_at <= asked_since(now)
    return not is_over and may_now(asker, ACT, paths) and is_settled(asker, ACT, paths, now)


def still_holds(landmark: Landmark, release: RowRelease) -> bool:
    """Whether what two agreed to is still said: that the case was there, in these hours."""
    return _is_there(landmark, release.begins, release.ends) and _is_the_same_place(landmark, release)


def digest_of_release(release: RowRelease) -> str:
    """Names what the page shows of an ask: the place as it is called by now, with how many people it would name and
    what speaks for fewer hours, and the case's state."""
    people, place = people_in(release.premises, release.begins, release.ends), release.premises
    hours, warned = (release.begins, release.ends), warning_of(release, people)
    called = (place.full_name, place.kind, *covered(place), *named_beside(place))
    there = release.landmark
    case = (there.place, there.case.state) if there is not None else ()
    said = (release.purpose, release.why_many, people, people_named_by(release), warned.at_once, warned.stay)
    return digest_of(release.pk, release.agreed_at, release.ended_at, *hours, said, called, case)


def warning_of(release: RowRelease, people: int) -> Warned:
    """Says what speaks for fewer hours than were asked for."""
    there = release.landmark
    before = hours_of(there, 0)[0] - release.begins if there is not None else dt.timedelta()
    return warned_of(release.premises, before, people)


def read_row(*, released: ReleasedRow, wrapping_key: bytes) -> Typed:
    """Reads what the visitor of a released row said. Raises RefusedError while the key is not at hand."""
    typed = opened(bytes(released.row.sealed), keys_at_hand(wrapping_key))
    if typed is None:
        raise RefusedError("no key of this portal opens this row")
    return typed


def opened(sealed: bytes, keys: Sequence[bytes]) -> Typed | None:
    """Opens a row by the first key that does; None where none does, or it says nothing that a device says."""
    plain = unsealed(sealed, keys)
    return parse_typed(plain) if plain is not None else None


def keys_at_hand(wrapping_key: bytes) -> list[bytes]:
    """The private halves of the report keys, the newest first. Raises RefusedError while none is at hand."""
    keys = [private for key in ReportKey.objects.order_by("-pk") if (private := private_key(key, wrapping_key))]
    if not keys:
        raise RefusedError("the report key has to be recovered by two officers first")
    return keys


def _came_in(premises: Premises, begins: dt.datetime, ends: dt.datetime) -> Q:
    posts = list(Post.objects.filter(premises__in=covered(premises)).order_by("pk").values_list("pk", flat=True))
    return Q(post__in=posts, hour__gte=begins, hour__lt=ends, way=DoorRow.Way.IN)


def _people(whose: Q) -> int:
    return DoorRow.objects.filter(whose).aggregate(sum=Sum("party"))["sum"] or 0


def _people_with(before: QuerySet[RowRelease], premises: Premises, begins: dt.datetime, ends: dt.datetime) -> int:
    whose = _came_in(premises, begins, ends)
    for one in before.select_related("premises"):
        whose |= _came_in(one.premises, one.begins, one.ends)
    return _people(whose)


def _asked_before(
    landmark: Landmark, premises: Premises, begins: dt.datetime, ends: dt.datetime, now: dt.datetime
) -> QuerySet[RowRelease]:
    from_day, to_day = (_midnight(one) for one in (begins, ends - _HOUR))
    wholes = Premises.objects.filter(pk__in=covering([premises.pk])).order_by("pk")
    here = {one for whole in wholes for one in covered(whole)}
    stands = Q(agreed_at__isnull=False) | Q(ended_at=None, asked_at__gt=asked_since(now))
    same_days = Q(begins__lt=to_day + _DAY, ends__gt=from_day)
    return RowRelease.objects.filter(stands, same_days, landmark__case=landmark.case_id, premises__in=here)


def _midnight(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(VIET_NAM).replace(hour=0, minute=0, second=0, microsecond=0)


def _offered(
    release: RowRelease, opened_rows: Iterable[tuple[ReleasedRow, tuple[DoorRow, Typed]]]
) -> Iterable[Offered]:
    case = release.landmark.case if release.landmark is not None else None
    says: dict[str, str | int | bool] = {"place": release.premises.full_name}
    if case is not None and is_within(case.path, release.path):
        says["case"] = case.number
    for made, (row, typed) in opened_rows:
        day = row.hour.astimezone(VIET_NAM).date()
        yield Offered("door", str(made.pk), release.path, day, day, says=says, name=typed.name, phone=typed.phone)


def _require_there(landmark: Landmark | None, begins: dt.datetime, ends: dt.datetime) -> None:
    """Requires that a case is still said to have been there in these hours: a place is withdrawn or said anew."""
    if landmark is None or not _is_there(landmark, begins, ends):
        raise RefusedError("nobody says any more that the case was here in these hours; look at the place again")


def _is_there(landmark: Landmark, begins: dt.datetime, ends: dt.datetime) -> bool:
    if landmark.withdrawn_at is not None:
        return False
    came, left = hours_of(landmark, 0)
    return left == ends and dt.timedelta() <= came - begins <= MOST_BEFORE * _HOUR


def _require_there_still(release: RowRelease) -> None:
    """Requires the same once the outbreak is held, as whoever says the place anew holds it, too."""
    if release.landmark is not None:
        release.landmark.refresh_from_db()
    _require_there(release.landmark, release.begins, release.ends)
    _require_the_same_place(release)


def _require_the_same_place(release: RowRelease) -> None:
    """Requires that the case is said to have been where it was when rows were asked for, and in their commune."""
    landmark = release.landmark
    if landmark is None or not _is_the_same_place(landmark, release):
        raise RefusedError("another place is said by now than the one for which this was asked; look at it again")


def _is_the_same_place(landmark: Landmark, release: RowRelease) -> bool:
    return landmark.path == release.path and landmark.place == _place_when_asked(landmark, release)


def _place_when_asked(landmark: Landmark, release: RowRelease) -> str:
    since = (one for one in landmark.corrections if dt.datetime.fromisoformat(one["at"]) >= release.asked_at)
    return next((str(one["place"]) for one in since), landmark.place)


def _require_case(release: RowRelease, now: dt.datetime) -> None:
    """Requires that the case is one of which phones would be told, and holds it: whoever closes it waits, or was
    first."""
    if release.landmark is not None:
        release.landmark.case = locked_case(release.landmark.case)
        require_second_look(release.landmark.case, now.date())


def _require_why(people: int, together: int, why_many: str) -> None:
    """Requires a second reason for many people: rows of these hours may have come in since they were asked for, and
    others were asked for before."""
    if why_many.strip():
        return
    if people >= MANY:
        raise RefusedError("that is as many people as a market holds; please say why it cannot be fewer hours")
    if together >= MANY:
        raise RefusedError(
            "with what was asked for before of this case, here on that day, it is as many people as a market holds; "
            "please say why it cannot be fewer hours"
        )


def _require_open(release: RowRelease) -> None:
    if release.ended_at is not None or release.agreed_at is not None:
        raise RefusedError("this is settled already")


def _locked(release: RowRelease) -> RowRelease:
    held = RowRelease.objects.select_for_update(of=("self",))
    return held.select_related("asked_by", "premises__unit", "landmark__case").get(pk=release.pk)


def _note(release: RowRelease, actor: Staff, act: str, now: dt.datetime) -> None:
    subjects = [("row_release", release.pk), ("premises", release.premises_id)]
    detail = {"people": release.people, "opened": release.opened}
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=release.path, detail=detail)
