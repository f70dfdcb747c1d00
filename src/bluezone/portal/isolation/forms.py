"""What is typed about a quarantine: where and how long, why, how a decision was delivered, whose paper it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.fields import CountField
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.isolation.models import LONGEST_WORDS, MOST_BEDS, Delivery, Kind, Need
from bluezone.portal.isolation.papers import Signing
from bluezone.portal.isolation.selectors import CentreView
from bluezone.portal.isolation.services import Asked
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.selectors import MOST_CHOICES, organisations_for
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.numbers import whole_number

AT_HOME = "home"
_SIGN = ":"
"""Between the number of somebody chosen and what was read of them."""


class ProposalForm(forms.Form):
    """The place and the days of a quarantine."""

    where = forms.ChoiceField(label=_("Where"))
    first_day = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last_day = forms.DateField(
        label=_("Until the end of"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    ground = forms.CharField(label=_("On what ground"), max_length=LONGEST_WORDS, help_text=_("It stands in the paper"))
    is_beyond = forms.BooleanField(required=False)

    def __init__(self, *args: Any, places: Sequence[CentreView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {str(one.centre.pk): one.centre for one in places}
        said = [(str(one.centre.pk), _beds(one)) for one in places]
        where: Any = self.fields["where"]
        where.choices = [(AT_HOME, _("At home")), *said]

    def asked(self) -> Asked:
        """Reads what was typed into a proposal, of a form that is valid. Raises RefusedError."""
        given = self.cleaned_data
        centre = self._places.get(given["where"])
        kind = Kind.HOME if centre is None else Kind(centre.kind)
        days = given["first_day"], given["last_day"]
        return Asked(kind, *days, given["ground"], centre, is_beyond=given["is_beyond"])


class ExtensionForm(forms.Form):
    """The day until which somebody stays longer, and why."""

    last_day = forms.DateField(
        label=_("Until the end of"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_WORDS)

    def said(self) -> tuple[dt.date, str]:
        """Reads the day and the reason. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("please say until which day, and why, in up to 200 characters")
        return self.cleaned_data["last_day"], self.cleaned_data["reason"]


class DeliveryForm(forms.Form):
    """How a decision was brought to somebody, and what came of it."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Delivery.Outcome.choices)
    way = forms.ChoiceField(label=_("How"), choices=Delivery.Way.choices)
    words = forms.CharField(
        label=_("Who saw it"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("Where the person refused, name who saw it"),
    )

    def said(self) -> dict[str, str]:
        """Reads how it was delivered. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("please say how the decision was delivered, and what came of it")
        return {name: str(self.cleaned_data[name]) for name in ("outcome", "way", "words")}


class NeedForm(forms.Form):
    """Something that somebody in quarantine needs."""

    what = forms.ChoiceField(label=_("What is needed"), choices=Need.What.choices)
    words = forms.CharField(label=_("What exactly, and how much"), max_length=LONGEST_WORDS, required=False)

    def said(self) -> tuple[Need.What, str]:
        """Reads what is needed. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("please say what is needed, in up to 200 characters")
        return Need.What(self.cleaned_data["what"]), self.cleaned_data["words"]


class CarriedForm(forms.Form):
    """What became of something that was needed, and who carried it."""

    carried_by = forms.CharField(label=_("Carried by"), max_length=LONGEST_WORDS, required=False)
    outcome = forms.ChoiceField(choices=Need.Outcome.choices)

    def said(self) -> tuple[Need.Outcome, str]:
        """Reads what became of it. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("please say who carried it there, in up to 200 characters")
        return Need.Outcome(self.cleaned_data["outcome"]), self.cleaned_data["carried_by"]


class CentreForm(forms.Form):
    """A new place with beds."""

    name = forms.CharField(label=_("Name of the place"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices[1:])
    beds = CountField(label=_("Beds"), min_value=1, max_value=MOST_BEDS)
    place = forms.CharField(label=_("Commune"), max_length=80)

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today = staff, today

    def clean_place(self) -> Unit:
        """Finds the commune among one's own."""
        typed, paths = self.cleaned_data["place"], paths_for(self._staff, "isolation.centre")
        found = find_units(typed, day=self._today, levels=(Level.COMMUNE,), paths=paths)
        meant = the_one_meant(found, typed)
        if meant is None or not is_allowed(self._staff, "isolation.centre", meant):
            raise forms.ValidationError(gettext("No commune of yours is called so."))
        return meant


class SigningForm(forms.Form):
    """Whose paper it is, and who signs it."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    office = forms.CharField(label=_("Signed by (office)"), max_length=300, help_text=_("Such as TM. Ủy ban nhân dân"))
    post = forms.CharField(label=_("Post"), max_length=60, help_text=_("Such as Chủ tịch"))
    signer = forms.CharField(label=_("Signed by (name)"), max_length=60, help_text=_("Without a title"))
    abbreviation = forms.CharField(label=_("Its abbreviation"), max_length=20, help_text=_("Such as UBND"))
    place = forms.CharField(label=_("Place before the date"), max_length=60)
    drafting_unit = forms.CharField(label=_("Drafting unit"), max_length=20, help_text=_("After Lưu: VT, such as YT"))

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = organisations_for(staff, "papers.draft")
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        field.choices = [(one.pk, one.name) for one in organisations[:MOST_CHOICES]]

    def signing(self) -> Signing:
        """Reads who signs. Raises RefusedError where something is missing."""
        if not self.is_valid():
            raise RefusedError("please fill in whose paper it is and who signs it")
        said = {name: normalised_name(str(value)) for name, value in self.cleaned_data.items()}
        return Signing(
            organisation=self.cleaned_data["organisation"],
            abbreviation=said["abbreviation"],
            place=said["place"],
            office=(said["office"], said["post"]),
            signer=said["signer"],
            drafting_unit=said["drafting_unit"],
        )


def chosen_in(ticked: Sequence[str]) -> dict[int, str]:
    """Reads who was chosen, each with what was read of them; what is no number is left out."""
    parts = (one.partition(_SIGN) for one in ticked)
    return {number: read for said, _sign, read in parts if (number := whole_number(said)) is not None}


def _beds(one: CentreView) -> str:
    free = max(one.free, 0)
    return gettext("%(name)s (%(free)s of %(beds)s beds free)") % {
        "name": one.centre.name,
        "free": free,
        "beds": one.centre.beds,
    }
