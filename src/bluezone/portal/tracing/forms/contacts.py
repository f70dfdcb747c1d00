"""What an officer types of whoever somebody met: a grid of contacts, filled by hand or from a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.lines import Lines
from bluezone.portal.frame.phone_field import PhoneField
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import called_so, find_units, the_one_meant
from bluezone.portal.tracing.contacts import Contact
from bluezone.portal.tracing.meetings import LONGEST_PLACE, Meeting
from bluezone.portal.tracing.models import Certainty, Exposure
from bluezone.portal.tracing.pasting import COLUMNS, MOST_ROWS, require_few

EMPTY_ROWS = 5
"""Offered below what is filled in."""


class ContactForm(forms.Form):
    """One line of the grid."""

    full_name = forms.CharField(label=_("Full name"), min_length=2, max_length=80)
    phone = PhoneField(label=_("Telephone"), required=False)
    birth_year = forms.IntegerField(label=_("Year of birth"), min_value=1900, max_value=2100, required=False)
    place = forms.CharField(label=_("Commune"), max_length=80, required=False)
    first_day = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    where = forms.CharField(label=_("Where they met"), max_length=LONGEST_PLACE, required=False)

    def __init__(self, *args: Any, home: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._home, self._today = home, today

    def clean_place(self) -> Unit:
        """Finds the commune; where nothing is said, it is that of whoever they met."""
        return commune_meant(self.cleaned_data["place"], self._home, self._today)

    def clean(self) -> dict[str, Any]:
        """Refuses days that cannot be."""
        cleaned = super().clean() or {}
        try:
            Meeting(first_day=cleaned.get("first_day"), last_day=cleaned.get("last_day")).require_past(self._today)
        except RefusedError as error:
            self.add_error("first_day", message_of(error))
        return cleaned


class OpenLines(Lines):
    """Lines of which each may stay empty, also those with which the page began."""

    def initial_form_count(self) -> int:
        """Counts the lines that have to be filled in: of what was sent, none."""
        return 0 if self.is_bound else super().initial_form_count()


_GRID = forms.formset_factory(
    ContactForm, formset=OpenLines, extra=0, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS
)


class MeetingForm(forms.Form):
    """What holds for all who are entered together."""

    kind = forms.ChoiceField(label=_("How did they meet?"), choices=Exposure.Kind.choices)
    certainty = forms.TypedChoiceField(
        label=_("How sure is it?"), choices=Certainty.choices, coerce=int, initial=Certainty.PROBABLE
    )


class OccasionForm(MeetingForm):
    """What holds for all lines of the grid, and what is pasted into it."""

    pasted = forms.CharField(
        label=_("Copied from a spreadsheet"),
        required=False,
        max_length=50_000,
        strip=False,
        help_text=_(
            "Columns in this order: full name, telephone, year of birth, commune, first day, last day, where they met."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class EvidenceForm(forms.Form):
    """One more thing that speaks for a meeting, as somebody told it."""

    words = forms.CharField(
        label=_("What was said"),
        min_length=3,
        max_length=200,
        help_text=_("Officers where either of the two lives read it: write no name."),
    )
    confidence = forms.TypedChoiceField(
        label=_("How sure is it?"), choices=Certainty.choices, coerce=int, initial=Certainty.PROBABLE
    )


class ApartForm(forms.Form):
    """The day on which somebody was set apart; none where they were not."""

    day = forms.DateField(
        label=_("Set apart since"),
        required=False,
        help_text=_("Empty: meets others as ever"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def commune_meant(typed: str, home: Unit, today: dt.date) -> Unit:
    """Finds the commune that was typed; nothing means that of home. Raises ValidationError."""
    typed = typed.strip()
    if not typed:
        return home
    found = find_units(typed, day=today, levels=(Level.COMMUNE, Level.HAMLET))
    meant = the_one_meant(found, typed)
    if meant is None:
        several = gettext("Several communes are called so: please add the province.")
        raise forms.ValidationError(several if called_so(found, typed) else gettext("No commune is called so."))
    return meant


def grid_of(said: QueryDict | None, home: Unit, today: dt.date) -> BaseFormSet[ContactForm]:
    """The grid as it was sent, or an empty one."""
    return _GRID(said, initial=None if said else [{}] * EMPTY_ROWS, form_kwargs={"home": home, "today": today})


def longer_grid(
    said: Mapping[str, str], rows: list[dict[str, str]], home: Unit, today: dt.date
) -> BaseFormSet[ContactForm]:
    """A grid with what was typed, then what was pasted, to be looked at before it is kept, and empty lines below.
    Raises RefusedError where it is more than one grid holds."""
    filled = [*_typed(said), *rows]
    require_few(filled)
    lines = [*filled, *[{}] * EMPTY_ROWS][:MOST_ROWS]
    data = {"form-TOTAL_FORMS": str(len(lines)), "form-INITIAL_FORMS": "0"}
    for at, row in enumerate(lines):
        data |= {f"form-{at}-{name}": row.get(name, "") for name in COLUMNS}
    longer = QueryDict(mutable=True)
    longer.update(data)
    return grid_of(longer, home, today)


def _typed(said: Mapping[str, str]) -> list[dict[str, str]]:
    """Lines in which something stands."""
    lines = [{name: said.get(f"form-{at}-{name}", "") for name in COLUMNS} for at in range(MOST_ROWS)]
    return [line for line in lines if any(cell.strip() for cell in line.values())]


def contacts_in(grid: BaseFormSet[ContactForm], occasion: Mapping[str, Any]) -> list[Contact]:
    """The contacts of a valid grid."""
    filled = [form.cleaned_data for form in grid if form.has_changed()]
    return [
        Contact(
            full_name=line["full_name"],
            phone=line["phone"],
            birth_year=line["birth_year"],
            unit=line["place"],
            meeting=Meeting(
                kind=occasion["kind"],
                certainty=occasion["certainty"],
                first_day=line["first_day"],
                last_day=line["last_day"],
                place=line["where"],
            ),
        )
        for line in filled
    ]
