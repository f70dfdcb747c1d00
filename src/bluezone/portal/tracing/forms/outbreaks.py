"""What an administrator types of an outbreak: where and since when, and the day after which it is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Level
from bluezone.portal.places.selectors import find_units, the_one_meant
from bluezone.vietnam.folding import fold

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class BeginForm(forms.Form):
    """A new outbreak."""

    name = forms.CharField(label=_("Name"), min_length=2, max_length=80)
    pathogen = forms.CharField(label=_("Pathogen"), min_length=2, max_length=40)
    place = forms.CharField(label=_("Area"), max_length=80, help_text=_("Province or commune"))
    begins = forms.DateField(label=_("First day"), widget=_DAY)

    def __init__(self, *args: Any, staff: Staff, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._today = staff, today

    def clean(self) -> dict[str, Any]:
        """Finds the area among this person's units."""
        cleaned = super().clean() or {}
        if typed := cleaned.get("place", ""):
            paths = paths_for(self._staff, "tracing.outbreak")
            found = find_units(typed, day=self._today, levels=(Level.PROVINCE, Level.COMMUNE), paths=paths)
            meant = the_one_meant(found, typed)
            # Found by the name of a former district alone, a commune was hardly meant: nothing is begun by a guess.
            is_named = meant is not None and fold(typed.split(",")[0]) in fold(meant.name)
            cleaned["unit"] = meant if is_named else None
            if cleaned["unit"] is None:
                several = gettext("Several units are called so: please write the whole name.")
                self.add_error("place", several if found else gettext("No unit of yours is called so."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """The outbreak, as it is begun."""
        return {name: self.cleaned_data[name] for name in ("name", "pathogen", "unit", "begins")}


class EndForm(forms.Form):
    """The last day of an outbreak."""

    ended = forms.DateField(label=_("Last day"), widget=_DAY)
