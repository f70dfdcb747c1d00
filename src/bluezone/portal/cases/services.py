"""Writes of the code desk: opens cases, has a second person confirm them, gives out codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.classifying import Basis, Value, classify
from bluezone.portal.cases.models import Case, Counter, GivenCode, Person
from bluezone.portal.cases.persons import note_person, said_of_a_card, said_of_a_person
from bluezone.portal.cases.selectors import digest_of_case, needs_second_person
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import province_of
from bluezone.portal.world import ExchangeDesk, IssuedCode

MOST_CODES_A_DAY = 3
"""For one case. A lost slip is given again; a desk that gives out dozens is being misused."""
MOST_REFRESHED = 500
"""Codes at one time; the next turn asks about the rest."""
LONGEST_AGO_DAYS = 60
SENT_AGAIN = dt.timedelta(hours=1)
"""For so long the same words of the same person are the same act, sent once more."""
_TELLS_WHO = ("full_name", "phone", "birth_year", "identity_hash")


@transaction.atomic
def open_case(
    *,
    actor: Staff,
    full_name: str,
    phone: str,
    onset: dt.date,
    unit: Unit,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
    birth_year: int | None = None,
    identity: str = "",
    may_come_again: bool = False,
) -> Case:
    """Opens a case for a person. Of a form that may come again, because an answer was lost or a key was pressed twice,
    a second one opens none: the first is returned. Raises RefusedError."""
    _require_openable(onset, unit, now)
    if not phone:
        raise RefusedError("a case has a telephone number")
    if may_come_again:
        said = said_of_a_person(full_name, phone) | said_of_a_card(birth_year, identity, now.year, entropy)
        alike = Case.objects.filter(onset=onset, unit=unit, closed_at=None)
        if (known := _opened_just_now(alike, actor, said, now)) is not None:
            return known
    person = note_person(
        full_name=full_name,
        phone=phone,
        unit=unit,
        now=now,
        entropy=entropy,
        birth_year=birth_year,
        identity=identity,
    )
    return open_case_of(actor=actor, person=person, onset=onset, unit=unit, now=now)


@transaction.atomic
def open_case_of(*, actor: Staff, person: Person, onset: dt.date, unit: Unit, now: dt.datetime) -> Case:
    """Opens a case for somebody who is known already, where they are now. Raises RefusedError."""
    _require_openable(onset, unit, now)
    case = Case.objects.create(
        number=next_numbers(now.year, 1)[0],
        person=person,
        unit=unit,
        path=unit.path,
        province=province_of(unit.path),
        onset=onset,
        state=Case.State.OPENED,
        opened_by=actor,
        opened_at=now,
    )
    classify(case=case, value=Value.SUSPECTED, basis=Basis.OPENED, by=actor, now=now)
    note_on(case, actor, "cases.open", now)
    return case


@transaction.atomic
def confirm_case(*, actor: Staff, case: Case, read: str, now: dt.datetime) -> None:
    """Confirms a case as the second person. Raises RefusedError for whoever said last what stands there, which a
    correction says anew, and ChangedError where it is not what was read."""
    case = locked_case(case)
    require_open(case)
    if case.state != Case.State.OPENED:
        raise RefusedError("the case is confirmed already")
    if case.corrected_by_id == actor.pk:
        raise RefusedError("whoever corrected a case cannot confirm it")
    if case.said_by_id == actor.pk:
        raise RefusedError("whoever opened a case cannot confirm it")
    require_as_read(read, digest_of_case(case))
    case.state, case.confirmed_by, case.confirmed_at = Case.State.CONFIRMED, actor, now
    case.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    said_by = Staff.objects.get(pk=case.said_by_id)
    classify(case=case, value=Value.CONFIRMED, basis=Basis.COMPARED, by=said_by, now=now, agreed_by=actor)
    note_on(case, actor, "cases.confirm", now)


def give_code(
    *, actor: Staff, case: Case, exchange: ExchangeDesk | None, now: dt.datetime, long: bool = True
) -> IssuedCode:
    """Gives out a code, told once, of which nothing but that is stored. Raises RefusedError or ExchangeError, and then
    none was given."""
    desk = require_exchange(exchange)
    _require_code_allowed(case, now)
    issued = desk.issue_code(level="F0", onset=case.onset, first_exposure=None, long=long)
    with transaction.atomic():
        # asked again, because another desk may have been faster; a code that nobody is told expires unused
        _require_code_allowed(Case.objects.select_for_update().get(pk=case.pk), now)
        GivenCode.objects.create(
            case=case,
            handle=issued.handle,
            is_long=long,
            state_date=now.date(),
            issued_by=actor,
            issued_at=now,
            expires_at=issued.expires_at,
        )
        note_on(case, actor, "cases.code", now, form="long" if long else "short")
    return issued


def refresh_codes(*, case: Case, exchange: ExchangeDesk, now: dt.datetime) -> None:
    """Asks the exchange what became of codes that were not used when last heard of. Raises ExchangeError."""
    for code in case.codes.filter(state=GivenCode.State.ISSUED):
        _refresh(code, exchange, now)


def refreshed_codes(*, case: Case, exchange: ExchangeDesk | None, now: dt.datetime) -> bool:
    """Refreshes a case's codes as well as it goes; whether what the case tells of them is as new as the exchange's."""
    if exchange is None:
        return True
    try:
        refresh_codes(case=case, exchange=exchange, now=now)
    except ExchangeError:
        return False
    return True


def refresh_open_codes(*, exchange: ExchangeDesk, now: dt.datetime) -> int:
    """Refreshes the codes of all cases, so that nobody has to look at one within the day after which the exchange
    forgets; how many were asked about. Raises ExchangeError."""
    waiting = list(GivenCode.objects.filter(state=GivenCode.State.ISSUED).order_by("expires_at")[:MOST_REFRESHED])
    for code in waiting:
        _refresh(code, exchange, now)
    return len(waiting)


def came_to(
    handle: str, expires_at: dt.datetime, *, exchange: ExchangeDesk, now: dt.datetime
) -> tuple[GivenCode.State, dt.date] | None:
    """Asks the exchange what became of a code, and on which day; None while it is too early to tell. Raises
    ExchangeError."""
    status = exchange.code_status(handle)
    if status is not None:
        return GivenCode.State(status.state), status.date
    return (GivenCode.State.UNKNOWN, expires_at.date()) if now >= expires_at else None


def locked_case(case: Case, read: str | None = None) -> Case:
    """Holds the case as it stands now until the transaction ends. Raises ChangedError where it is not what was read."""
    held = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    if read is not None:
        require_as_read(read, digest_of_case(held))
    return held


def note_on(case: Case, actor: Staff, act: str, now: dt.datetime, **detail: object) -> None:
    """Writes the audit's line about a case and its person."""
    record_write(actor=actor, act=act, now=now, subjects=subjects_of(case), path=case.path, detail=detail)


