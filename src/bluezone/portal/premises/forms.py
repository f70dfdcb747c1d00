"""What is typed about a place: by the commune's staff, and by an owner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.lists.models import Entry
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant
from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.owners import Told
from bluezone.portal.premises.probable import probably_there
from bluezone.portal.premises.services import Facts


class CommuneForm(forms.Form):
    """The commune for which something is made."""

    place = forms.CharField(label=_("Commune"), max_length=80)
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Staff, today: dt.date, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today, self._action = staff, today, action
        self.found: list[Unit] = []
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the commune: the one chosen among those that fit what was typed, or the only one that does."""
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("unit"), cleaned.get("place", "")
        if chosen is not None and not is_allowed(self._staff, self._action, chosen):
            self.add_error("place", gettext("This unit is not one of yours."))
        elif typed:
            paths = paths_for(self._staff, self._action)
            self.found = find_units(typed, day=self._today, levels=(Level.COMMUNE,), paths=paths)
            cleaned["unit"] = the_one_meant(self.found, typed, chosen)
            if cleaned["unit"] is None:
                text = (
                    gettext("Please choose the commune.")
                    if self.found
                    else gettext("No commune of yours is called so.")
                )
                self.add_error("place", text)
        return cleaned


@dataclass(frozen=True, slots=True)
class Begun:
    """The page from which somebody registers a place: an organisation's, a register's row of a business, that of the
    place of which it is a part, or none of them."""

    organisation: Organisation | None = None
    entry: Entry | None = None
    within: Premises | None = None
    """The place of which it is a part."""

    def filled(self) -> dict[str, str]:
        """What then stands in the form."""
        if self.entry is not None:
            row, facts = self.entry, self.entry.facts
            address = str(facts.get("address") or facts.get("hamlet") or "")[:80]
            phone = row.phones.partition(",")[0]
            commune = row.commune or self.entry.organisation.unit.name  # whose list it is lists its own ground
            return {"name": row.name[:60], "address": address, "phone": phone, "place": commune}
        if self.organisation is not None:
            return {"name": self.organisation.name[:60], "place": self.organisation.unit.name}
        if self.within is not None:
            return {"address": self.within.address, "phone": self.within.phone, "place": self.within.unit.name}
        return {}


class PremisesForm(CommuneForm):
    """A new place, and the commune in which it lies."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As people call it; it stands on the poster"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=80, required=False, help_text=_("House, street, hamlet"))
    phone = forms.CharField(
        label=_("Telephone of the place"), max_length=30, required=False, help_text=_("It stands on the poster")
    )
    others = forms.CharField(required=False, widget=forms.HiddenInput)
    """Places that stood in the question whether it is one of them, when it was pressed that it is none."""
    field_order = ("name", "kind", "address", "phone", "place", "unit")

    def __init__(self, *args: Any, staff: Staff, today: dt.date, begun: Begun, **kwargs: Any) -> None:
        super().__init__(*args, staff=staff, today=today, action="premises.register", initial=begun.filled(), **kwargs)
        self.organisation, self.within = begun.organisation, begun.within
        self.alike: list[Premises] = []

    def clean(self) -> dict[str, Any]:
        """Asks first where such a place is probably there."""
        cleaned = super().clean()
        if not self.errors and cleaned.get("unit") is not None:
            phone = cleaned["phone"] if self.within is None else ""  # parts have their place's
            self.alike = probably_there(cleaned["unit"], cleaned["name"], phone, self.within)
            if self.alike and cleaned.get("others") != self.asked_about:
                self.add_error(None, gettext("Such a place may be there already. Please look first."))
        return cleaned

    @property
    def asked_about(self) -> str:
        """Names the places that are asked about."""
        return ",".join(str(one.pk) for one in self.alike)

    def facts(self) -> Facts:
        """What was typed, of a form that is valid."""
        given = self.cleaned_data
        kind = Kind(given["kind"])
        return Facts(given["name"], kind, given["address"], given["phone"], self.organisation, self.within)


class ChangedForm(forms.Form):
    """What is said anew of an approved place."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As people call it; it stands on the poster"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=80, required=False, help_text=_("House, street, hamlet"))
    phone = forms.CharField(
        label=_("Telephone of the place"), max_length=30, required=False, help_text=_("It stands on the poster")
    )

    def facts(self) -> Facts:
        """What was typed, of a form that is valid."""
        given = self.cleaned_data
        return Facts(given["name"], Kind(given["kind"]), given["address"], given["phone"])


class OwnerForm(forms.Form):
    """A place, as its owner tells of it."""

    name = forms.CharField(label=_("What the place is called"), max_length=60, help_text=_("As people call it"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=80, help_text=_("House, street, hamlet"))
    responsible = forms.CharField(label=_("Who answers for it"), max_length=60, help_text=_("Full name"))
    phone = forms.CharField(label=_("Telephone of the place"), max_length=30, help_text=_("It stands on the poster"))

    def told(self) -> Told:
        """What was typed, of a form that is valid."""
        given = self.cleaned_data
        facts = Facts(given["name"], Kind(given["kind"]), given["address"], given["phone"])
        return Told(facts, given["responsible"])
