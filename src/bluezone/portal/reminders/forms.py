"""What is noted of somebody who agrees to be reminded, and who was ticked. A form checks the shape; rules stand in
`services`."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.reminders.models import LONGEST_ADDRESS, How, Whose
from bluezone.vietnam.numbers import whole_number

_SIGN = ":"


class ConsentForm(forms.Form):
    """A number, who reads what arrives there, and that the person was told what it means."""

    address = forms.CharField(
        label=_("Telephone number or e-mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Of a minor the one of a parent or guardian"),
    )
    whose = forms.ChoiceField(label=_("Who reads what arrives there?"), choices=Whose.choices)
    how = forms.ChoiceField(label=_("How the person was asked"), choices=How.choices)
    told = forms.BooleanField(label=_("I have told the person all of this, and they agree"))


def chosen_in(ticked: Sequence[str]) -> dict[int, str]:
    """Reads who was ticked, each with what was read of them; what is no number is left out."""
    parts = (one.partition(_SIGN) for one in ticked)
    return {number: read for said, _sign, read in parts if (number := whole_number(said)) is not None}
