"""What an administrator types about a colleague, and a colleague who was invited to set something anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Invitation, Renewal, Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, is_of_others, the_one_meant

_LEVELS = (Level.PROVINCE, Level.COMMUNE)


def _secret(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class RoleForm(forms.Form):
    """A role and the unit where it is given."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    place = forms.CharField(label=_("Unit"), max_length=80, help_text=_("Province or commune"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, manager: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._manager, self._today = manager, today
        self.found: list[Unit] = []
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the unit: the one chosen among those that fit what was typed, or the only one that does."""
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("unit"), cleaned.get("place", "")
        if chosen is not None and not is_allowed(self._manager, "staff.manage", chosen):
            self.add_error("place", gettext("This unit is not one of yours."))
        elif typed:
            self.found = units_to_manage(self._manager, typed, self._today)
            cleaned["unit"] = the_one_meant(self.found, typed, chosen)
            if cleaned["unit"] is None:
                text = gettext("Please choose the unit.") if self.found else gettext("No unit of yours is called so.")
                self.add_error("place", text)
        return cleaned


class HireForm(RoleForm):
    """A new colleague with a first role."""

    full_name = forms.CharField(label=_("Full name"), min_length=2, max_length=80)
    username = forms.CharField(
        label=_("Sign-in name"), max_length=40, help_text=_("Letters, digits and dots, such as nguyen.thi.lan")
    )
    field_order = ("full_name", "username", "role", "place", "unit")


class LostForm(forms.Form):
    """What a colleague lost. Who has no second factor cannot lose one."""

    renews = forms.ChoiceField(label=_("What is lost"), choices=Renewal.choices)

    def __init__(self, *args: Any, person: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Authenticator.objects.filter(user=person).exists():
            self.fields["renews"].choices = Renewal.choices[:1]  # type: ignore[attr-defined] # of a ChoiceField


class CodeForm(forms.Form):
    """The code of an invitation."""

    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("Four groups of five letters and digits, from your administrator")
    )


class RenewalForm(CodeForm):
    """A new password, and the one until now where that is not lost."""

    password = forms.CharField(label=_("The password until now"), widget=_secret("current-password"), strip=False)
    password1 = forms.CharField(
        label=_("New password"),
        widget=_secret("new-password"),
        strip=False,
        help_text=_("At least 12 characters. A sentence that only you know is best."),
    )
    password2 = forms.CharField(label=_("New password once more"), widget=_secret("new-password"), strip=False)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = invitation.staff
        if invitation.renews != Renewal.SECOND_FACTOR:
            del self.fields["password"]

    def clean_password1(self) -> str:
        """Refuses a password that is too weak for this person."""
        new: str = self.cleaned_data["password1"]
        validate_password(new, self._person)
        return new

    def clean(self) -> dict[str, Any]:
        """Requires the two new passwords to be the same."""
        cleaned = super().clean() or {}
        if cleaned.get("password1") and cleaned.get("password2") and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", gettext("You must type the same password each time."))
        return cleaned


def units_to_manage(manager: Staff, text: str, today: dt.date) -> list[Unit]:
    """Units by this name in which the manager may give roles; none in place of one of others that is called just so."""
    found = find_units(text, day=today, levels=_LEVELS, paths=paths_for(manager, "staff.manage"))
    return [] if is_of_others(text, found, day=today, levels=_LEVELS) else found
