"""What a person types about an announcement: both languages side by side; the core says whether it may be said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.announcements.selectors import directives_to_serve
from bluezone.portal.announcements.services.broadcasting import MOST_MINUTES
from bluezone.portal.frame.fields import CountField
from bluezone.portal.places.models import Unit
from bluezone.rollout.announcing.facts import LONGEST_FACT, LONGEST_HEADLINE, MOST_FACTS, Facts
from bluezone.rollout.errors import AnnouncementError
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.words import Words

SHORT = (("headline", _("Headline")), ("action", _("What to do")), ("contact", _("Whom to ask")))


class SpokenField(forms.CharField):
    """A few words to be read aloud, without control signs; words of nothing but such signs count as not typed."""

    def to_python(self, value: Any) -> str:
        """Removes control signs from what was typed."""
        return normalised_name(super().to_python(value) or "")


class FactsForm(forms.Form):
    """The form of an announcement's facts: headline, facts, what to do, whom to ask, who says so."""

    facts_vi = forms.CharField(label=_("Facts, one a line"), max_length=MOST_FACTS * (LONGEST_FACT + 2))
    facts_en = forms.CharField(label=_("The same in English"), max_length=MOST_FACTS * (LONGEST_FACT + 2))
    issuer_vi = SpokenField(label=_("Who says so"), max_length=LONGEST_FACT)
    issuer_en = SpokenField(label=_("The same in English"), max_length=LONGEST_FACT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in SHORT:
            self.fields[f"{name}_vi"] = SpokenField(label=label, max_length=LONGEST_HEADLINE)
            self.fields[f"{name}_en"] = SpokenField(label=_("The same in English"), max_length=LONGEST_HEADLINE)

    def clean(self) -> dict[str, Any]:
        """Reads the fields into the core's facts; what the core refuses becomes the form's error."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        vi, en = (_lines(cleaned[f"facts_{language}"]) for language in ("vi", "en"))
        if len(vi) != len(en):
            self.add_error("facts_en", gettext("There must be as many lines as in Vietnamese."))
            return cleaned
        try:
            cleaned["said"] = Facts(
                facts=tuple(Words(*pair) for pair in zip(vi, en, strict=True)),
                **{name: self._words(name) for name in ("headline", "action", "contact", "issuer")},
            )
        except AnnouncementError as error:
            self.add_error(None, error.words.said("en" if get_language() == "en" else "vi"))
        return cleaned

    def _words(self, name: str) -> Words:
        return Words(*(self.cleaned_data[f"{name}_{language}"] for language in ("vi", "en")))


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


def _directive(**options: Any) -> _Directives:
    return _Directives(directives_to_serve(), **options)


def _lines(text: str) -> list[str]:
    return [normalised_name(line) for line in text.splitlines() if line.strip()]
