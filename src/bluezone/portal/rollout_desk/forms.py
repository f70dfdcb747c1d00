"""What is typed at the desk. A form checks the shape; rules stand in the core and in `services`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.lists.words import Language
from bluezone.portal.rollout.directive.counting import EvidenceKind
from bluezone.portal.rollout.reports.evidence import LONGEST_LINK, LONGEST_PLACE
from bluezone.portal.rollout.reports.figures import LARGEST


class EvidenceForm(forms.Form):
    """One piece; which fields it needs, its kind says."""

    kind = forms.ChoiceField(label=_("What was done"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    count = forms.IntegerField(label=_("How many it shows"), min_value=1, max_value=LARGEST, initial=1)
    place = forms.CharField(
        label=_("Place"), required=False, max_length=LONGEST_PLACE, help_text=_("A place, never a person's name")
    )
    link = forms.CharField(label=_("Link"), required=False, max_length=LONGEST_LINK)

    def __init__(
        self, *args: Any, kinds: Sequence[EvidenceKind], language: Language, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.id, kind.words.said(language)) for kind in kinds]  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["day"].initial = today


class ExtensionForm(forms.Form):
    """Until when, and why."""

    to = forms.DateTimeField(
        label=_("New deadline"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    note = forms.CharField(label=_("Reason"), max_length=500)


class CorrectionForm(forms.Form):
    """Which figure, what instead, and why."""

    indicator = forms.ChoiceField(label=_("Figure"))
    becomes = forms.IntegerField(label=_("Correct count"), min_value=0, max_value=LARGEST)
    note = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = figures  # type: ignore[attr-defined] # of a ChoiceField
