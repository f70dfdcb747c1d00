"""What is typed into a field of a form, and the column that it is kept in."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models


def takes_what_its_column_holds(form: type[forms.Form], name: str, table: type[models.Model]) -> None:
    """Asks the field of that name for the longest that its column holds, and for one letter more: that would be a fault
    of a database that counts letters, instead of a sentence at the field."""
    most = table._meta.get_field(name).max_length
    field = form.base_fields[name]

    assert "A" * most == field.clean("A" * most)
    with pytest.raises(ValidationError, match=str(most)):
        field.clean("A" * (most + 1))
