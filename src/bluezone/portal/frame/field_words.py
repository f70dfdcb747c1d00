"""What is said about a field that was filled in wrongly: our words instead of Django's, for every form at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

_NOT_OFFERED = _("Please choose one of the answers that are offered.")
_DAY = _("Please choose a day of the calendar.")
FIELD_WORDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.IntegerField: {"invalid": _("Please write a whole number, such as 12.")},
    forms.DateField: {"invalid": _DAY},
    forms.TimeField: {"invalid": _("Please write a time, such as 07:30.")},
    forms.DateTimeField: {"invalid": _("Please choose a day and a time.")},
    forms.ChoiceField: {"invalid_choice": _NOT_OFFERED},
    forms.MultipleChoiceField: {"invalid_choice": _NOT_OFFERED, "invalid_list": _NOT_OFFERED},
    forms.ModelChoiceField: {"invalid_choice": _NOT_OFFERED},
    forms.ModelMultipleChoiceField: {
        "invalid_choice": _NOT_OFFERED,
        "invalid_list": _NOT_OFFERED,
        "invalid_pk_value": _NOT_OFFERED,
    },
    forms.FileField: {
        "required": _("Please choose a file."),
        "invalid": _("Please choose a file."),
        "missing": _("Please choose a file."),
        "empty": _("This file is empty."),
        "max_length": _("The file's name has %(length)d characters; at most %(max)d are taken."),
    },
}
"""By the kind of field, over what Django says of it."""
VALIDATOR_WORDS: dict[Any, Any] = {
    validators.MaxLengthValidator: _("This has %(show_value)d characters; at most %(limit_value)d are taken."),
    validators.MinLengthValidator: _("This has %(show_value)d characters; it takes at least %(limit_value)d."),
    validators.MaxValueValidator: _("This is above %(limit_value)s, the most that is taken."),
    validators.MinValueValidator: _("This is below %(limit_value)s, the least that is taken."),
    validators.ProhibitNullCharactersValidator: _("This holds a character that cannot be read; please type it anew."),
}


def speak_our_words() -> None:
    """Has every form say our words, from now on."""
    for kind, words in FIELD_WORDS.items():
        kind.default_error_messages = {**kind.__dict__.get("default_error_messages", {}), **words}
    for validator, message in VALIDATOR_WORDS.items():
        validator.message = message
