"""What a person types about an announcement; the core says whether it may be said."""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.announcements.selectors import directives_to_serve
from bluezone.portal.announcements.services.broadcasting import MOST_MINUTES
from bluezone.portal.announcements.wording import LANGUAGES
from bluezone.portal.frame.fields import CountField
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.places.models import Unit
from bluezone.rollout.announcing.facts import LONGEST_FACT, LONGEST_HEADLINE, MOST_FACTS, Facts, Told
from bluezone.rollout.announcing.templates import gaps_in
from bluezone.rollout.errors import AnnouncementError
from bluezone.vietnam.names import normalised_name

SHORT = (
    ("headline", _("Headline"), _("Headline, in English")),
    ("action", _("What to do"), _("What to do, in English")),
    ("contact", _("Whom to ask"), _("Whom to ask, in English")),
)
NOT_YET = "…"
"""Stands in a preview where nothing was typed."""


class SpokenField(forms.CharField):
    """A few words to be read aloud, without control signs; words of nothing but such signs count as not typed."""

    def to_python(self, value: Any) -> str:
        """Removes control signs from what was typed."""
        return normalised_name(super().to_python(value) or "")


class FactsForm(forms.Form):
    """The form of an announcement's facts: headline, facts, what to do, whom to ask, who says so. English is for
    whoever has it: all of it, or none.
    """

    facts_vi = forms.CharField(label=_("Facts, one a line"), max_length=MOST_FACTS * (LONGEST_FACT + 2))
    facts_en = forms.CharField(
        label=_("Facts, in English, one a line"), max_length=MOST_FACTS * (LONGEST_FACT + 2), required=False
    )
    issuer_vi = SpokenField(label=_("Who says so"), max_length=LONGEST_FACT)
    issuer_en = SpokenField(label=_("Who says so, in English"), max_length=LONGEST_FACT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, in_english in SHORT:
            self.fields[f"{name}_vi"] = SpokenField(label=label, max_length=LONGEST_HEADLINE)
            self.fields[f"{name}_en"] = SpokenField(label=in_english, max_length=LONGEST_HEADLINE, required=False)

    @property
    def is_in_english(self) -> bool:
        """Whether anything was typed in English."""
        return any(self[name].value() for name in _IN_ENGLISH)

    @property
    def is_begun(self) -> bool:
        """Whether anything was typed that an outlet would say."""
        return any(self[name].value() for name in (*_IN_VIETNAMESE, *_IN_ENGLISH))

    def clean(self) -> dict[str, Any]:
        """Reads the fields into the core's facts; what the core refuses becomes the form's error."""
        cleaned = super().clean() or {}
        self._require_all_or_no_english(cleaned)
        self._require_no_gaps(cleaned)
        if self.errors:
            return cleaned
        try:
            cleaned["said"] = self._facts(cleaned)
        except AnnouncementError as error:
            self.add_error(None, message_of(error))
        return cleaned

    def so_far(self) -> Facts | None:
        """The facts as far as they are typed, with … where nothing stands; None for what no outlet could say."""
        if self.is_bound and any(self.has_error(name, "max_length") for name in self.fields):
            return None
        typed = {name: str(self[name].value() or "") for name in self.fields}
        try:
            return self._facts(typed, missing=NOT_YET)
        except AnnouncementError:
            return None

    def _facts(self, given: dict[str, Any], missing: str = "") -> Facts:
        has_english = any(given.get(name, "").strip() for name in _IN_ENGLISH)
        vi, en = (_lines(given[f"facts_{language}"]) for language in LANGUAGES)
        pairs = zip_longest(vi, en, fillvalue=missing) if vi or en else [(missing, missing)]
        said = [Told(one, other if has_english else "") for one, other in pairs]
        single = {
            name: Told(
                normalised_name(given[f"{name}_vi"]) or missing,
                (normalised_name(given[f"{name}_en"]) or missing) if has_english else "",
            )
            for name in _SINGLE
        }
        return Facts(facts=tuple(said), **single)

    def _require_all_or_no_english(self, cleaned: dict[str, Any]) -> None:
        if not any(cleaned.get(name) for name in _IN_ENGLISH):
            return
        for name in _IN_ENGLISH:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, gettext("Please say this in English too, or leave all of the English out."))
        vi, en = (_lines(cleaned.get(f"facts_{language}", "")) for language in LANGUAGES)
        if vi and en and len(vi) != len(en):
            self.add_error("facts_en", gettext("There must be as many lines as in Vietnamese."))

    def _require_no_gaps(self, cleaned: dict[str, Any]) -> None:
        for name in (*_IN_VIETNAMESE, *_IN_ENGLISH):
            if gaps := gaps_in(cleaned.get(name, "")):
                self.add_error(name, gettext("Please fill in: %(gaps)s") % {"gaps": ", ".join(gaps)})


class UnitForm(FactsForm):
    """The facts of a new announcement, and the unit for which it is made."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("For"), empty_label=None)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("sort_key")
        self.fields["unit"].queryset = known  # type: ignore[attr-defined] # of a ModelChoiceField
        self.fields["directive"] = _directive(
            label=_("Carries out the directive"),
            required=False,
            empty_label=_("none"),
            help_text=_("What is read of it then stands as evidence of the commune by itself"),
        )


class DirectiveForm(forms.Form):
    """The directive that an announcement carries out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directive"] = _directive(label=_("Directive"), empty_label=None)


class SlotForm(forms.Form):
    """The day, the slot and the unit of a broadcast."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Loudspeakers of"), empty_label=None)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    slot = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))

    def __init__(self, *args: Any, units: list[Unit], today: dt.date, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": today, "slot": dt.time(17)}
        super().__init__(*args, **kwargs)
        known = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("sort_key")
        self.fields["unit"].queryset = known  # type: ignore[attr-defined] # of a ModelChoiceField


class MinutesForm(forms.Form):
    """How many minutes a broadcast took."""

    minutes = CountField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES)


class _Directives(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in its stubs only
    """A choice among directives, each called by its subject."""

    def label_from_instance(self, obj: Any) -> str:
        """The directive's subject."""
        return str(obj.subject)


_SINGLE = ("headline", "action", "contact", "issuer")
_IN_VIETNAMESE, _IN_ENGLISH = (
    tuple(f"{name}_{language}" for name in ("headline", "facts", "action", "contact", "issuer"))
    for language in LANGUAGES
)


def _directive(**options: Any) -> _Directives:
    return _Directives(directives_to_serve(), **options)


def _lines(text: str) -> list[str]:
    return [line for typed in text.splitlines() if (line := normalised_name(typed))]
