"""What is typed in each step of an interview. A form checks the shape; rules stand in `telling` and in tracing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bluezone.portal.followup.answers import Symptom
from bluezone.portal.interview.telling import (
    LONGEST_WORDS,
    MOST_AT_HOME,
    MOST_STAYS,
    Channel,
    Home,
    Illness,
    Met,
    Places,
    Proof,
    Risk,
    Speaker,
    Stay,
    Step,
    Told,
    Who,
)
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.forms.contacts import (
    ContactForm,
    OccasionForm,
    OpenLines,
    commune_meant,
    contacts_in,
    grid_of,
    longer_grid,
)
from bluezone.portal.tracing.meetings import LONGEST_PLACE
from bluezone.portal.tracing.pasting import rows_pasted
from bluezone.portal.world import VIET_NAM

LINES = 2
"""Of places, offered at once: after these are noted, others can be."""
PASTE, LONGER = "paste", "longer"
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
_YES, _NO = "yes", "no"


class WhoForm(forms.Form):
    """The one who answers, and whether they agree to."""

    agreed = forms.ChoiceField(
        label=_("Does the person agree to answer?"),
        choices=((_YES, _("Yes, agrees")), (_NO, _("No, does not want to"))),
    )
    channel = forms.ChoiceField(label=_("How are they asked?"), choices=Channel.choices)
    speaker = forms.ChoiceField(label=_("Who answers?"), choices=Speaker.choices)
    language = forms.CharField(
        label=_("Language"), required=False, max_length=40, help_text=_("Only where it is not Vietnamese")
    )

    def told(self) -> Who:
        """Makes what was told. Raises RefusedError."""
        said = self.cleaned_data
        channel, speaker = Channel(said["channel"]), Speaker(said["speaker"])
        return Who(said["agreed"] == _YES, channel, speaker, _line(said["language"]))


class IllnessForm(forms.Form):
    """How ill the person is, and since when."""

    onset = forms.DateField(label=_("First symptoms on"), required=False, widget=_DAY)
    is_without_symptoms = forms.BooleanField(label=_("No symptoms at all"), required=False)
    symptoms = forms.MultipleChoiceField(label=_("Symptoms"), choices=Symptom.choices, required=False)
    test = forms.ChoiceField(label=_("Test"), choices=Proof.choices, initial=Proof.PCR)
    tested_on = forms.DateField(label=_("Sample taken on"), required=False, widget=_DAY)

    def told(self) -> Illness:
        """Makes what was told. Raises RefusedError."""
        said = self.cleaned_data
        symptoms = tuple(dict.fromkeys(Symptom(one) for one in said["symptoms"]))
        return Illness(said["onset"], said["is_without_symptoms"], symptoms, Proof(said["test"]), said["tested_on"])


class StayForm(forms.Form):
    """One place where the case was, and when."""

    where = forms.CharField(
        label=_("Place"), min_length=2, max_length=LONGEST_PLACE, help_text=_("Of a bus: its line or its number plate")
    )
    day = forms.DateField(label=_("Day"), widget=_DAY)
    begins = forms.TimeField(label=_("From (time)"), widget=_TIME)
    ends = forms.TimeField(label=_("Until (time)"), help_text=_("Earlier means the next day"), widget=_TIME)
    place = forms.CharField(label=_("Commune"), max_length=80, required=False, help_text=_("Empty: that of the case"))
    what = forms.CharField(label=_("What happened there"), required=False, max_length=LONGEST_WORDS)
    is_public = forms.BooleanField(label=_("Anybody may have been there"), required=False)

    def __init__(self, *args: Any, home: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._home, self._today = home, today

    def clean_place(self) -> Unit:
        """Finds the commune; where nothing is said, it is that of the case."""
        return commune_meant(self.cleaned_data["place"], self._home, self._today)

    def stay(self) -> Stay:
        """Makes the stay that was typed."""
        said = self.cleaned_data
        begins, ends = (dt.datetime.combine(said["day"], said[name], VIET_NAM) for name in ("begins", "ends"))
        ends = ends if ends > begins else ends + dt.timedelta(days=1)
        return Stay(_line(said["where"]), said["place"], begins, ends, _line(said["what"]), said["is_public"])


_STAYS = forms.formset_factory(
    StayForm, formset=OpenLines, extra=0, max_num=MOST_STAYS, validate_max=True, absolute_max=MOST_STAYS
)


class MetForm(OccasionForm):
    """What holds for all lines of the grid of contacts."""

    minutes = forms.IntegerField(label=_("Minutes together"), required=False, min_value=0, max_value=86_400)
    masks = forms.ChoiceField(
        label=_("Masks"),
        required=False,
        choices=(("", _("Not asked")), (_YES, _("Both wore one")), (_NO, _("Not both"))),
    )


class HomeForm(forms.Form):
    """How the person lives and works, and what they need."""

    household = forms.IntegerField(
        label=_("How many live in the household?"),
        required=False,
        min_value=1,
        max_value=MOST_AT_HOME,
        help_text=_("With the person. Enter the others as contacts of the same household."),
    )
    occupation = forms.CharField(label=_("Occupation"), required=False, max_length=80)
    works_at = forms.CharField(label=_("Where they work or study"), required=False, max_length=LONGEST_PLACE)
    risks = forms.MultipleChoiceField(label=_("What to mind"), choices=Risk.choices, required=False)
    needs = forms.CharField(label=_("What they need while they stay at home"), required=False, max_length=LONGEST_WORDS)

    def told(self) -> Home:
        """Makes what was told. Raises RefusedError."""
        said = self.cleaned_data
        risks = tuple(dict.fromkeys(Risk(one) for one in said["risks"]))
        return Home(said["household"], _line(said["occupation"]), _line(said["works_at"]), risks, _line(said["needs"]))


class StepForms:
    """The forms of all steps, of which at most one was sent: the others are empty, or say what was told before."""

    def __init__(
        self,
        home: Unit,
        today: dt.date,
        *,
        step: str = "",
        said: QueryDict | None = None,
        told: Mapping[str, Mapping[str, Any]] | None = None,
        day: dt.date | None = None,
        takes_paste: bool = True,
    ) -> None:
        self.step, self._said, self._told = step, said, told or {}
        self._home, self._today = home, today
        self.is_look = said is not None and step == Step.CONTACTS and not {PASTE, LONGER}.isdisjoint(said)
        self.who = WhoForm(self._sent(Step.WHO), initial=_initial_who(self._told.get(Step.WHO, {})))
        self.illness = IllnessForm(self._sent(Step.ILLNESS), initial=dict(self._told.get(Step.ILLNESS, {})))
        self.home = HomeForm(self._sent(Step.HOME), initial=dict(self._told.get(Step.HOME, {})))
        self.stays = self._grid_of_stays(day)
        self.met = MetForm(self._occasion(takes_paste=takes_paste))
        self.contacts = self._grid_of_contacts(takes_paste=takes_paste)

    def is_valid(self) -> bool:
        """Whether the step that was sent can be noted as it is typed."""
        checks: dict[str, Callable[[], bool]] = {
            Step.WHO: self.who.is_valid,
            Step.ILLNESS: self.illness.is_valid,
            Step.HOME: self.home.is_valid,
            Step.PLACES: self.stays.is_valid,
            Step.CONTACTS: lambda: all([self.met.is_valid(), self.contacts.is_valid()]),
        }
        return checks[self.step]() if self.step in checks else False

    @property
    def is_wrong(self) -> bool:
        """Whether something was sent to be kept that cannot be."""
        return self._said is not None and not self.is_look and not self.is_valid()

    def told(self) -> Told:
        """Makes what was told in the step that was sent. Raises RefusedError."""
        if self.step == Step.PLACES:
            return Places(tuple(form.stay() for form in self.stays if form.has_changed()))
        if self.step == Step.CONTACTS:
            return self._met()
        told: dict[str, Callable[[], Told]] = {
            Step.WHO: self.who.told,
            Step.ILLNESS: self.illness.told,
            Step.HOME: self.home.told,
        }
        return told[self.step]()

    def _met(self) -> Met:
        said = self.met.cleaned_data
        masks = {_YES: True, _NO: False}.get(said["masks"])
        contacts = contacts_in(self.contacts, said)
        return Met(
            tuple(replace(one, meeting=replace(one.meeting, minutes=said["minutes"], masks=masks)) for one in contacts)
        )

    def _sent(self, step: Step) -> QueryDict | None:
        return self._said if self.step == step else None

    def _grid_of_stays(self, day: dt.date | None) -> BaseFormSet[StayForm]:
        said = self._sent(Step.PLACES)
        initial = [{"day": day} if day and not at else {} for at in range(LINES)]
        more = {"home": self._home, "today": self._today}
        return _STAYS(said, initial=None if said else initial, prefix="stay", form_kwargs=more)

    def _grid_of_contacts(self, *, takes_paste: bool) -> BaseFormSet[ContactForm]:
        said = self._sent(Step.CONTACTS)
        if said is None or not self.is_look:
            return grid_of(said, self._home, self._today)
        rows = rows_pasted(said.get("pasted", "")) if PASTE in said and takes_paste else []
        return longer_grid(said, rows, self._home, self._today)

    def _occasion(self, *, takes_paste: bool) -> dict[str, Any] | None:
        """What holds for all lines; what was pasted stands in the lines then."""
        said = self._sent(Step.CONTACTS)
        if said is None:
            return None
        return {**said.dict(), **({"pasted": ""} if PASTE in said and takes_paste else {})}


def _initial_who(told: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(told)
    if "agreed" in said:
        said["agreed"] = _YES if said["agreed"] else _NO
    return said


def _line(typed: str) -> str:
    return " ".join(typed.split())


def day_asked(typed: str) -> dt.date | None:
    """Reads the day that an address asks for; none where it is none."""
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None
