"""What a case tells, one value a step: sound from birth, and told as facts that a row can keep.

Places and contacts become what tracing has of them; who was asked, how ill they are and how they live stands nowhere
else, and is kept with the part itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import Symptom
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.contacts import Contact

LONGEST_WORDS = 200
LONGEST_AGO = dt.timedelta(days=60)
MOST_AT_HOME = 50
MOST_STAYS = 20
_NUMBER = re.compile(r"[0-9a-f]{32}\Z")
_UNSAID = ("", None, (), False)
Fact = str | int | bool | None | list[str]


class Step(models.TextChoices):
    """The steps of an interview, in the order in which they are asked; each can be left out, and told again."""

    WHO = "who", _("Who")
    ILLNESS = "illness", _("Illness")
    PLACES = "places", _("Where")
    CONTACTS = "contacts", _("With whom")
    HOME = "home", _("At home")


class Channel(models.TextChoices):
    """The way by which somebody was asked."""

    CALL = "call", _("By telephone")
    VISIT = "visit", _("At the door")
    PAPER = "paper", _("On the printed form")


class Speaker(models.TextChoices):
    """Whoever answers."""

    SELF = "self", _("The person themselves")
    RELATIVE = "relative", _("A relative")
    OTHER = "other", _("Somebody else")


class Proof(models.TextChoices):
    """The kinds of test by which the illness was found."""

    PCR = "pcr", _("PCR")
    QUICK = "quick", _("Quick test")
    NONE = "none", _("None yet")


class Risk(models.TextChoices):
    """What makes the illness more dangerous, or its spread wider."""

    OLD = "old", _("Somebody over 65 at home")
    PREGNANT = "pregnant", _("Pregnant")
    CHRONIC = "chronic", _("A lasting illness: heart, lungs, sugar")
    CROWD = "crowd", _("Works with many people")
    CARE = "care", _("Cares for the ill or the old")


@dataclass(frozen=True, slots=True)
class Who:
    """The one who answered, in which language, and whether they agreed to."""

    agreed: bool
    channel: Channel = Channel.CALL
    speaker: Speaker = Speaker.SELF
    language: str = ""
    """Empty for Vietnamese."""

    def __post_init__(self) -> None:
        _require_short(self.language)


@dataclass(frozen=True, slots=True)
class Illness:
    """The illness: when it began, what it is like, and how it was found."""

    onset: dt.date | None = None
    is_without_symptoms: bool = False
    symptoms: tuple[Symptom, ...] = ()
    test: Proof = Proof.NONE
    tested_on: dt.date | None = None

    def __post_init__(self) -> None:
        if self.is_without_symptoms and (self.symptoms or self.onset):
            raise RefusedError("either there are no symptoms, or they began on a day")
        if self.test is Proof.NONE and self.tested_on:
            raise RefusedError("please say which test was made on this day")

    def require_past(self, today: dt.date) -> None:
        """Raises RefusedError for days that lie ahead, or longer ago than a case is asked about."""
        days = [day for day in (self.onset, self.tested_on) if day is not None]
        if any(not today - LONGEST_AGO <= day <= today for day in days):
            raise RefusedError("a day of the illness lies in the future or too long ago")


@dataclass(frozen=True, slots=True)
class Stay:
    """The case was somewhere."""

    place: str
    unit: Unit
    begins: dt.datetime
    ends: dt.datetime
    what: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """How the person lives, and what they need while they stay there."""

    household: int | None = None
    """How many live there, with the person."""
    occupation: str = ""
    works_at: str = ""
    risks: tuple[Risk, ...] = ()
    needs: str = ""

    def __post_init__(self) -> None:
        if self.household is not None and not 1 <= self.household <= MOST_AT_HOME:
            raise RefusedError("a household has 1 to 50 people")
        for words in (self.occupation, self.works_at, self.needs):
            _require_short(words)


@dataclass(frozen=True, slots=True)
class Places:
    """Places where the case has been."""

    stays: tuple[Stay, ...]

    def __post_init__(self) -> None:
        _require_some(self.stays)
        if len(self.stays) > MOST_STAYS:
            raise RefusedError("twenty places are noted at once; note the others after these")


@dataclass(frozen=True, slots=True)
class Met:
    """People whom the case met."""

    contacts: tuple[Contact, ...]

    def __post_init__(self) -> None:
        _require_some(self.contacts)


Facts = Who | Illness | Home
Told = Facts | Places | Met
STEP_OF = {Who: Step.WHO, Illness: Step.ILLNESS, Places: Step.PLACES, Met: Step.CONTACTS, Home: Step.HOME}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed for one step, under the number by which it is known again when it is sent twice."""

    number: str
    told: Told

    def __post_init__(self) -> None:
        if not _NUMBER.match(self.number):
            raise RefusedError("this form has no number of its own; please open the page anew")

    @property
    def step(self) -> Step:
        """Which step it answers."""
        return STEP_OF[type(self.told)]


def facts_of(told: Facts) -> dict[str, Fact]:
    """Tells a value as a row keeps it, without what nobody said."""
    said = {field.name: getattr(told, field.name) for field in fields(told)}
    return {name: _plain(value) for name, value in said.items() if name == "agreed" or value not in _UNSAID}


def illness_in(facts: Mapping[str, Fact]) -> dt.date | None:
    """Reads the day on which the person says that it began."""
    said = facts.get("onset")
    return dt.date.fromisoformat(said) if isinstance(said, str) else None


def words_of(told: Told) -> list[object]:
    """Tells everything that was typed, so that the same draft is known by its digest."""
    if isinstance(told, Places):
        return [_words(one) for one in told.stays]
    if isinstance(told, Met):
        return [_words(one) for one in told.contacts]
    return [facts_of(told)]


def _words(one: Stay | Contact) -> list[str]:
    return [str(getattr(one, field.name)) for field in fields(one)]


def _plain(value: object) -> Fact:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return value if isinstance(value, bool | int) else str(value)


def _require_some(told: tuple[object, ...]) -> None:
    if not told:
        raise RefusedError("nothing is typed in this step yet")


def _require_short(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise RefusedError("please say it in up to 200 characters")
