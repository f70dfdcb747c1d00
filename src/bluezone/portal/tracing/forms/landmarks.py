"""What an officer types of a place where a case has been, and of who else was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.forms import MoveForm
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.forms.contacts import longer_grid
from bluezone.portal.tracing.landmarks import Somebody
from bluezone.portal.tracing.meetings import LONGEST_PLACE, LONGEST_REASON
from bluezone.portal.tracing.models import Evidence, Landmark
from bluezone.portal.tracing.pasting import rows_pasted
from bluezone.portal.world import VIET_NAM

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class LandmarkForm(MoveForm):
    """A place, a time and what happened there."""

    where = forms.CharField(
        label=_("Place"), min_length=2, max_length=LONGEST_PLACE, help_text=_("As people there call it")
    )
    first_day = forms.DateField(label=_("Day"), widget=_DAY)
    begins = forms.TimeField(label=_("From (time)"), widget=_TIME)
    last_day = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty: the same day"), widget=_DAY)
    ends = forms.TimeField(label=_("Until (time)"), widget=_TIME)
    what = forms.CharField(label=_("What happened there"), required=False, max_length=LONGEST_REASON)
    is_public = forms.BooleanField(label=_("Anybody may have been there"), required=False)

    def said(self) -> dict[str, Any]:
        """The place, as it is noted."""
        given = self.cleaned_data
        last = given["last_day"] or given["first_day"]
        return {
            "place": given["where"],
            "unit": given["unit"],
            "begins": dt.datetime.combine(given["first_day"], given["begins"], VIET_NAM),
            "ends": dt.datetime.combine(last, given["ends"], VIET_NAM),
            "what": given["what"],
            "is_public": given["is_public"],
        }


class CorrectedForm(LandmarkForm):
    """The same, said anew, and why."""

    reason = forms.CharField(
        label=_("Why was it wrong?"),
        min_length=3,
        max_length=LONGEST_REASON,
        help_text=_("Stands beside what stood here"),
    )

    def said(self) -> dict[str, Any]:
        """The place, as it stands from now on."""
        return {**super().said(), "reason": self.cleaned_data["reason"]}


class WithdrawnForm(forms.Form):
    """Why nobody says any more that a case was somewhere."""

    reason = forms.CharField(label=_("Why?"), min_length=3, max_length=LONGEST_REASON)


def as_noted(landmark: Landmark) -> dict[str, Any]:
    """What a form about a place begins with: the place as it stands."""
    begins, ends = (moment.astimezone(VIET_NAM) for moment in (landmark.begins, landmark.ends))
    return {
        "where": landmark.place,
        "place": landmark.unit.name,
        "unit": landmark.unit_id,
        "first_day": begins.date(),
        "begins": begins.time(),
        "last_day": ends.date() if ends.date() != begins.date() else None,
        "ends": ends.time(),
        "what": landmark.what,
        "is_public": landmark.is_public,
    }


class NamedForm(forms.Form):
    """People whom an account names as having been there, one a line."""

    origin = forms.ChoiceField(label=_("Who says so?"), choices=Evidence.Origin.choices)
    people = forms.CharField(
        label=_("People, one a line"),
        max_length=40_000,
        strip=False,
        help_text=_("Copied from a spreadsheet: full name, telephone, year of birth, commune. The name alone will do."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, home: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._home, self._today = home, today

    def clean_people(self) -> list[Somebody]:
        """Reads the lines; without a commune it is that of the place."""
        try:
            rows = rows_pasted(self.cleaned_data["people"])
        except RefusedError as error:
            raise forms.ValidationError(message_of(error)) from error
        lines = [{name: row[name] for name in _TOLD if name in row} for row in rows]
        filled = [form for form in longer_grid({}, lines, self._home, self._today) if form.has_changed()]
        wrong = [f"{form['full_name'].value() or '…'}: {problem}" for form in filled for problem in _problems(form)]
        if wrong:
            raise forms.ValidationError(wrong)
        said = [form.cleaned_data for form in filled]
        return [Somebody(one["full_name"], one["place"], one["phone"], one["birth_year"]) for one in said]


_TOLD = ("full_name", "phone", "birth_year", "place")


def _problems(form: forms.Form) -> Iterator[str]:
    return (str(problem) for problems in form.errors.values() for problem in problems)
