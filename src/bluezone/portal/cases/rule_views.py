"""The page of the code desk's rules: where a second person must look before a code is given out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bluezone.portal.accounts.access import may, require
from bluezone.portal.accounts.models import Staff
from bluezone.portal.accounts.policy import is_allowed, paths_for
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.cases.rules import rules_for, set_desk_rule
from bluezone.portal.errors import RefusedError
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, the_one_meant
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.vietnam.folding import fold

_NEEDED, _NOT_NEEDED = "needed", "not_needed"


class RuleForm(forms.Form):
    """A unit, a day, and whether a second person is needed."""

    place = forms.CharField(label=_("Unit"), max_length=80, help_text=_("Province or commune"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)
    second_person = forms.ChoiceField(
        label=_("Before a code is given out"),
        choices=((_NEEDED, _("a second person confirms the case")), (_NOT_NEEDED, _("one person is enough"))),
    )
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today = staff, today
        self.found: list[Unit] = []
        self.fields["unit"].queryset = Unit.objects.filter(valid_to=None)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """The unit is the one chosen among those that fit what was typed, or the only one that does."""
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("unit"), cleaned.get("place", "")
        if chosen is not None and not is_allowed(self._staff, "cases.rule", chosen):
            self.add_error("place", gettext("This unit is not one of yours."))
        elif typed:
            paths = paths_for(self._staff, "cases.rule")
            self.found = find_units(typed, day=self._today, levels=(Level.PROVINCE, Level.COMMUNE), paths=paths)
            meant = the_one_meant(self.found, typed, chosen)
            # Found by the name of its province alone, a commune was hardly meant; a rule is not set by a guess.
            is_named = meant is not None and (meant == chosen or fold(typed.split(",")[0]) in fold(meant.name))
            cleaned["unit"] = meant if is_named else None
            if cleaned["unit"] is None:
                text = gettext("Please choose the unit.") if self.found else gettext("No unit of yours is called so.")
                self.add_error("place", text)
        return cleaned


@require_http_methods(["GET", "POST"])
@may("cases.rule")
def desk_rules(request: HttpRequest) -> HttpResponse:
    """The rules, and a new one."""
    world, staff = world_of(request), signed_in(request)
    initial = {"valid_from": world.today()}
    form = RuleForm(request.POST or None, staff=staff, today=world.today(), initial=initial)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        require(request, "cases.rule", given["unit"])
        try:
            set_desk_rule(
                actor=staff,
                unit=given["unit"],
                needs_second_person=given["second_person"] == _NEEDED,
                valid_from=given["valid_from"],
                now=world.now(),
            )
            return redirect("desk_rules")
        except RefusedError as error:
            refusal = told(error)
    facts = {"form": form, "refusal": refusal, "rules": rules_for(staff, world.today()), "today": world.today()}
    return render(request, "cases/rules.html", facts, status=400 if form.errors or refusal else 200)
