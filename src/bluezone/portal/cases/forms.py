"""What a person types at the code desk. A form checks the shape; rules stand in `services`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.policy import is_allowed, paths_for
from bluezone.portal.cases.services import LONGEST_AGO_DAYS
from bluezone.portal.errors import RefusedError, refused_by_the_country
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant
from bluezone.portal.web.words import told
from bluezone.vietnam.telephone import normalised_phone


class OpenCaseForm(forms.Form):
    """Name, phone, first symptoms, commune: no more is needed to give out a code."""

    full_name = forms.CharField(label=_("Full name"), min_length=2, max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=30, help_text=_("10 digits, beginning with 0"))
    onset = forms.DateField(
        label=_("First symptoms"),
        help_text=_("For a person without symptoms, the day of the test"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    place = forms.CharField(label=_("Commune"), max_length=80, help_text=_("Former names are found too"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today = staff, today
        self.found: list[Unit] = []
        """Communes that fit what was typed, when it was not just one."""
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None, level__in=(Level.COMMUNE, Level.HAMLET))  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean_phone(self) -> str:
        try:
            with refused_by_the_country():
                return normalised_phone(self.cleaned_data["phone"])
        except RefusedError as error:
            raise forms.ValidationError(told(error)) from error

    def clean_onset(self) -> dt.date:
        onset: dt.date = self.cleaned_data["onset"]
        if not self._today - dt.timedelta(days=LONGEST_AGO_DAYS) <= onset <= self._today:
            raise forms.ValidationError(gettext("This day lies in the future, or too long ago."))
        return onset

    def clean(self) -> dict[str, Any]:
        """The commune is the one chosen among those that fit what was typed, or the only one that does."""
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


def communes_within_reach(staff: Staff, text: str, today: dt.date) -> list[Unit]:
    """Communes by this name in which this person may open a case."""
    paths = paths_for(staff, "cases.open")
    return find_units(text, day=today, levels=(Level.COMMUNE, Level.HAMLET), paths=paths)
