"""An organisation that somebody types: found while typing, chosen among few, without a script on the next page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, paths_for
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.organisations.selectors import find_organisations
from bluezone.portal.places.paths import rows_within
from bluezone.vietnam.folding import fold

MOST_OFFERED = 12


class PickForm(forms.Form):
    """One organisation, typed in `typed`, meant by `organisation`. A subclass says in which action's reach it lies."""

    act: str | None = None
    """None: any open organisation."""
    typed = forms.CharField(label=_("Organisation"), max_length=120, help_text=_("Part of its name is enough"))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Staff, without: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self._without = staff, without
        self.found: list[Organisation] = []
        """Those that fit what was typed, when it was not just one."""
        self.fields["organisation"].queryset = Organisation.objects.filter(closed_on=None)  # type: ignore[attr-defined] # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Finds the organisation: the chosen one, or the only one that fits what was typed."""
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("organisation"), cleaned.get("typed", "")
        if chosen is not None and typed and chosen not in self._offered(typed):
            chosen = None  # something else was typed after the choice
        if chosen is None and typed:
            self.found = self._offered(typed)
            chosen = the_one_meant(self.found, typed)
            if chosen is None:
                text = (
                    gettext("Please choose the organisation.")
                    if self.found
                    else gettext("No organisation within your reach is called so.")
                )
                self.add_error("typed", text)
        elif chosen is not None and not self._may_be(chosen):
            self.add_error("typed", gettext("This organisation is not one of yours."))
            chosen = None
        cleaned["organisation"] = chosen
        return cleaned

    def _offered(self, typed: str) -> list[Organisation]:
        return organisations_to_pick(self.staff, typed, act=self.act, without=self._without)

    def _may_be(self, chosen: Organisation) -> bool:
        return chosen != self._without and (self.act is None or is_allowed(self.staff, self.act, chosen))


def organisations_to_pick(
    staff: Staff, text: str, *, act: str | None = None, without: Organisation | None = None
) -> list[Organisation]:
    """Open organisations by what was typed, within the reach of an act, a few at most."""
    if not text.strip():
        return []
    rows = find_organisations(text)
    if act is not None:
        rows = rows_within(rows, paths_for(staff, act))
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    return list(rows[:MOST_OFFERED])


def the_one_meant(found: list[Organisation], typed: str) -> Organisation | None:
    """The only organisation found, or the only one called just so."""
    exact = [one for one in found if fold(one.name) == fold(typed)]
    certain = found if len(found) == 1 else exact
    return certain[0] if len(certain) == 1 else None
