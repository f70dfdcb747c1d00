"""What a person types at the code desk. A form checks the shape; rules stand in `services`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.alerts import Presence
from bluezone.portal.cases.persons import OLDEST
from bluezone.portal.cases.services import LONGEST_AGO_DAYS
from bluezone.portal.errors import RefusedError, refused_by_the_country
from bluezone.portal.frame.phone_field import PhoneField
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant
from bluezone.portal.premises.models import Premises
from bluezone.portal.premises.selectors import premises_to_pick, the_place_meant, with_a_code
from bluezone.portal.world import VIET_NAM
from bluezone.protocol.venue import MAX_TEXT
from bluezone.vietnam.folding import fold
from bluezone.vietnam.identity_number import normalised_identity

_NEEDED, _NOT_NEEDED = "needed", "not_needed"


class PatientForm(forms.Form):
    """Name, phone, what the card tells and first symptoms, as they are typed when a case is opened or corrected."""

    full_name = forms.CharField(label=_("Full name"), min_length=2, max_length=80)
    phone = PhoneField(label=_("Telephone"), help_text=_("10 digits, beginning with 0"))
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, help_text=_("If it is known: the person is found again by it")
    )
    identity = forms.CharField(
        label=_("Number of the identity card"),
        required=False,
        max_length=30,
        help_text=_("If it is known: 12 digits, or 9 of an old card. It is kept encrypted"),
    )
    onset = forms.DateField(
        label=_("First symptoms"),
        help_text=_("For a person without symptoms, the day of the test"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, opened_on: dt.date, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._days = opened_on - dt.timedelta(days=LONGEST_AGO_DAYS), today

    def clean_identity(self) -> str:
        """Normalises the number of the identity card."""
        typed: str = self.cleaned_data["identity"]
        try:
            with refused_by_the_country():
                return normalised_identity(typed) if typed else ""
        except RefusedError as error:
            raise forms.ValidationError(message_of(error)) from error

    def clean_birth_year(self) -> int | None:
        """Refuses a year in which nobody who lives was born."""
        year: int | None = self.cleaned_data["birth_year"]
        this_year = self._days[1].year
        if year is not None and not this_year - OLDEST <= year <= this_year:
            raise forms.ValidationError(gettext("This is no year of birth of somebody who lives."))
        return year

    def clean_onset(self) -> dt.date:
        """Refuses a day of first symptoms that lies ahead or too long ago."""
        onset: dt.date = self.cleaned_data["onset"]
        earliest, latest = self._days
        if not earliest <= onset <= latest:
            raise forms.ValidationError(gettext("This day lies in the future, or too long ago."))
        return onset


class OpenCaseForm(PatientForm):
    """Name, phone, first symptoms, commune: no more is needed to give out a code."""

    place = forms.CharField(label=_("Commune"), max_length=80, help_text=_("Former names are found too"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, opened_on=today, today=today, **kwargs)
        self._staff, self._today = staff, today
        self.found: list[Unit] = []
        """Communes that fit what was typed, when it was not just one."""
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None, level__in=(Level.COMMUNE, Level.HAMLET))  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the commune: the one chosen among those that fit what was typed, or the only one that does."""
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("unit"), cleaned.get("place", "")
        if chosen is not None and not is_allowed(self._staff, "cases.open", chosen):
            self.add_error("place", gettext("This commune is not one of yours."))
        elif typed:
            self.found = communes_within_reach(self._staff, typed, self._today)
            cleaned["unit"] = the_one_meant(self.found, typed, chosen)
            if cleaned["unit"] is None:
                text = (
                    gettext("Please choose the commune.")
                    if self.found
                    else gettext("No commune of yours is called so.")
                )
                self.add_error("place", text)
        return cleaned


