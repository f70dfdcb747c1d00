"""Reads of the code desk. What a reader may not see is replaced here, before any template could show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bluezone.portal.cases.models import Case, DeskRule, GivenCode, VenueAlert
from bluezone.portal.cases.waiting import WANTED, cases_that_wait
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for, sees_name
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import SEPARATOR, rows_within
from bluezone.vietnam.telephone import spaced_phone

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one reader sees it."""

    number: str
    name: str
    """Of the person, or the pseudonym."""
    phone: str
    """Empty outside the reader's unit."""
    place: str
    onset: dt.date
    state: str
    state_text: str
    opened_at: dt.datetime
    opened_by: str
    confirmed_by: str
    is_named: bool
    code_state: str
    """Of the last code; empty where none was given."""
    code_text: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases, and the key of the next page."""

    cases: list[CaseView]
    next_before: int | None


def page_of_cases(
    staff: Staff, *, only_mine: bool, state: str = "", before: int | None = None, now: dt.datetime | None = None
) -> CasePage:
    """The newest cases within reach, 50 a page; names only inside the reader's own unit."""
    rows = cases_within(staff, only_mine=only_mine, state=state, now=now)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(newest_first(rows)[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return CasePage([view_of(staff, case) for case in found[:PAGE]], more)


def cases_within(staff: Staff, *, only_mine: bool, state: str = "", now: dt.datetime | None = None) -> QuerySet[Case]:
    """Cases of one's own units, or of all within reach; in one state, or as they wait at this moment (`waiting.py`)."""
    act = "cases.open" if only_mine and is_allowed(staff, "cases.open") else "cases.list"
    rows = rows_within(Case.objects.all(), _own_paths(staff) if only_mine else paths_for(staff, act))
    if state in WANTED and now is not None:
        return _complete(rows.filter(pk__in=cases_that_wait(staff, state, now).values("pk")))
    return _complete(rows.filter(state=state) if state in Case.State.values else rows)


def newest_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Sorts cases as the list on the screen does."""
    return cases.order_by("-pk")


def case_with_number(number: str) -> Case | None:
    """The case of this number, whoever may see it."""
    return _complete(Case.objects.filter(number=number)).first()


def view_of(staff: Staff, case: Case) -> CaseView:
    """The case as this reader sees it."""
    is_named = sees_name(staff, "cases.see", case)
    code = max(case.codes.all(), key=lambda given: given.issued_at, default=None)
    return CaseView(
        number=case.number,
        name=case.person.full_name if is_named else case.person.pseudonym,
        phone=spaced_phone(case.person.phone) if is_named else "",
        place=_place(case.unit, is_named=is_named),
        onset=case.onset,
        state=case.state,
        state_text=str(Case.State(case.state).label),
        opened_at=case.opened_at,
        opened_by=case.opened_by.full_name,
        confirmed_by=case.confirmed_by.full_name if case.confirmed_by else "",
        is_named=is_named,
        code_state=code.state if code else "",
        code_text=str(GivenCode.State(code.state).label) if code else "",
    )


def desk_of(staff: Staff, case: Case, today: dt.date) -> dict[str, Any]:
    """The page of one case: what it offers this reader to see and to do."""
    is_named = sees_name(staff, "cases.see", case)
    return {
        "codes": case.codes.order_by("-issued_at") if is_named else [],
        "listed": case.listed_contacts.filter(same_as=None).count(),
        "waits": case.state == Case.State.OPENED and needs_second_person(case.path, today),
        "may_confirm": is_allowed(staff, "cases.confirm", case) and case.opened_by_id != staff.pk,
        "may_code": is_allowed(staff, "cases.code", case),
        "may_see_contacts": is_named and is_allowed(staff, "lists.contacts", case),
        "may_import": is_allowed(staff, "lists.import", case),
        "may_alert": is_allowed(staff, "cases.alert", case),
        "may_audit": is_allowed(staff, "audit.read", case),
    }


def needs_second_person(path: str, day: dt.date) -> bool:
    """Whether a second person must confirm here: the newest rule of the nearest unit above says; without one, yes."""
    steps = path.split(SEPARATOR)[:-1]
    above = [SEPARATOR.join(steps[:count]) + SEPARATOR if count else "" for count in range(len(steps) + 1)]
    rules = DeskRule.objects.filter(path__in=above, valid_from__lte=day)
    nearest = max(rules, key=lambda rule: (len(rule.path), rule.valid_from), default=None)
    return True if nearest is None else nearest.needs_second_person


def alerts_of(case: Case) -> QuerySet[VenueAlert]:
    """Alerts that phones were told about places of this case, the newest first."""
    return case.venue_alerts.select_related("sent_by").order_by("-pk")


def _place(unit: Unit, *, is_named: bool) -> str:
    """The case's place as a reader sees it: beyond one's units the commune, because a hamlet is as good as a name."""
    if is_named or unit.level != Level.HAMLET or unit.parent is None:
        return unit.name
    return unit.parent.name


def _own_paths(staff: Staff) -> tuple[str, ...]:
    """Paths of the units in which this reader sees names."""
    return tuple(grant.path for grant in staff.current_grants if sees_name(staff, "cases.see", grant))


def _complete(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("person", "unit__parent", "opened_by", "confirmed_by").prefetch_related("codes")
