"""What is typed about field teams. A form checks the shape; rules stand in the core and in `services`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.models.directives import ID_LENGTH
from bluezone.portal.field.selectors import counting_participants
from bluezone.portal.identity.models import Staff


class LinkForm(forms.Form):
    """The team, day and participant for which a link is made."""

    office = forms.ModelChoiceField(Participant.objects.none(), label=_("For"), empty_label=None)
    team = forms.CharField(
        label=_("Team code"), max_length=6, help_text=_("Letters and digits, such as D07; never a name")
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today
        self.fields["office"].queryset = counting_participants(staff)  # type: ignore[attr-defined] # of a ModelChoiceField


class TakeOverForm(forms.Form):
    """The kind of evidence a day becomes, and how many households these were, where the kind counts them."""

    kind = forms.CharField(label=_("As"), max_length=ID_LENGTH)
    households = forms.IntegerField(
        label=_("How many households, where the kind counts them"), min_value=0, max_value=999_999, required=False
    )
