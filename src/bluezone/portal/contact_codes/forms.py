"""What is noted of a contact's consent. A form checks the shape; rules stand in `services`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.contact_codes.models import Consent


class ConsentForm(forms.Form):
    """How the person agreed, and that they were told what it means."""

    consent = forms.ChoiceField(label=_("How the person agreed"), choices=Consent.choices)
    told = forms.BooleanField(label=_("I have told the person all of this, and they agree"))
