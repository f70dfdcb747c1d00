"""What stands on a poster. Proposed is what the directive asks for at every door; each line may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.documents.posters import MAX_CODE_TEXT, MAX_LINES, Slip
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.previewer import DoorPoster
from bluezone.vietnam.names import normalised_name

_PROPOSED = ("CÀI BLUEZONE", "BẬT BLUETOOTH", "BẢO VỆ MỌI NGƯỜI")


def slip_from(given: Mapping[str, str]) -> Slip:
    """Makes the slip with the code that a page has just shown. Raises PaperError for what is no code."""
    return Slip(
        title=gettext("Code for the Bluezone app"),
        secret="".join(given.get("code", "")[:40].split()),
        steps=(
            gettext("Open the Bluezone app and choose: I have a code from health staff."),
            gettext("Type the code."),
            gettext("Read what would be sent, and decide."),
        ),
        valid_until=" ".join(given.get("until", "")[:80].split()) or "–",
        contact=gettext("Using the code is your choice. Health staff never ask for it by telephone."),
    )


class PosterForm(forms.Form):
    """Lines, an address, a format."""

    line_1 = forms.CharField(label=_("First line"), max_length=40, initial=_PROPOSED[0])
    line_2 = forms.CharField(label=_("Second line"), max_length=40, initial=_PROPOSED[1], required=False)
    line_3 = forms.CharField(label=_("Third line"), max_length=40, initial=_PROPOSED[2], required=False)
    address = forms.CharField(
        label=_("Address in the code"),
        max_length=MAX_CODE_TEXT,
        help_text=_("Where the code leads, beginning with https://"),
    )
    place = forms.CharField(label=_("Place"), max_length=80)
    small_print = forms.CharField(
        label=_("Small print"),
        max_length=480,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Up to four lines: whom to ask, until when it holds"),
    )
    format = forms.ChoiceField(
        label=_("Paper size"), choices=[("A4", _("A4, read from 3 metres")), ("A5", _("A5, read from 2 metres"))]
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = organisation.name[:80]

    def clean_address(self) -> str:
        """Requires an address that a poster's code may lead to."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            parts = urlsplit(address)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme != "https" or not parts.hostname or not address.isascii() or " " in address:
            raise forms.ValidationError(gettext("An address begins with https:// and has no blanks."))
        return address

    def words(self) -> DoorPoster:
        """What the poster says, of a form that is valid."""
        given = self.cleaned_data
        lines = (normalised_name(given[f"line_{at}"]) for at in range(1, MAX_LINES + 1))
        small = (normalised_name(line) for line in given["small_print"].splitlines())
        address = given["address"]
        return DoorPoster(
            lines=tuple(line for line in lines if line),
            code=address,
            place=normalised_name(given["place"]),
            under_code=address.removeprefix("https://")[:80],
            small_print=tuple(line for line in small if line),
            format=given["format"],
        )
