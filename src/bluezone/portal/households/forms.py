"""What is typed about a household: its address, who lives there, and on which days they were together."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from bluezone.portal.frame.lines import Lines
from bluezone.portal.frame.paging import number_typed
from bluezone.portal.frame.phone_field import PhoneField
from bluezone.portal.households.models import LONGEST_ADDRESS
from bluezone.portal.households.services import MOST_MEMBERS, Typed

LINES = 2
"""Offered at once, and so many more whenever more are asked for."""


class AddressForm(forms.Form):
    """The address, as it is said there."""

    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("House, street or hamlet, as it is said there"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MemberForm(forms.Form):
    """One line of who lives there."""

    full_name = forms.CharField(label=_("Full name"), min_length=2, max_length=80)
    phone = PhoneField(label=_("Telephone"), required=False)
    birth_year = forms.IntegerField(label=_("Year of birth"), min_value=1900, max_value=2100, required=False)

    def typed(self) -> Typed:
        """Returns whoever the line names."""
        said = self.cleaned_data
        return Typed(said["full_name"], said["phone"], said["birth_year"])


class DaysForm(forms.Form):
    """The days on which they were together: without them nobody knows whether the case could infect then."""

    first_day = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def lines_of(said: Mapping[str, str] | None) -> BaseFormSet[MemberForm]:
    """Returns the lines as they were typed, or empty ones."""
    made = formset_factory(MemberForm, formset=Lines, extra=LINES, max_num=MOST_MEMBERS, absolute_max=MOST_MEMBERS)
    return made(said, prefix="member")


def longer_lines(said: Mapping[str, str]) -> BaseFormSet[MemberForm]:
    """Returns the lines as they were typed, and empty ones below."""
    typed = [(name, value) for name, value in said.items() if name.startswith("member-")]
    count = number_typed(said.get("member-TOTAL_FORMS", "")) or 0
    return lines_of({**dict(typed), "member-TOTAL_FORMS": str(min(count + LINES, MOST_MEMBERS))})


def people_in(lines: BaseFormSet[MemberForm]) -> list[Typed]:
    """Returns whoever is named in lines that were filled in."""
    return [one.typed() for one in lines if one.has_changed()]
