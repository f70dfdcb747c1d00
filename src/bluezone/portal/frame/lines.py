"""Lines of a form that are filled in as many as are needed, and what is said where they came otherwise than the page
sends them: more than it offers, or without their count."""

from __future__ import annotations

from typing import ClassVar

from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _


class Lines(BaseFormSet):  # type: ignore[type-arg] # Django has no such class when it runs
    """Lines whose count is refused in our words."""

    default_error_messages: ClassVar = {
        "missing_management_form": _("The lines did not arrive whole. Please open the page again and enter them anew."),
        "too_many_forms": _("Please enter at most %(num)d lines at once."),
    }
    """By the names that Django gives them."""
