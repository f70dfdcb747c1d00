"""What is typed to have many names leave: of which list, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.tracing.exporting.files import TITLES, What
from bluezone.portal.tracing.meetings import LONGEST_REASON


class ReleaseForm(forms.Form):
    """An ask for a second person."""

    what = forms.ChoiceField(
        label=_("Which list?"), choices=[(what.value, TITLES[what]) for what in What if what is not What.COUNTS]
    )
    reason = forms.CharField(
        label=_("What is it for?"),
        min_length=3,
        max_length=LONGEST_REASON,
        help_text=_("Whoever agrees reads this; name nobody here."),
    )

    def wanted(self) -> What:
        """The list that was asked for."""
        return What(self.cleaned_data["what"])