class MoveForm(forms.Form):
    """The commune that cares for the person from now on, anywhere in the country."""

    place = forms.CharField(label=_("Commune"), max_length=80, help_text=_("Former names are found too"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.found: list[Unit] = []
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None, level=Level.COMMUNE)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the commune: the one chosen among those that fit what was typed, or the only one that does."""
        cleaned = super().clean() or {}
        if typed := cleaned.get("place", ""):
            self.found = find_units(typed, day=self._today, levels=(Level.COMMUNE,))
            cleaned["unit"] = the_one_meant(self.found, typed, cleaned.get("unit"))
            if cleaned["unit"] is None:
                told = gettext("Please choose the commune.") if self.found else gettext("No commune is called so.")
                self.add_error("place", told)
        return cleaned


class RuleForm(forms.Form):
    """A unit, a day, and whether a second person is needed."""

    place = forms.CharField(label=_("Unit"), max_length=80, help_text=_("Province or commune"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)
    second_person = forms.ChoiceField(
        label=_("Before a code is given out"),
        choices=((_NEEDED, _("a second person confirms the case")), (_NOT_NEEDED, _("one person is enough"))),
    )
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today = staff, today
        self.found: list[Unit] = []
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the unit: the one chosen among those that fit what was typed, or the only one that does."""
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("unit"), cleaned.get("place", "")
        if chosen is not None and not is_allowed(self._staff, "cases.rule", chosen):
            self.add_error("place", gettext("This unit is not one of yours."))
        elif typed:
            paths = paths_for(self._staff, "cases.rule")
            self.found = find_units(typed, day=self._today, levels=(Level.PROVINCE, Level.COMMUNE), paths=paths)
            meant = the_one_meant(self.found, typed, chosen)
            # Found by the name of its province alone, a commune was hardly meant; a rule is not set by a guess.
            is_named = meant is not None and (meant == chosen or fold(typed.split(",")[0]) in fold(meant.name))
            cleaned["unit"] = meant if is_named else None
            if cleaned["unit"] is None:
                text = gettext("Please choose the unit.") if self.found else gettext("No unit of yours is called so.")
                self.add_error("place", text)
        return cleaned

    def needs_second_person(self) -> bool:
        """Whether the rule asks for a second person."""
        return bool(self.cleaned_data["second_person"] == _NEEDED)


class AlertForm(forms.Form):
    """A registered place, or the code of a poster, and the time there."""

    typed = forms.CharField(label=_("Place"), max_length=80, required=False, help_text=_("Part of its name is enough"))
    premises = forms.ModelChoiceField(Premises.objects.none(), required=False, widget=forms.HiddenInput)
    poster = forms.CharField(
        label=_("Code of the place's poster"),
        max_length=MAX_TEXT,
        required=False,
        help_text=_("Scan the poster; the text begins with BZV1"),
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    begins = forms.TimeField(label=_("From (time)"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    ends = forms.TimeField(
        label=_("Until (time)"),
        help_text=_("Earlier than the beginning means the next day"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[Premises] = []
        """Registered places that fit what was typed, when it was not just one."""
        self.fields["premises"].queryset = with_a_code()  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the registered place, unless a poster's code was given."""
        cleaned = super().clean() or {}
        typed, chosen = cleaned.get("typed", ""), cleaned.get("premises")
        if cleaned.get("poster"):
            return cleaned | {"premises": None}
        self.found = premises_to_pick(typed)
        cleaned["premises"] = the_place_meant(self.found, typed, chosen)
        if cleaned["premises"] is None:
            text = gettext("Please choose the place.") if self.found else gettext("No place with a code is called so.")
            self.add_error("typed", text)
        return cleaned

    def presence(self, now: dt.datetime) -> Presence:
        """The place and time that were typed. Raises RefusedError."""
        given: dict[str, Any] = self.cleaned_data
        begins = dt.datetime.combine(given["day"], given["begins"], VIET_NAM)
        ends = dt.datetime.combine(given["day"], given["ends"], VIET_NAM)
        ends = ends if ends > begins else ends + dt.timedelta(days=1)
        if given.get("poster"):
            return Presence.read(given["poster"], begins, ends, now)
        return Presence.at(given["premises"], begins, ends, now)


def communes_within_reach(staff: Staff, text: str, today: dt.date) -> list[Unit]:
    """Communes by this name in which this person may open a case."""
    paths = paths_for(staff, "cases.open")
    return find_units(text, day=today, levels=(Level.COMMUNE, Level.HAMLET), paths=paths)
