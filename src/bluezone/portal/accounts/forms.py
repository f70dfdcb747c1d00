"""What an administrator types about a colleague."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.policy import is_allowed, paths_for
from bluezone.portal.accounts.roles import Role
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant


class RoleForm(forms.Form):
    """A role and where."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    place = forms.CharField(label=_("Unit"), max_length=80, help_text=_("Province or commune"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, manager: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._manager, self._today = manager, today
        self.found: list[Unit] = []
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """The unit is a chosen one, or the only one that fits what was typed."""
        cleaned = super().clean() or {}
        if cleaned.get("unit") is None and (typed := cleaned.get("place")):
            self.found = units_to_manage(self._manager, typed, self._today)
            cleaned["unit"] = the_one_meant(self.found, typed)
            if cleaned["unit"] is None:
                text = gettext("Please choose the unit.") if self.found else gettext("No unit of yours is called so.")
                self.add_error("place", text)
        elif cleaned.get("unit") is not None and not is_allowed(self._manager, "accounts.manage", cleaned["unit"]):
            self.add_error("place", gettext("This unit is not one of yours."))
        return cleaned


class HireForm(RoleForm):
    """A new colleague with a first role."""

    full_name = forms.CharField(label=_("Full name"), min_length=2, max_length=80)
    username = forms.CharField(
        label=_("Sign-in name"), max_length=40, help_text=_("Letters, digits and dots, such as nguyen.thi.lan")
    )
    field_order = ("full_name", "username", "role", "place", "unit")


def units_to_manage(manager: Staff, text: str, today: dt.date) -> list[Unit]:
    paths = paths_for(manager, "accounts.manage")
    return find_units(text, day=today, levels=(Level.PROVINCE, Level.COMMUNE), paths=paths)
