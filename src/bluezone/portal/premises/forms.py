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
from bluezone.portal.places.selectors import find_units, hamlets_of, the_one_meant
from bluezone.portal.premises.lying import hamlet_meant
from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.owners import Told
from bluezone.portal.premises.probable import probably_there
from bluezone.portal.premises.services import Facts
from bluezone.vietnam.folding import fold


class HamletForm(forms.Form):
    """A hamlet of a commune, typed or chosen of those that it has."""

    hamlet = forms.CharField(
        label=_("Hamlet"), max_length=60, required=False, help_text=_("One of the commune's; it stands on the poster")
    )
    commune: Unit | None = None
    """As far as it is known before anything is sent."""

    @property
    def hamlets(self) -> list[Unit]:
        """The hamlets that are offered."""
        return list(hamlets_of(self.commune)) if self.commune is not None else []

    def hamlet_in(self, commune: Unit, cleaned: dict[str, Any]) -> None:
        """Puts the hamlet in the place of what was typed, or says at the field that it is none of the commune."""
        try:
            cleaned["hamlet"] = hamlet_meant(commune, cleaned.get("hamlet", ""))
        except forms.ValidationError as error:
            self.add_error("hamlet", error)


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
            filled = {"name": row.name[:60], "address": address, "phone": phone, "place": commune}
            return filled | self._hamlet_in_the_row(commune)
        if self.organisation is not None:
            return {"name": self.organisation.name[:60], "place": self.organisation.unit.name}
        if self.within is not None:
            lies = {"address": self.within.address, "hamlet": self.within.hamlet.name if self.within.hamlet else ""}
            return {**lies, "phone": self.within.phone, "place": self.within.unit.name}
        return {}

    def _hamlet_in_the_row(self, commune: str) -> dict[str, str]:
        """What the row says of a hamlet, where that is one of the commune whose list it is."""
        assert self.entry is not None
        unit, said = self.entry.organisation.unit, str(self.entry.facts.get("hamlet") or "")
        if fold(unit.name) != fold(commune) and not fold(unit.name).endswith(f" {fold(commune)}"):
            return {}
        try:
            found = hamlet_meant(unit, said)
        except forms.ValidationError:
            return {}
        if found is None:
            return {}
        return {"hamlet": found.name, "address": str(self.entry.facts.get("address") or "")[:80]}


class TelephoneForm(CommuneForm):
    """The telephone that stands on the posters of a commune."""

    phone = forms.CharField(label=_("Telephone of the commune"), max_length=30)
    field_order = ("phone", "place", "unit")


class PremisesForm(CommuneForm, HamletForm):
    """A new place, and the commune in which it lies."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As people call it; it stands on the poster"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=80, required=False, help_text=_("House, street"))
    phone = forms.CharField(
        label=_("Telephone of the place"), max_length=30, required=False, help_text=_("It stands on the poster")
    )
    others = forms.CharField(required=False, widget=forms.HiddenInput)
    """Places that stood in the question whether it is one of them, when it was pressed that it is none."""
    field_order = ("name", "kind", "address", "hamlet", "phone", "place", "unit")

    def __init__(self, *args: Any, staff: Staff, today: dt.date, begun: Begun, **kwargs: Any) -> None:
        super().__init__(*args, staff=staff, today=today, action="premises.register", initial=begun.filled(), **kwargs)
        self.organisation, self.within = begun.organisation, begun.within
        self.commune = _commune_of(begun, staff)
        self.alike: list[Premises] = []

    def clean(self) -> dict[str, Any]:
        """Asks first where such a place is probably there."""
        cleaned = super().clean()
        if cleaned.get("unit") is not None:
            self.hamlet_in(cleaned["unit"], cleaned)
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
        told = (given["name"], Kind(given["kind"]), given["address"], given["phone"])
        return Facts(*told, self.organisation, self.within, given["hamlet"])


def _commune_of(begun: Begun, staff: Staff) -> Unit | None:
    """The commune in which a new place surely lies; None where it is typed."""
    if begun.within is not None:
        return begun.within.unit
    paths = paths_for(staff, "premises.register")
    return Unit.objects.filter(path=paths[0], level=Level.COMMUNE, valid_to=None).first() if len(paths) == 1 else None


class ChangedForm(HamletForm):
    """What is said anew of an approved place."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As people call it; it stands on the poster"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=80, required=False, help_text=_("House, street"))
    phone = forms.CharField(
        label=_("Telephone of the place"), max_length=30, required=False, help_text=_("It stands on the poster")
    )
    field_order = ("name", "kind", "address", "hamlet", "phone")

    def __init__(self, *args: Any, commune: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune = commune

    def clean(self) -> dict[str, Any]:
        """Finds the hamlet among those of the commune."""
        cleaned = super().clean() or {}
        if self.commune is not None:
            self.hamlet_in(self.commune, cleaned)
        return cleaned

    def facts(self) -> Facts:
        """What was typed, of a form that is valid."""
        given = self.cleaned_data
        told = (given["name"], Kind(given["kind"]), given["address"], given["phone"])
        return Facts(*told, hamlet=given["hamlet"])


class OwnerForm(HamletForm):
    """A place, as its owner tells of it."""

    name = forms.CharField(label=_("What the place is called"), max_length=60, help_text=_("As people call it"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=80, help_text=_("House, street"))
    responsible = forms.CharField(label=_("Who answers for it"), max_length=60, help_text=_("Full name"))
    phone = forms.CharField(label=_("Telephone of the place"), max_length=30, help_text=_("It stands on the poster"))
    field_order = ("name", "kind", "address", "hamlet", "responsible", "phone")

    def __init__(self, *args: Any, commune: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune = commune

    def clean(self) -> dict[str, Any]:
        """Finds the hamlet among those of the commune."""
        cleaned = super().clean() or {}
        if self.commune is not None:
            self.hamlet_in(self.commune, cleaned)
        return cleaned

    def told(self) -> Told:
        """What was typed, of a form that is valid."""
        given = self.cleaned_data
        told = (given["name"], Kind(given["kind"]), given["address"], given["phone"])
        return Told(Facts(*told, hamlet=given["hamlet"]), given["responsible"])
