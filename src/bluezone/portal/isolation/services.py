"""Writes of quarantine: what is proposed, put aside and delivered. Each leaves a line in the audit.

Whoever proposes decides nothing: a decision counts once its paper is issued (`papers.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.persons import merged_into
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.models import Watch
from bluezone.portal.identity.models import Staff
from bluezone.portal.isolation.centres import held_centre, taken_beds
from bluezone.portal.isolation.course import (
    MOST_DAYS,
    OPEN,
    WAITING,
    Act,
    Standing,
    State,
    Told,
    What,
    course_of,
    moved,
)
from bluezone.portal.isolation.models import LONGEST_WORDS, Centre, Decision, Delivery, Kind, Stay
from bluezone.portal.isolation.of_persons import ill_among, untested_among
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.names import normalised_name

ONE_DAY = dt.timedelta(days=1)
_SHORTEST_WORDS = 3
_LONGEST_AHEAD = dt.timedelta(days=30)
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """The quarantine that somebody proposes for a person."""

    kind: Kind
    first_day: dt.date
    last_day: dt.date
    ground: str
    centre: Centre | None = None
    is_beyond: bool = False
    """Said by whoever knows that no bed is free there."""

    def __post_init__(self) -> None:
        _ = self.told
        if (self.kind is Kind.HOME) != (self.centre is None):
            raise RefusedError("please choose the place for whoever does not stay at home, and none for whoever does")
        if self.centre is not None and self.centre.kind != self.kind:
            raise RefusedError("this place is of another kind")

    @property
    def told(self) -> Told:
        """The decision that is proposed. Raises RefusedError for days that no quarantine has."""
        return Told(What.ORDER, Standing.PROPOSED, self.first_day, self.last_day)


@transaction.atomic
def propose_stay(*, actor: Staff, involvement: Involvement, asked: Asked, read: str, now: dt.datetime) -> Stay:
    """Proposes that somebody stays apart. Raises RefusedError where no rule asks for it, where they do already, and for
    a place without a free bed unless that is said to be known."""
    held = _held_person(involvement.pk)
    require_as_read(read, digest_of_person(held))
    ground, today = said_words(asked.ground), now.astimezone(VIET_NAM).date()
    if not Watch.objects.filter(involvement=held, first_day__isnull=False).exists():
        raise RefusedError("no rule asks this person to stay apart now")
    if stays_of_person(held).filter(state__in=OPEN).exists():
        raise RefusedError("a quarantine of this person is proposed or in force already")
    if not today - dt.timedelta(days=MOST_DAYS) <= asked.first_day <= today + _LONGEST_AHEAD:
        raise RefusedError("the first day lies too long ago, or too far ahead")
    centre, beyond = _bed_for(asked)
    made = Stay.objects.create(
        involvement=held,
        kind=asked.kind,
        centre=centre,
        first_day=asked.first_day,
        last_day=asked.last_day,
        beyond_by=actor if beyond else None,
    )
    _propose(made, asked.told, ground, actor, now)
    note_on([made], actor, "isolation.propose", now, what=What.ORDER, beyond=beyond)
    return made


@transaction.atomic
def propose_extension(
    *, actor: Staff, stay: Stay, last_day: dt.date, reason: str, read: str, now: dt.datetime
) -> Decision:
    """Proposes that somebody stays apart longer, and why. Raises RefusedError."""
    held, said = held_stay(stay, read), said_words(reason)
    _require_apart(held)
    if last_day <= held.last_day:
        raise RefusedError("an extension ends after the day that stands now")
    Told(What.ORDER, Standing.PROPOSED, held.first_day, last_day)  # the whole of it is not too long
    made = _propose(held, Told(What.EXTENSION, Standing.PROPOSED, held.last_day + ONE_DAY, last_day), said, actor, now)
    note_on([held], actor, "isolation.propose", now, what=What.EXTENSION)
    return made


@transaction.atomic
def propose_early_release(*, actor: Staff, stay: Stay, reason: str, read: str, now: dt.datetime) -> Decision:
    """Proposes that somebody is released before their days are over, and why. Raises RefusedError, also while nobody
    has said what was done about their symptoms."""
    held, said, today = held_stay(stay, read), said_words(reason), now.astimezone(VIET_NAM).date()
    _require_apart(held)
    if today < held.first_day:
        raise RefusedError("the quarantine has not begun; have its paper recalled")
    if ill_among([held]):
        raise RefusedError("this person has symptoms; say what was done about these first")
    made = _propose(held, Told(What.RELEASE, Standing.PROPOSED, today, today), said, actor, now)
    note_on([held], actor, "isolation.propose", now, what=What.RELEASE)
    return made


@transaction.atomic
def propose_releases(
    *,
    actor: Staff,
    stays: Sequence[Stay],
    ground: str,
    read: Mapping[int, str],
    now: dt.datetime,
    is_untested_known: bool = False,
) -> list[Decision]:
    """Proposes the release of everybody chosen whose days are over, together or not at all. Raises RefusedError for one
    whose days are not over, or who has symptoms of which nobody has said what was done; and for one without the
    negative test that the rules want at the end, unless that is said to be known."""
    if not 1 <= len(stays) <= MOST_AT_ONCE:
        raise RefusedError("please choose 1 to 500 people")
    said, today = said_words(ground), now.astimezone(VIET_NAM).date()
    held = held_stays([one.pk for one in stays])
    require_all_as_read(held, read)
    if any(one.last_day >= today for one in held):
        raise RefusedError("the days of one of them are not over; an early release is proposed on their own page")
    if ill_among(held):
        raise RefusedError("one of them has symptoms; say what was done about these first")
    untested = untested_among(held)
    if untested and not is_untested_known:
        raise RefusedError("one of them has no negative test that the rules want at the end; or say that you know")
    for one in held:
        _require_apart(one)
    made = [_propose(one, Told(What.RELEASE, Standing.PROPOSED, today, today), said, actor, now) for one in held]
    Decision.objects.filter(pk__in=[one.pk for one in made], stay__in=untested).update(untested_by=actor)
    note_on(held, actor, "isolation.propose", now, what=What.RELEASE, untested=len(untested))
    return made


@transaction.atomic
def put_aside(*, actor: Staff, decision: Decision, reason: str, read: str, now: dt.datetime) -> None:
    """Puts a decision aside that is not issued, and says why; the bed is free again. A paper that names it is never
    issued any more, so whoever else it names is proposed again, for another one. Raises RefusedError."""
    said = said_words(reason)
    every = held_stays([decision.stay_id, *written_together_with([decision.stay_id])])
    held = next(one for one in every if one.pk == decision.stay_id)
    require_as_read(read, digest_of_stay(held))
    one = held.decisions.get(pk=decision.pk)
    one.standing, one.put_aside_by, one.reason = moved(one.standing, Act.PUT_ASIDE), actor, said
    one.save(update_fields=["standing", "put_aside_by", "reason"])
    refresh(held)
    note_on([held], actor, "isolation.put_aside", now, what=one.what)
    free_whoever_is_left([held], every, actor, now)


@transaction.atomic
def deliver(
    *, actor: Staff, decision: Decision, outcome: str, way: str, words: str, read: str, now: dt.datetime
) -> Delivery:
    """Notes that a decision was brought to the person: handed over, refused before a witness, or nobody there. Raises
    RefusedError."""
    held = held_stay(decision.stay, read)
    one, said = held.decisions.get(pk=decision.pk), normalised_name(words)
    if one.standing != Standing.IN_FORCE or held.state == State.VOID:
        raise RefusedError("only a decision that is issued is delivered")
    if one.deliveries.exclude(outcome=Delivery.Outcome.ABSENT).exists():
        raise RefusedError("this decision is delivered already")
    if len(said) > LONGEST_WORDS or (outcome == Delivery.Outcome.REFUSED and len(said) < _SHORTEST_WORDS):
        raise RefusedError("please name who saw that it was refused, in up to 200 characters")
    made = Delivery.objects.create(decision=one, outcome=outcome, way=way, by=actor, at=now, words=said)
    note_on([held], actor, "isolation.deliver", now, outcome=outcome)
    return made


def written_together_with(stays: Sequence[int]) -> list[int]:
    """Finds the quarantines that stand in papers which are not issued, and which name one of these."""
    written = Decision.objects.filter(standing=Standing.DRAWN_UP)
    papers = written.filter(stay__in=stays).values("paper")
    return list(written.filter(paper__in=papers).values_list("stay", flat=True))


def free_whoever_is_left(aside: Sequence[Stay], held: Sequence[Stay], actor: Staff, now: dt.datetime) -> None:
    """Proposes anew whoever else stands in a paper that is worthless since one of these was put aside, for another
    paper. Those who are not held by the caller stay where they are."""
    dead = Decision.objects.filter(stay__in=aside, standing=Standing.PUT_ASIDE, paper__isnull=False).values("paper")
    left = Decision.objects.filter(paper__in=dead, standing=Standing.DRAWN_UP, stay__in=held)
    freed = {one.stay_id: one.what for one in left}
    left.update(standing=moved(Standing.DRAWN_UP, Act.FREE), paper=None)
    what = " ".join(sorted(set(freed.values())))
    note_on([one for one in held if one.pk in freed], actor, "isolation.free", now, what=what)


def refresh(stay: Stay) -> None:
    """Sets state and days of a held stay to what its decisions amount to; what is still proposed for one that never
    began is put aside. Raises RefusedError where it would open again without a bed, or beside another one."""
    course = course_of([one.told for one in stay.decisions.order_by("pk")])
    if course.state in OPEN and stay.state not in OPEN:
        _require_room_again(stay)
    stay.state, stay.last_day, stay.ended_on = course.state, course.last_day, course.ended_on
    stay.save(update_fields=["state", "last_day", "ended_on"])
    if course.state == State.VOID:
        stay.decisions.filter(standing__in=WAITING).update(standing=Standing.PUT_ASIDE)


def held_stay(stay: Stay, read: str | None = None) -> Stay:
    """Holds a stay as it stands now, after its person. Raises ChangedError where it is not what was read."""
    (held,) = held_stays([stay.pk])
    if read is not None:
        require_as_read(read, digest_of_stay(held))
    return held


def held_stays(keys: Sequence[int]) -> list[Stay]:
    """Holds the people, then their stays, each in one order: two acts never wait for each other."""
    rows = Stay.objects.filter(pk__in=keys)
    people = list(rows.values_list("involvement", flat=True))
    list(Involvement.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    held = rows.select_for_update(of=("self",), no_key=True).select_related("involvement__person", "centre")
    return list(held.order_by("pk"))


def stays_of_person(involvement: Involvement) -> QuerySet[Stay]:
    """Finds the stays of somebody in every outbreak, with those of whoever was merged into them."""
    return Stay.objects.filter(involvement__person__in=merged_into(involvement.person_id).values("pk"))


def digest_of_person(involvement: Involvement) -> str:
    """Names what the form shows on which a quarantine is proposed: the person, and their stays so far."""
    stays = list(involvement.stays.order_by("pk").values_list("pk", "state"))
    return digest_of(involvement.pk, involvement.path, involvement.level, stays)


def digest_of_stay(stay: Stay) -> str:
    """Names what a page shows of one quarantine, for the forms that decide on it."""
    return digests_of([stay])[stay.pk]


def digests_of(stays: Sequence[Stay]) -> dict[int, str]:
    """Names what a page shows of each of these, for a form in which several are chosen."""
    known: dict[int, list[object]] = {
        one.pk: [one.state, one.kind, one.centre_id, one.first_day, one.last_day] for one in stays
    }
    decisions = Decision.objects.filter(stay__in=known).order_by("pk")
    for key, *told in decisions.values_list("stay", "pk", "standing"):
        known[key].append(told)
    delivered = Delivery.objects.filter(decision__stay__in=known).order_by("pk")
    for key, *told in delivered.values_list("decision__stay", "pk", "outcome"):
        known[key].append(told)
    return {key: digest_of(key, told) for key, told in known.items()}


def require_all_as_read(held: Sequence[Stay], read: Mapping[int, str]) -> None:
    """Requires that these are all who were chosen, each as read. Raises ChangedError, too, where one of them is no
    longer to be decided about, or was never open to whoever chose."""
    if set(read) != {one.pk for one in held}:
        raise ChangedError("this has changed since you read it; read it again")
    for key, digest in digests_of(held).items():
        require_as_read(read.get(key, ""), digest)


def note_on(stays: Sequence[Stay], actor: Staff, act: str, now: dt.datetime, **detail: object) -> None:
    """Writes the audit's line about these stays, one for each place where people are."""
    by_path: dict[str, list[tuple[str, int]]] = {}
    for one in stays:
        by_path.setdefault(one.path, []).append(("person", one.involvement.person_id))
    for path in sorted(by_path):
        told = {name: str(value) for name, value in detail.items()}
        record_write(actor=actor, act=act, now=now, subjects=by_path[path], path=path, detail=told)


