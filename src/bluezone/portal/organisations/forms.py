"""What is typed about organisations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.organisations.models import Kind, Tree
from bluezone.portal.organisations.picking import PickForm
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant


class OrganisationForm(forms.Form):
    """A new organisation and where it stands."""

    name = forms.CharField(label=_("Name"), min_length=2, max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    place = forms.CharField(label=_("Unit"), max_length=80, help_text=_("Province or commune"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today = staff, today
        self.found: list[Unit] = []
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the unit: the one chosen among those that fit what was typed, or the only one that does."""
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("unit"), cleaned.get("place", "")
        if chosen is not None and not is_allowed(self._staff, "organisations.manage", chosen):
            self.add_error("place", gettext("This unit is not one of yours."))
        elif typed:
            paths, levels = paths_for(self._staff, "organisations.manage"), (Level.PROVINCE, Level.COMMUNE)
            self.found = find_units(typed, day=self._today, levels=levels, paths=paths)
            cleaned["unit"] = the_one_meant(self.found, typed, chosen)
            if cleaned["unit"] is None:
                text = gettext("Please choose the unit.") if self.found else gettext("No unit of yours is called so.")
                self.add_error("place", text)
        return cleaned


class SuccessorForm(PickForm):
    """Another open organisation, or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["typed"].label = _("Taken over by")
        self.fields["typed"].required = False


class PlaceForm(PickForm):
    """The organisation under which another stands, and in which tree."""

    tree = forms.ChoiceField(label=_("Tree"), choices=Tree.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["typed"].label = _("Under")
