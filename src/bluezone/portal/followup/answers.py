"""What somebody answered who was asked how they are, or why there is no answer: a value that is sound from birth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError

COLDEST, FEVER, HOTTEST = Decimal("34.0"), Decimal("37.5"), Decimal("43.0")
LONGEST_WORDS = 200


class Outcome(models.TextChoices):
    """What came of asking."""

    WELL = "well", _("Well")
    SYMPTOMS = "symptoms", _("Symptoms")
    NOT_REACHED = "not_reached", _("Could not be reached")
    REFUSED = "refused", _("Refused to answer")


class Channel(models.TextChoices):
    """The way by which somebody was asked."""

    CALL = "call", _("By telephone")
    VISIT = "visit", _("At the door")
    OWN = "own", _("By their own code")


class Symptom(models.TextChoices):
    """The complaints that are asked for (form of QĐ 879/2020)."""

    FEVER = "fever", _("Fever")
    COUGH = "cough", _("Cough")
    SORE_THROAT = "sore_throat", _("Sore throat")
    RUNNY_NOSE = "runny_nose", _("Runny nose")
    ACHES = "aches", _("Aches and chills")
    HARD_BREATHING = "hard_breathing", _("Hard breathing")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    outcome: Outcome
    channel: Channel = Channel.CALL
    symptoms: tuple[Symptom, ...] = ()
    temperature: Decimal | None = None
    """In degrees, to a tenth."""
    words: str = ""

    def __post_init__(self) -> None:
        if self.temperature is not None and not COLDEST <= self.temperature <= HOTTEST:
            raise RefusedError("a temperature lies between 34 and 43 degrees")
        if len(self.words) > LONGEST_WORDS:
            raise RefusedError("please say it in up to 200 characters")
        is_told = bool(self.symptoms) or self.is_feverish
        if self.outcome is Outcome.WELL and is_told and self.channel is Channel.OWN:
            raise RefusedError("you noted symptoms or a temperature of 37.5 or more; please press: I have symptoms")
        if self.outcome is Outcome.WELL and is_told:
            raise RefusedError("symptoms or a temperature of 37.5 or more are noted: then this person is not well")
        if self.outcome is Outcome.SYMPTOMS and not is_told:
            raise RefusedError("please note which symptoms, or the temperature")
        if self.channel is Channel.OWN and not self.is_answered:
            raise RefusedError("whoever answers for themselves is well or has symptoms")
        if not self.is_answered and (self.symptoms or self.temperature is not None):
            raise RefusedError("whoever gave no answer told no symptoms and no temperature")

    @property
    def is_feverish(self) -> bool:
        """Whether the temperature is that of a fever."""
        return self.temperature is not None and self.temperature >= FEVER

    @property
    def is_answered(self) -> bool:
        """Whether the person said how they are."""
        return self.outcome in (Outcome.WELL, Outcome.SYMPTOMS)

    @property
    def closes(self) -> bool:
        """Whether nobody needs to ask again in this slot: whoever was not reached is asked again, and whoever says of
        themselves that they are ill is asked by somebody."""
        is_own_illness = self.channel is Channel.OWN and self.outcome is Outcome.SYMPTOMS
        return self.outcome is not Outcome.NOT_REACHED and not is_own_illness
