"""What an officer types at the exposure inbox: an exposure made of evidence, why evidence is closed, what was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Case, Person
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.phone_field import PhoneField
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant
from bluezone.portal.tracing.deciding import Exposed, Note
from bluezone.portal.tracing.inbox import commune_of, days_told, first_said
from bluezone.portal.tracing.meetings import LONGEST_PLACE, LONGEST_REASON, Meeting
from bluezone.portal.tracing.models import Certainty, Evidence, Exposure

HOW_KNOWN = (
    (Evidence.Origin.INTERVIEW, _("Somebody was asked")),
    (Evidence.Origin.CHECK_IN, _("Their phone warned them of a place whose code they had scanned")),
    (Evidence.Origin.CALL, _("They answered what loudspeakers said")),
)
"""Of deciding.TOLD_BY, as an officer at the telephone would say it."""
NEW = "new"
"""Chosen where none of the persons who are known is the one."""


class _Met(forms.Form):
    """Somebody, in a commune, on days at a place, who met a case."""

    act = ""
    """Within whose reach the commune lies."""
    case = forms.CharField(label=_("Which case did they meet?"), max_length=16, help_text=_("Such as CA-2026-00012"))
    full_name = forms.CharField(label=_("Full name"), min_length=2, max_length=80)
    phone = PhoneField(label=_("Telephone"), required=False)
    birth_year = forms.IntegerField(label=_("Year of birth"), min_value=1900, max_value=2200, required=False)
    place = forms.CharField(label=_("Commune"), max_length=80, help_text=_("Former names are found too"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)
    first_day = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    where = forms.CharField(
        label=_("Where they met"),
        max_length=LONGEST_PLACE,
        required=False,
        help_text=_("Officers where either of the two lives read it: write no name."),
    )

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today = staff, today
        self.found: list[Unit] = []
        """Communes that fit what was typed, when it was not just one."""
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None, level__in=(Level.COMMUNE, Level.HAMLET))  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean_case(self) -> Case | None:
        """Finds the case, if this person may see it."""
        typed = self.cleaned_data["case"].strip().upper()
        if not typed:
            return None
        case = case_with_number(typed)
        if case is None or not is_allowed(self._staff, "cases.see", case):
            raise forms.ValidationError(gettext("There is no case of this number within your reach."))
        return case

    def clean(self) -> dict[str, Any]:
        """Finds the commune, and refuses days that cannot be."""
        cleaned = super().clean() or {}
        self._find_commune(cleaned)
        try:
            Meeting(first_day=cleaned.get("first_day"), last_day=cleaned.get("last_day")).require_past(self._today)
        except RefusedError as error:
            self.add_error("first_day", message_of(error))
        return cleaned

    def _find_commune(self, cleaned: dict[str, Any]) -> None:
        if not (typed := cleaned.get("place", "")):
            return
        paths = paths_for(self._staff, self.act)
        self.found = find_units(typed, day=self._today, levels=(Level.COMMUNE, Level.HAMLET), paths=paths)
        cleaned["unit"] = the_one_meant(self.found, typed, cleaned.get("unit"))
        if cleaned["unit"] is None:
            told = gettext("Please choose the commune.") if self.found else gettext("No commune of yours is called so.")
            self.add_error("place", told)


class MakingForm(_Met):
    """An exposure, as it is made of evidence."""

    act = "tracing.attach"
    who = forms.ChoiceField(label=_("Who was exposed?"), required=False)
    kind = forms.ChoiceField(label=_("How did they meet?"), choices=Exposure.Kind.choices, initial=Exposure.Kind.OTHER)
    certainty = forms.TypedChoiceField(
        label=_("How sure is it?"), choices=Certainty.choices, coerce=int, initial=Certainty.PROBABLE
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["who"].choices = [*((key, key) for key in self._people), (NEW, NEW)]  # type: ignore[attr-defined] # of a ChoiceField
        if self.data.get("who", NEW) != NEW:
            for name in ("full_name", "place"):
                self.fields[name].required = False

    @property
    def exposed(self) -> Person | Exposed:
        """Whoever was exposed: chosen among those who are known, or typed."""
        said = self.cleaned_data
        known = self._people.get(said["who"])
        return known or Exposed(said["full_name"], said["phone"], said["unit"], said["birth_year"])

    @property
    def meeting(self) -> Meeting:
        """When and how they met."""
        said = self.cleaned_data
        return Meeting(
            kind=said["kind"],
            first_day=said["first_day"],
            last_day=said["last_day"],
            place=said["where"],
            certainty=said["certainty"],
        )


class ClosingForm(forms.Form):
    """Why evidence is closed without an exposure."""

    closed_as = forms.TypedChoiceField(
        label=_("What came of it?"), choices=Evidence.Outcome.choices, coerce=Evidence.Outcome
    )
    reason = forms.CharField(label=_("Remark"), max_length=LONGEST_REASON, required=False)


class NoteForm(_Met):
    """What somebody told of a meeting."""

    act = "tracing.note"
    field_order = (
        "origin",
        "full_name",
        "phone",
        "birth_year",
        "place",
        "unit",
        "case",
        "first_day",
        "last_day",
        "where",
    )
    origin = forms.TypedChoiceField(
        label=_("How do you know?"),
        choices=HOW_KNOWN,
        coerce=Evidence.Origin,
        required=False,
        initial=Evidence.Origin.INTERVIEW,
        empty_value=Evidence.Origin.INTERVIEW,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].required = False

    @property
    def note(self) -> Note:
        """What was told, as it is kept."""
        said = self.cleaned_data
        names = ("full_name", "unit", "phone", "birth_year", "case", "first_day", "last_day", "origin")
        return Note(**{name: said[name] for name in names}, place=said["where"])


def told_at_first(pieces: Sequence[Evidence], people: Sequence[Person]) -> dict[str, object]:
    """What the form of an exposure begins with: what its pieces say in clear."""
    first, last = days_told(pieces)
    commune = commune_of(pieces)
    return {
        "case": first_said(pieces, "case"),
        "who": str(people[0].pk) if people else NEW,
        "full_name": first_said(pieces, "name"),
        "phone": first_said(pieces, "phone").split(",")[0],
        "birth_year": first_said(pieces, "birth_year"),
        "place": commune.name if commune else "",
        "unit": commune.pk if commune else None,
        "first_day": first,
        "last_day": last,
        "where": first_said(pieces, "place"),
        "kind": Exposure.Kind.OTHER,
        "certainty": Certainty.PROBABLE,
    }
