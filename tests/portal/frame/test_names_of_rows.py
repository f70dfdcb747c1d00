"""Every row has a name in words, for whoever meets it in a shell or in the trace of a fall."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.support.portal.offices import NOW

OURS = [
    model for model in apps.get_models() if model.__module__.startswith("bluezone.portal.") and "__str__" in vars(model)
]


def value_for(field: models.Field) -> Any:
    """Something that may stand in the field."""
    if field.is_relation:
        return a_row(field.related_model)
    if isinstance(field, models.DateTimeField):
        return NOW
    if isinstance(field, models.DateField):
        return NOW.date()
    if isinstance(field, models.TimeField):
        return dt.time(7)
    if isinstance(field, models.IntegerField):
        return 7
    return b"x" if isinstance(field, models.BinaryField) else "x"


def a_row(model: type[models.Model]) -> models.Model:
    """A row that nobody keeps, with whatever it has to hang on."""
    wanted = [field for field in model._meta.concrete_fields if not field.null and not field.has_default()]
    return model(**{field.name: value_for(field) for field in wanted if not isinstance(field, models.AutoField)})


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_row_has_a_name(model):
    assert str(a_row(model)).strip()


def test_rows_of_every_app_are_asked():
    assert len(OURS) > 50