def require_onset(onset: dt.date, opened_on: dt.date, today: dt.date) -> None:
    """Raises RefusedError for a day that lies ahead, or too long before the case was opened."""
    if not opened_on - dt.timedelta(days=LONGEST_AGO_DAYS) <= onset <= today:
        raise RefusedError("the onset lies in the future or too long ago")


def require_exchange(exchange: ExchangeDesk | None) -> ExchangeDesk:
    """Requires that this portal has an exchange. Raises RefusedError."""
    if exchange is None:
        raise RefusedError(
            "this portal is not connected to an exchange yet; nothing is lost, please ask whoever runs it"
        )
    return exchange


def require_open(case: Case) -> None:
    """Raises RefusedError for a case on which nobody works any more."""
    if case.state == Case.State.CLOSED:
        raise RefusedError("this case is closed")


def require_second_look(case: Case, today: dt.date) -> None:
    """Raises RefusedError for a case that is closed, or at which a second person has still to look."""
    require_open(case)
    if not has_second_look(case, today):
        raise RefusedError("a second person has to confirm the case first")


def has_second_look(case: Case, today: dt.date) -> bool:
    """Whether the case is open, and nobody has still to look at it."""
    if case.state == Case.State.CLOSED:
        return False
    return case.state == Case.State.CONFIRMED or not needs_second_person(case.path, today)


def subjects_of(case: Case) -> list[tuple[str, object]]:
    """The subjects of an audit line about this case."""
    return [("case", case.number), ("person", case.person_id)]


def _require_openable(onset: dt.date, unit: Unit, now: dt.datetime) -> None:
    require_onset(onset, now.date(), now.date())
    if unit.level not in {Level.COMMUNE, Level.HAMLET}:
        raise RefusedError("a case belongs to a commune")


def _refresh(code: GivenCode, exchange: ExchangeDesk, now: dt.datetime) -> None:
    if (found := came_to(code.handle, code.expires_at, exchange=exchange, now=now)) is not None:
        code.state, code.state_date = found
        code.save(update_fields=["state", "state_date"])


def _require_code_allowed(case: Case, now: dt.datetime) -> None:
    require_second_look(case, now.date())
    if case.codes.filter(issued_at__gte=now - dt.timedelta(days=1)).count() >= MOST_CODES_A_DAY:
        raise RefusedError("three codes were given out for this case within a day")


def next_numbers(year: int, count: int) -> list[str]:
    """Takes this many numbers of cases; whoever asks meanwhile waits and gets the next ones."""
    counter = _counter(year)
    first = counter.last + 1
    counter.last += count
    counter.save()
    return [f"CA-{year}-{number:05d}" for number in range(first, first + count)]


def _opened_just_now(alike: QuerySet[Case], actor: Staff, said: Mapping[str, object], now: dt.datetime) -> Case | None:
    """Finds a case that the same person opened with the same words. Whoever opens one meanwhile waits."""
    _counter(now.year)
    mine = alike.filter(opened_by=actor, opened_at__gt=now - SENT_AGAIN)
    return mine.filter(**{f"person__{name}": said[name] for name in _TELLS_WHO}).first()


def _counter(year: int) -> Counter:
    """Holds a year's counter until the transaction ends."""
    return Counter.objects.select_for_update().get_or_create(year=year)[0]
