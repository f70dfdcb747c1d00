"""Reads of the code desk. What a reader may not see is replaced here, before any template could show it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bluezone.portal.as_read import digest_of
from bluezone.portal.cases.classifying import history_of
from bluezone.portal.cases.identity_numbers import told
from bluezone.portal.cases.models import Case, Correction, DeskRule, GivenCode, VenueAlert
from bluezone.portal.cases.persons import doubles_of
from bluezone.portal.cases.waiting import WANTED, cases_that_wait
from bluezone.portal.frame.beside import Beside, Neighbour
from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for, sees_name
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import SEPARATOR, rows_within
from bluezone.vietnam.folding import fold
from bluezone.vietnam.telephone import national_form, spaced_phone

PAGE = 50
MINE, PROVINCE = "mine", "province"
CASES = Listing(
    caption=_("Cases, the newest first"),
    columns=(
        Column("person", _("Person")),  # nobody sorts by names that only some may see
        Column("number", _("Number"), ("number",), looks="moment"),
        Column("place", _("Commune")),
        Column("onset", _("First symptoms"), ("onset",)),
        Column("state", _("State")),
        Column("code", _("Code")),
    ),
    filters=(
        Filter("reach", ((MINE, _("My units")), (PROVINCE, _("Whole province")))),
        Filter(
            "state",
            (
                ("", _("All")),
                (Case.State.OPENED, _("Waits for a second person")),
                (Case.State.CONFIRMED, _("Confirmed")),
                (Case.State.CLOSED, _("Closed")),
            ),
            from_today=WANTED,
        ),
    ),
    search=_("Name, telephone or number"),
    names_people=True,
    hint=_("Try a part of the name, or the last digits of the telephone."),
    empty=Empty("health", _("No case here"), _("Cases of your units appear here as soon as somebody opens one.")),
    by_key=True,
    size=PAGE,
    older=_("Older cases"),
)
_NUMBER = re.compile(r"(?:CA-?)?(?:(\d{4})-)?(\d{1,5})", re.IGNORECASE)
_GAPS = re.compile(r"[\s.\-()+]")
_FEWEST_DIGITS = 4
"""Of a telephone number, to be looked for; fewer fit half of all."""
_LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one reader sees it."""

    number: str
    name: str
    """Of the person, or the pseudonym."""
    phone: str
    """Empty outside the reader's unit."""
    birth_year: int | None
    """None outside the reader's unit, too."""
    identity: str
    """Of the card; empty outside the reader's unit, too."""
    place: str
    onset: dt.date
    state: str
    state_text: str
    opened_at: dt.datetime
    opened_by: str
    confirmed_by: str
    reason_text: str
    """Why it was closed; empty while it is open, as the next two."""
    closed_by: str
    closed_at: dt.datetime | None
    is_named: bool
    code_state: str
    """Of the last code; empty where none was given."""
    code_text: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What stood in a case before it was corrected, as whoever sees the name reads it."""

    full_name: str
    phone: str
    birth_year: int | None
    identity: str
    onset: dt.date
    by: str
    at: dt.datetime


def page_of_cases(staff: Staff, part: Part, now: dt.datetime | None = None) -> Listed[CaseView]:
    """A page of the cases within reach, the newest first; names only inside the reader's own unit."""
    return listed(cases_in(staff, part, now), part).seen(lambda case: view_of(staff, case))


def cases_beside(staff: Staff, part: Part | None, number: str, now: dt.datetime) -> Beside | None:
    """The page of the list from which the case of this number was opened; none where something else led to it."""
    if part is None:
        return None
    rows = [_neighbour(case, part) for case in page_of_cases(staff, part, now).rows]
    return Beside(part, rows, number, reverse("case_list") + part.here)


def cases_in(staff: Staff, part: Part, now: dt.datetime | None = None) -> QuerySet[Case]:
    """Cases of this part of the list, in its order."""
    mine = part["reach"] == MINE
    return part.sorted(newest_first(cases_within(staff, only_mine=mine, state=part["state"], text=part.text, now=now)))


def cases_within(
    staff: Staff, *, only_mine: bool, state: str = "", text: str = "", now: dt.datetime | None = None
) -> QuerySet[Case]:
    """Cases of one's own units, or of all within reach, that fit what is looked for; in one state, or as they wait at
    this moment (`waiting.py`)."""
    act = "cases.open" if only_mine and is_allowed(staff, "cases.open") else "cases.list"
    rows = rows_within(Case.objects.all(), _own_paths(staff) if only_mine else paths_for(staff, act))
    if text := " ".join(text[:_LONGEST_QUERY].split()):
        named = rows_within(Case.objects.all(), _own_paths(staff)).filter(_by_name_or_phone(text))
        rows = rows.filter(_by_number(text) | Q(pk__in=named.values("pk")))
    if state in WANTED and now is not None:
        return _complete(rows.filter(pk__in=cases_that_wait(staff, state, now).values("pk")))
    return _complete(rows.filter(state=state) if state in Case.State.values else rows)


