"""What is typed about messages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.messages.addresses import Address, read_address
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.services import LONGEST_BODY, MOST_AT_ONCE

LONGEST_LINK = 300


class WriteForm(forms.Form):
    """Words, perhaps a link, and perhaps to whom."""

    body = forms.CharField(label=_("The message"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 5}))
    link = forms.CharField(
        label=_("Link"),
        max_length=LONGEST_LINK,
        required=False,
        help_text=_("Stands at the end, and as a code in the picture"),
    )
    outlet = forms.ChoiceField(label=_("Send by"), required=False)
    subject = forms.CharField(label=_("Subject of the e-mail"), max_length=120, required=False)
    addresses = forms.CharField(
        label=_("Recipients"),
        max_length=MOST_AT_ONCE * 130,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One telephone number or e-mail address a line, up to 500"),
    )

    def __init__(self, *args: Any, outlets: tuple[Outlet, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outlet"]
        field.choices = [("", _("nobody yet")), *((one.value, one.label) for one in outlets)]

    def clean_link(self) -> str:
        """Requires an https address, or nothing."""
        link = str(self.cleaned_data["link"]).strip()
        try:
            parts = urlsplit(link)
        except ValueError:
            parts = urlsplit("x:")
        if link and (parts.scheme != "https" or not parts.hostname or not link.isascii() or " " in link):
            raise forms.ValidationError(gettext("An address begins with https:// and has no blanks."))
        return link

    def clean_addresses(self) -> list[Address]:
        """Reads the addresses, one a line."""
        found = []
        for at, line in enumerate(str(self.cleaned_data["addresses"]).splitlines(), start=1):
            if line.strip():
                try:
                    found.append(read_address(line))
                except RefusedError as error:
                    raise forms.ValidationError(
                        gettext("Line %(at)s: %(why)s") % {"at": at, "why": message_of(error)}
                    ) from error
        return found

    @property
    def words(self) -> str:
        """The text, and the link behind it, as they are sent."""
        given = self.cleaned_data
        return f"{given['body'].strip()} {given['link']}".strip()


class AddressForm(forms.Form):
    """One telephone number or e-mail address."""

    address = forms.CharField(label=_("Telephone number or e-mail address"), max_length=120)

    def clean_address(self) -> Address:
        """Reads the address."""
        try:
            return read_address(self.cleaned_data["address"])
        except RefusedError as error:
            raise forms.ValidationError(message_of(error)) from error
