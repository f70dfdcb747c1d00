"""What a clerk types into the register of what came in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.documents.paper import Urgency
from bluezone.portal.frame.fields import CountField
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.lines import came_before, triple_of
from bluezone.portal.papers.services import Arrival


class ArrivalForm(forms.Form):
    """A line of the register of what came in."""

    author = forms.CharField(label=_("Author"), max_length=200, help_text=_("The body that issued it"))
    paper_code = forms.CharField(label=_("Number and symbol"), max_length=60, help_text=_("Such as 525/STTTT-TTBCXB"))
    dated_on = forms.DateField(label=_("Its date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    type_name = forms.CharField(label=_("Type"), max_length=60, initial="Công văn")
    subject = forms.CharField(label=_("Subject"), max_length=500)
    unit = forms.CharField(
        label=_("Passed to"), max_length=120, help_text=_("The unit or person whose task it becomes")
    )
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        required=False,
        choices=[("", _("Not urgent")), *((one.value, one.value) for one in Urgency)],
    )
    pages = CountField(label=_("Number of pages"), min_value=0, max_value=9_999, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def is_of_one_in(self, organisation: Organisation) -> bool:
        """Whether the paper that was typed stands in the register already."""
        if not self.is_valid():
            return False
        given = self.cleaned_data
        return came_before(organisation, triple_of(given["paper_code"], given["author"]), given["dated_on"])

    def arrival(self) -> Arrival:
        """The arrival that was typed. Raises RefusedError."""
        given = self.cleaned_data
        return Arrival(**{**{name: given[name] for name in Arrival.__slots__}, "pages": given["pages"] or 0})