def said_words(words: str) -> str:
    """Reads a ground or a reason into a line. Raises RefusedError for none."""
    said = normalised_name(words)
    if not _SHORTEST_WORDS <= len(said) <= LONGEST_WORDS:
        raise RefusedError("please say why, in up to 200 characters")
    return said


def _bed_for(asked: Asked) -> tuple[Centre | None, bool]:
    """Takes a bed, and whether it is one too many. Raises RefusedError for one too many that nobody confirmed."""
    if asked.centre is None:
        return None, False
    centre = held_centre(asked.centre.pk)
    is_full = taken_beds(centre) >= centre.beds
    if is_full and not asked.is_beyond:
        raise RefusedError("no bed is free there; choose another place, or say that this one takes more")
    return centre, is_full


def _require_apart(held: Stay) -> None:
    if held.state != State.APART:
        raise RefusedError("this person is not in quarantine now")
    if held.decisions.filter(standing__in=WAITING).exists():
        raise RefusedError("a decision about this person waits already; put it aside first")


def _require_room_again(stay: Stay) -> None:
    if stays_of_person(stay.involvement).filter(state__in=OPEN).exclude(pk=stay.pk).exists():
        raise RefusedError("a newer quarantine of somebody named there stands")
    if stay.centre is None:
        return
    centre = held_centre(stay.centre_id or 0)
    if taken_beds(centre) >= centre.beds and stay.beyond_by_id is None:
        raise RefusedError("the bed of somebody named there was given to another one; propose a new quarantine")


def _propose(stay: Stay, told: Told, ground: str, actor: Staff, now: dt.datetime) -> Decision:
    return Decision.objects.create(
        stay=stay,
        what=told.what,
        first_day=told.first_day,
        last_day=told.last_day,
        ground=ground,
        proposed_by=actor,
        proposed_at=now,
    )


def _held_person(key: int) -> Involvement:
    """Holds a person's places in all outbreaks, in one order: nobody stays apart twice at once."""
    person = Involvement.objects.filter(pk=key).values("person")
    list(Involvement.objects.select_for_update(no_key=True).filter(person__in=person).order_by("pk"))
    return Involvement.objects.select_related("unit").get(pk=key)
