"""What is typed about samples: whose and how, the laboratory, what it said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.fields import CountField
from bluezone.portal.sampling.models import LONGEST_LABORATORY, LONGEST_WORDS
from bluezone.portal.sampling.rules import Finding, Kind, Value
from bluezone.vietnam.numbers import decimal_typed, whole_number

BARCODE, READ = "barcode-", "read-"
"""Before the number of the person at whom it stands."""
_SIGN = ":"
_DAY: dict[str, Any] = {"format": "%Y-%m-%d", "attrs": {"type": "date"}}


class TakingForm(forms.Form):
    """How all samples of one grid were taken."""

    kind = forms.ChoiceField(label=_("How they are tested"), choices=Kind.choices, initial=Kind.PCR)
    taken_on = forms.DateField(label=_("Taken on"), widget=forms.DateInput(**_DAY))

    def said(self) -> tuple[Kind, dt.date]:
        """Reads how and when they were taken. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("please say how the samples are tested, and when they were taken")
        return Kind(self.cleaned_data["kind"]), self.cleaned_data["taken_on"]


class LabelsForm(forms.Form):
    """How many sheets of labels."""

    sheets = CountField(label=_("Sheets of 48 labels"), min_value=1, max_value=20)

    def said(self) -> int:
        """Reads how many. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("1 to 20 sheets are printed at once")
        return int(self.cleaned_data["sheets"])


class LaboratoryForm(forms.Form):
    """The laboratory to which samples go."""

    laboratory = forms.CharField(label=_("Laboratory"), max_length=LONGEST_LABORATORY)


class OrderForm(forms.Form):
    """Why a sample is wanted."""

    reason = forms.CharField(label=_("Why"), max_length=LONGEST_WORDS)


class FindingForm(forms.Form):
    """What a laboratory said of one sample."""

    value = forms.ChoiceField(label=_("Result"), choices=Value.choices)
    tested_on = forms.DateField(label=_("Day of the test"), widget=forms.DateInput(**_DAY))
    ct = forms.CharField(
        label=_("Ct value"), max_length=8, required=False, help_text=_("Of a positive PCR, where it is told")
    )
    reason = forms.CharField(label=_("Why it is another one"), max_length=LONGEST_WORDS, required=False)

    def finding(self) -> Finding:
        """Reads the result. Raises RefusedError."""
        if not self.is_valid():
            raise RefusedError("please choose the result, and the day of the test")
        said: Any = self.cleaned_data
        ct = decimal_typed(said["ct"]) if said["ct"] else None
        if said["ct"] and ct is None:
            raise RefusedError("a Ct value lies between 5 and 50")
        return Finding(Value(said["value"]), said["tested_on"], ct)


class ResultsForm(forms.Form):
    """A list of results: copied, or a file."""

    pasted = forms.CharField(
        label=_("Copied from a spreadsheet"),
        required=False,
        help_text=_("Barcode, result, day of the test, Ct value: a line each, with or without a heading"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(label=_("Or a file"), max_length=200, required=False, help_text=_("xlsx, xls, ods or csv"))


def barcodes_in(typed: Mapping[str, str]) -> dict[int, str]:
    """Reads at whom a barcode was typed; what is no number of a person is left out."""
    return _by_number(typed, BARCODE)


def digests_in(typed: Mapping[str, str]) -> dict[int, str]:
    """Reads what was read of each person of a grid."""
    return _by_number(typed, READ)


def chosen_in(ticked: list[str]) -> dict[int, str]:
    """Reads which samples were chosen, each with what was read of it; what is no number is left out."""
    parts = (one.partition(_SIGN) for one in ticked)
    return {number: read for said, _sign, read in parts if (number := whole_number(said)) is not None}


def _by_number(typed: Mapping[str, str], name: str) -> dict[int, str]:
    cells = ((key.removeprefix(name), value.strip()) for key, value in typed.items() if key.startswith(name))
    return {number: value for key, value in cells if value and (number := whole_number(key)) is not None}
