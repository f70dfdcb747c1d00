"""Fields of forms that ask the country how something is read."""

from __future__ import annotations

from typing import Any

from django import forms

from bluezone.vietnam.numbers import whole_of


class CountField(forms.IntegerField):
    """How many, typed as everywhere: 1172, 1.172, 1 172. Django's own takes 1_172, and refuses 1.172."""

    def to_python(self, value: Any) -> int | None:
        """Reads a count. Raises ValidationError for what is none."""
        if value in self.empty_values:
            return None
        count = whole_of(value)
        if count is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return count
