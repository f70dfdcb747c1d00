"""What is typed at the desk. A form checks the shape; rules stand in the core and in `services`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.frame.fields import CountField
from bluezone.rollout.directive.counting import EvidenceKind, Form
from bluezone.rollout.reports.evidence import LONGEST_LINK, LONGEST_PLACE
from bluezone.rollout.reports.figures import LARGEST
from bluezone.vietnam.words import Language


class EvidenceForm(forms.Form):
    """One piece; which fields it needs, its kind says."""

    kind = forms.ChoiceField(label=_("What was done"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    count = CountField(label=_("How many it shows"), min_value=1, max_value=LARGEST, initial=1)
    place = forms.CharField(
        label=_("Place"), required=False, max_length=LONGEST_PLACE, help_text=_("A place, never a person's name")
    )
    link = forms.CharField(label=_("Link"), required=False, max_length=LONGEST_LINK)

    def __init__(
        self, *args: Any, kinds: Sequence[EvidenceKind], language: Language, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.id, _with_needs(kind, language)) for kind in kinds]  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["day"].initial = today


NEEDS = {
    Form.COUNT: _("how many"),
    Form.PHOTO: _("a photo"),
    Form.PLACE: _("the place"),
    Form.SCAN: _("a signed scan"),
    Form.LINK: _("a link"),
    Form.DATE: _("the day"),
    Form.SCRIPT: _("the script as PDF or photo"),
}
_ALWAYS = {Form.COUNT, Form.DATE}
"""Stand in the form filled in, whatever the kind."""


def _with_needs(kind: EvidenceKind, language: Language) -> str:
    """The kind and what belongs to it, so that nobody learns it from a refusal."""
    needs = [str(NEEDS[form]) for form in kind.forms if form not in _ALWAYS]
    return f"{kind.words.said(language)} ({', '.join(needs)})" if needs else kind.words.said(language)


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
    becomes = CountField(label=_("Correct count"), min_value=0, max_value=LARGEST)
    note = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = figures  # type: ignore[attr-defined] # of a ChoiceField


class PaperForm(forms.Form):
    """Which paper, and its head."""

    what = forms.ChoiceField(label=_("Paper"))
    addressee = forms.CharField(
        label=_("Addressee"), max_length=300, required=False, help_text=_("Of a letter to the late, those who are late")
    )
    signer = forms.CharField(label=_("Who signs"), max_length=60, help_text=_("The name, without a title"))
    office = forms.CharField(label=_("In which office"), max_length=300, widget=forms.Textarea)
    issuer = forms.CharField(label=_("Issuing body"), max_length=300)
    abbreviation = forms.CharField(label=_("Its abbreviation"), max_length=20)
    drafting_unit = forms.CharField(label=_("Drafting unit"), max_length=20)
    place = forms.CharField(label=_("Place"), max_length=60)
    proposals = forms.CharField(
        label=_("Proposals"), max_length=4_000, required=False, widget=forms.Textarea, help_text=_("One a line")
    )
    new_due = forms.DateTimeField(
        label=_("New deadline"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined] # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A report and the letter that sends it say whom they are for."""
        cleaned = super().clean() or {}
        if cleaned.get("what") != "chasing" and not cleaned.get("addressee"):
            self.add_error("addressee", gettext("Please say whom it is for."))
        return cleaned
