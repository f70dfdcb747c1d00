"""Reads of interviews: what a case told so far, on which days the case can have infected, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Case
from bluezone.portal.cases.persons import who_stands_for
from bluezone.portal.followup.answers import Symptom
from bluezone.portal.identity.models import Staff
from bluezone.portal.interview.models import Part
from bluezone.portal.interview.telling import Channel, Fact, Proof, Risk, Speaker, Step, illness_in
from bluezone.portal.places.paths import rows_within
from bluezone.portal.premises.models import Premises
from bluezone.portal.tracing.graph import rules_of
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.landmarks_seen import LandmarkView, landmarks_of_case
from bluezone.portal.tracing.models import Exposure, Involvement, Transfer
from bluezone.portal.world import VIET_NAM
from bluezone.trace.windows import infectious_from
from bluezone.vietnam.telephone import spaced_phone

MOST_DAYS = 21
"""Days of a strip: a case that nobody set apart is asked about the first of them."""
MOST_OFFERED = 60
"""Registered places that are offered while one types."""
_CHOICES: Mapping[str, Any] = {
    "channel": Channel,
    "speaker": Speaker,
    "test": Proof,
    "symptoms": Symptom,
    "risks": Risk,
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as the page's list of steps shows it."""

    key: str
    text: Any
    made: int
    """How many times something was noted in it: places and contacts by their number, else parts."""

    @property
    def is_told(self) -> bool:
        """Whether anything was noted in it."""
        return self.made > 0


@dataclass(frozen=True, slots=True)
class DayView:
    """One day on which the case can have infected, with how many places are known of it."""

    day: dt.date
    places: int
    is_onset: bool


@dataclass(frozen=True, slots=True)
class CommuneView:
    """A commune in which contacts of the case live or were offered."""

    name: str
    contacts: int
    offered: int
    """Of them, how many wait until this commune takes them over."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that nobody has told yet, and where it is told."""

    text: Any
    step: str
    """Empty where it is told elsewhere."""


@dataclass(frozen=True, slots=True)
class InterviewView:
    """The interview of a case, for whoever may hold it."""

    name: str
    phone: str
    birth_year: int | None
    place: str
    onset: dt.date
    steps: list[StepView]
    told: dict[str, dict[str, Fact]]
    """Of each step what stands with its newest part, by names."""
    lines: dict[str, list[tuple[Any, str]]]
    """The same in words."""
    days: list[DayView]
    places: list[LandmarkView]
    communes: list[CommuneView]
    missing: list[Missing]
    onset_told: dt.date | None
    """By the person, where it is not the case's."""
    offered: list[str]
    """Names of registered places of the commune."""

    @property
    def contacts(self) -> int:
        """How many contacts are known."""
        return sum(one.contacts for one in self.communes)

    @property
    def is_refused(self) -> bool:
        """Whether the person did not agree to answer."""
        return self.told.get(Step.WHO, {}).get("agreed") is False


def interview_of(staff: Staff, case: Case, today: dt.date) -> InterviewView:
    """What this case told so far, and what is missing."""
    parts = newest_parts(case)
    told = {step: part.facts for step, part in parts.items()}
    places, communes = landmarks_of_case(staff, case), _communes_of(case)
    onset_told = illness_in(told.get(Step.ILLNESS, {}))
    differs = onset_told is not None and onset_told != case.onset
    person = case.person
    made = Counter({Step.PLACES: len(places), Step.CONTACTS: sum(one.contacts for one in communes)})
    return InterviewView(
        name=person.full_name,
        phone=spaced_phone(person.phone) if person.phone else "",
        birth_year=person.birth_year,
        place=case.unit.name,
        onset=case.onset,
        steps=[StepView(step, step.label, made[step] or int(step in parts)) for step in Step],
        told=told,
        lines={step: lines_of(facts) for step, facts in told.items()},
        days=_days_of(case, places, today),
        places=places,
        communes=communes,
        missing=_missing(told, places, communes, is_onset_another=differs),
        onset_told=onset_told if differs else None,
        offered=_registered_near(case),
    )


def newest_parts(case: Case) -> dict[str, Part]:
    """The newest part of each step."""
    return {part.step: part for part in Part.objects.filter(case=case).order_by("pk")}


