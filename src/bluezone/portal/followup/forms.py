"""What an officer types of somebody's health, and of what was done about symptoms."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import LONGEST_WORDS, Answer, Channel, Outcome, Symptom
from bluezone.portal.followup.links import LONGEST_CODE
from bluezone.portal.followup.models import Task
from bluezone.vietnam.numbers import decimal_typed

ASKED = tuple(one for one in Channel.choices if one[0] != Channel.OWN)
"""The ways by which an officer asks."""
_TENTH = Decimal("0.1")


class AnswerForm(forms.Form):
    """How somebody is; which button was pressed says what came of asking."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    channel = forms.ChoiceField(choices=ASKED)
    symptoms = forms.MultipleChoiceField(choices=Symptom.choices, required=False)
    temperature = forms.CharField(max_length=8, required=False)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)

    def answer(self) -> Answer:
        """Makes the answer that was typed. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("this is no answer that can be noted; please press one of the buttons again")
        said = self.cleaned_data
        return Answer(
            outcome=Outcome(said["outcome"]),
            channel=Channel(said["channel"]),
            symptoms=_complaints(said["symptoms"]),
            temperature=_degrees(said["temperature"]),
            words=" ".join(said["words"].split()),
        )


class OwnAnswerForm(forms.Form):
    """How somebody is by their own word."""

    outcome = forms.ChoiceField(choices=(Outcome.choices[0], Outcome.choices[1]))
    symptoms = forms.MultipleChoiceField(choices=Symptom.choices, required=False)
    temperature = forms.CharField(max_length=8, required=False)

    def answer(self) -> Answer:
        """Makes the answer that was sent. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("this is no answer that can be noted; please press one of the buttons again")
        said = self.cleaned_data
        symptoms, degrees = _complaints(said["symptoms"]), _degrees(said["temperature"])
        return Answer(Outcome(said["outcome"]), Channel.OWN, symptoms, degrees)


class CodeForm(forms.Form):
    """The code that somebody was given."""

    code = forms.CharField(label=_("Your code"), max_length=LONGEST_CODE)


class TaskForm(forms.Form):
    """What was done about symptoms."""

    outcome = forms.ChoiceField(choices=Task.Outcome.choices)
    reason = forms.CharField(label=_("Why is none needed?"), max_length=LONGEST_WORDS, required=False)

    def done(self) -> tuple[Task.Outcome, str]:
        """Says what was done, and why where nothing was. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("please say why, in up to 200 characters")
        return Task.Outcome(self.cleaned_data["outcome"]), self.cleaned_data["reason"]


def _complaints(ticked: Iterable[str]) -> tuple[Symptom, ...]:
    """Reads what was ticked, each once, however often it was sent."""
    return tuple(dict.fromkeys(Symptom(one) for one in ticked))


def _degrees(typed: str) -> Decimal | None:
    """Reads a temperature as people type it, 37,5 or 37.5, to a tenth; empty for none. Raises RefusedError."""
    if not typed:
        return None
    degrees = decimal_typed(typed)
    if degrees is None or degrees != degrees.quantize(_TENTH):
        raise RefusedError("please write the temperature such as 37,5")
    return degrees
