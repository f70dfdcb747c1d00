"""What is typed about a day's report. A form checks the shape; rules stand in `services`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.isolation.forms import SigningForm
from bluezone.portal.situation.services import Asked
from bluezone.vietnam.names import normalised_name


class ReportForm(SigningForm):
    """Whose report it is, who signs it, and to whom it goes."""

    addressee = forms.CharField(label=_("To"), max_length=200, help_text=_("Such as Sở Y tế tỉnh Tuyên Quang"))

    def asked(self) -> Asked:
        """Reads what was typed. Raises RefusedError where something is missing."""
        signing = self.signing()
        addressee = normalised_name(str(self.cleaned_data["addressee"]))
        if not addressee:
            raise RefusedError("please say to whom the report goes")
        return Asked(signing, addressee)
