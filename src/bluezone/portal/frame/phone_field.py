"""A telephone number in a form, wherever one is typed."""

from __future__ import annotations

from typing import Any

from django import forms

from bluezone.portal.errors import RefusedError, refused_by_the_country
from bluezone.portal.frame.refusals import message_of
from bluezone.vietnam.telephone import normalised_phone

_LONGEST = 30


class PhoneField(forms.CharField):
    """Checks a number as it is typed and gives it as it is kept; "" where none is required and none was typed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=_LONGEST, **more)

    def clean(self, value: object) -> str:
        """Raises ValidationError for what is no number of the country."""
        typed: str = super().clean(value)
        if not typed:
            return ""
        try:
            with refused_by_the_country():
                return normalised_phone(typed)
        except RefusedError as error:
            raise forms.ValidationError(message_of(error)) from error