def lines_of(facts: Mapping[str, Fact]) -> list[tuple[Any, str]]:
    """What stands with a part, as labels and words."""
    return [(_LABELS[name], _said(name, value)) for name, value in facts.items() if name in _LABELS]


def window_of(case: Case, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day on which the case can have infected others, as far as they are over."""
    outbreak = outbreak_at(case.path, case.onset)
    first = dt.date.fromordinal(infectious_from(case.onset, rules_of(outbreak)))
    apart = Involvement.objects.filter(outbreak=outbreak, person=who_stands_for(case.person)).values_list(
        "set_apart_on", flat=True
    )
    last = min(today, apart[0] or today) if apart else today
    return first, max(first, min(last, first + dt.timedelta(days=MOST_DAYS - 1)))


def _days_of(case: Case, places: list[LandmarkView], today: dt.date) -> list[DayView]:
    first, last = window_of(case, today)
    known = Counter(day for place in places for day in _days_at(place))
    days = [first + dt.timedelta(days=at) for at in range((last - first).days + 1)]
    return [DayView(day, known[day], day == case.onset) for day in days]


def _days_at(place: LandmarkView) -> list[dt.date]:
    begins, ends = (moment.astimezone(VIET_NAM).date() for moment in (place.begins, place.ends))
    return [begins + dt.timedelta(days=at) for at in range((ends - begins).days + 1)]


def _communes_of(case: Case) -> list[CommuneView]:
    """Communes whose work the contacts are, and those to which they are offered, by name."""
    outbreak = outbreak_at(case.path, case.onset)
    person = who_stands_for(case.person)
    rows = Exposure.objects.filter(source__outbreak=outbreak, source__person=person, withdrawn_at=None)
    targets = dict(rows.values_list("target", "target__unit__name"))
    waiting = Transfer.objects.filter(involvement__in=list(targets), state=Transfer.State.OFFERED)
    offers = dict(waiting.values_list("involvement", "unit__name"))
    named, offered = Counter(offers.get(one, name) for one, name in targets.items()), Counter(offers.values())
    return [CommuneView(name, named[name], offered[name]) for name in sorted(named)]


def _missing(
    told: Mapping[str, Mapping[str, Fact]],
    places: list[LandmarkView],
    communes: list[CommuneView],
    *,
    is_onset_another: bool,
) -> list[Missing]:
    found = [Missing(_("Whether the person agrees to answer"), Step.WHO)] if Step.WHO not in told else []
    illness = told.get(Step.ILLNESS, {})
    if not illness.get("onset") and not illness.get("is_without_symptoms"):
        found.append(Missing(_("When the illness began"), Step.ILLNESS))
    if is_onset_another:
        found.append(Missing(_("The day of the first symptoms in the case"), ""))
    if not places:
        found.append(Missing(_("Where the person has been"), Step.PLACES))
    if not communes:
        found.append(Missing(_("Whom the person met"), Step.CONTACTS))
    if not told.get(Step.HOME, {}).get("household"):
        found.append(Missing(_("How many live in the household"), Step.HOME))
    return found


def _registered_near(case: Case) -> list[str]:
    rows = rows_within(Premises.objects.filter(state=Premises.State.APPROVED), (case.unit.path,))
    return list(rows.order_by("sort_key", "pk").values_list("name", flat=True)[:MOST_OFFERED])


def _said(name: str, value: Fact) -> str:
    choices = _CHOICES.get(name)
    if isinstance(value, list):
        return ", ".join(str(choices(one).label) for one in value) if choices else ", ".join(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name in _DAYS and isinstance(value, str):
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    return str(choices(value).label) if choices else str(value)


_DAYS = frozenset({"onset", "tested_on"})
_LABELS: Mapping[str, Promise] = {
    "agreed": _("Agrees to answer"),
    "channel": _("Asked"),
    "speaker": _("Who answers"),
    "language": _("Language"),
    "onset": _("First symptoms"),
    "is_without_symptoms": _("No symptoms"),
    "symptoms": _("Symptoms"),
    "test": _("Test"),
    "tested_on": _("Tested on"),
    "household": _("People in the household"),
    "occupation": _("Occupation"),
    "works_at": _("Where they work"),
    "risks": _("What to mind"),
    "needs": _("What they need"),
}
