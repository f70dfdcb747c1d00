"""What is typed about reports: what came of a call; who guards a new key, and two phrases that bring one back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.reports.models import Call, Report
from bluezone.portal.staff.selectors import colleagues_of


class CallForm(forms.Form):
    """What came of a call, and when to call again."""

    outcome = forms.ChoiceField(label=_("What came of the call?"), choices=Call.Outcome.choices)
    again_at = forms.DateTimeField(
        label=_("Call again"),
        required=False,
        help_text=_("Leave it empty where no other call is needed"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )


class OutcomeForm(forms.Form):
    """What came of a declaration."""

    came_of_it = forms.ChoiceField(label=_("What came of it?"), choices=Report.Outcome.choices)


class OfficersForm(forms.Form):
    """The officers who guard a new report key: colleagues of one's own units."""

    officers = forms.ModelMultipleChoiceField(
        Staff.objects.none(), label=_("Three officers"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, manager: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        holders = colleagues_of(manager).filter(is_active=True, recovery__isnull=False)
        self.fields["officers"].queryset = holders  # type: ignore[attr-defined] # of a ModelMultipleChoiceField


class PhrasesForm(forms.Form):
    """Two recovery phrases, typed by two officers."""

    first = forms.CharField(label=_("First officer's phrase"), max_length=60)
    second = forms.CharField(label=_("Second officer's phrase"), max_length=60)