def newest_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Sorts cases as the list on the screen does."""
    return cases.order_by("-pk")


def case_with_number(number: str) -> Case | None:
    """The case of this number, whoever may see it."""
    return _complete(Case.objects.filter(number=number)).first()


def cases_with_numbers(numbers: Sequence[str]) -> QuerySet[Case]:
    """The cases of these numbers, whoever may see them."""
    return Case.objects.filter(number__in=numbers)


def view_of(staff: Staff, case: Case) -> CaseView:
    """The case as this reader sees it."""
    is_named = sees_name(staff, "cases.see", case)
    code = max(case.codes.all(), key=lambda given: given.issued_at, default=None)
    return CaseView(
        number=case.number,
        name=case.person.full_name if is_named else case.person.pseudonym,
        phone=spaced_phone(case.person.phone) if is_named else "",
        birth_year=case.person.birth_year if is_named else None,
        identity=told(case.person.identity_sealed) if is_named else "",
        place=_place(case.unit, is_named=is_named),
        onset=case.onset,
        state=case.state,
        state_text=str(Case.State(case.state).label),
        opened_at=case.opened_at,
        opened_by=case.opened_by.full_name,
        confirmed_by=case.confirmed_by.full_name if case.confirmed_by else "",
        reason_text=str(Case.Reason(case.reason).label) if case.reason else "",
        closed_by=case.closed_by.full_name if case.closed_by else "",
        closed_at=case.closed_at,
        is_named=is_named,
        code_state=code.state if code else "",
        code_text=str(GivenCode.State(code.state).label) if code else "",
    )


def desk_of(staff: Staff, case: Case, today: dt.date) -> dict[str, Any]:
    """The page of one case: what it offers this reader to see and to do."""
    is_named, is_open = sees_name(staff, "cases.see", case), case.state != Case.State.CLOSED
    return {
        "is_open": is_open,
        "as_read": digest_of_case(case),
        "corrections": corrections_of(case) if is_named else [],
        "doubles": doubles_of(staff, case.person) if is_named else [],
        "history": history_of(case) if is_named else [],
        "reasons": Case.Reason.choices,
        "may_correct": is_open and is_allowed(staff, "cases.correct", case),
        "may_move": is_open and is_allowed(staff, "cases.move", case),
        "may_interview": is_open and is_allowed(staff, "interview.note", case),
        "may_close": is_allowed(staff, "cases.close", case),
        "codes": case.codes.order_by("-issued_at") if is_named else [],
        "waits": case.state == Case.State.OPENED and needs_second_person(case.path, today),
        "may_confirm": is_allowed(staff, "cases.confirm", case) and staff.pk != case.said_by_id,
        "may_code": is_open and is_allowed(staff, "cases.code", case),
        "may_see_contacts": is_named and is_allowed(staff, "lists.contacts", case),
        "may_import": is_allowed(staff, "lists.import", case),
        "may_alert": is_open and is_allowed(staff, "cases.alert", case),
        "may_audit": is_allowed(staff, "audit.read", case),
    }


def digest_of_case(case: Case) -> str:
    """Names what a case says, for the forms that decide on it."""
    person = case.person
    said = (person.full_name, person.phone, person.birth_year, person.identity_hash, case.onset, case.unit_id)
    stands = (case.state, case.confirmed_by_id, case.reason, case.corrections.count(), case.handovers.count())
    return digest_of(case.number, person.pk, *said, *stands)


def corrections_of(case: Case) -> list[CorrectionView]:
    """What stood in this case before, the newest first."""
    rows = case.corrections.select_related("by").order_by("-pk")
    return [_corrected(one) for one in rows]


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


def _neighbour(case: CaseView, part: Part) -> Neighbour:
    note = f"{case.number} · {case.state_text}"
    return Neighbour(case.number, case.name, note, reverse("case", args=[case.number]) + part.carried, case.is_named)


def _corrected(one: Correction) -> CorrectionView:
    return CorrectionView(
        one.full_name,
        spaced_phone(one.phone),
        one.birth_year,
        told(one.identity_sealed),
        one.onset,
        one.by.full_name,
        one.at,
    )


def _by_number(text: str) -> Q:
    """Numbers and pseudonyms name nobody: they are looked for wherever one's list reaches."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Q(person__pseudonym=text.upper())
    year, count = found.groups()
    return Q(number=f"CA-{year}-{int(count):05d}") if year else Q(number__endswith=f"-{int(count):05d}")


def _by_name_or_phone(text: str) -> Q:
    """Each word begins a word of the name; or these digits stand in the telephone number."""
    digits = _GAPS.sub("", text)
    if digits.isascii() and digits.isdigit():
        return Q(person__phone__contains=national_form(digits)) if len(digits) >= _FEWEST_DIGITS else Q(pk=None)
    named = Q()
    for word in fold(text).split():
        named &= Q(person__search_text__contains=f" {word}")
    return named


def _place(unit: Unit, *, is_named: bool) -> str:
    """The case's place as a reader sees it: beyond one's units the commune, because a hamlet is as good as a name."""
    if is_named or unit.level != Level.HAMLET or unit.parent is None:
        return unit.name
    return unit.parent.name


def _own_paths(staff: Staff) -> tuple[str, ...]:
    """Paths of the units in which this reader sees names."""
    return tuple(grant.path for grant in staff.current_grants if sees_name(staff, "cases.see", grant))


def _complete(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("person", "unit__parent", "opened_by", "confirmed_by", "closed_by").prefetch_related(
        "codes"
    )
