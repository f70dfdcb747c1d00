"""What is typed about a door post. A form checks the shape; rules stand in `services`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError
from bluezone.portal.posts.hours import Span, Week, spans_of
from bluezone.portal.posts.services.keeping import Door
from bluezone.portal.posts.services.releasing import MOST_BEFORE
from bluezone.portal.posts.wire import LONGEST_LABEL
from bluezone.vietnam.days import WEEK

_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
_DAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


class HoursForm(forms.Form):
    """When a door is open: on most days, and on some other ones."""

    opens = forms.TimeField(label=_("Opens"), widget=_TIME, required=False)
    closes = forms.TimeField(label=_("Closes"), widget=_TIME, required=False)
    days = forms.TypedMultipleChoiceField(label=_("On which days"), choices=_DAYS, coerce=int, required=False)
    other_opens = forms.TimeField(label=_("Opens"), widget=_TIME, required=False)
    other_closes = forms.TimeField(label=_("Closes"), widget=_TIME, required=False)
    other_days = forms.TypedMultipleChoiceField(label=_("On which days"), choices=_DAYS, coerce=int, required=False)

    def hours(self) -> tuple[Span, ...]:
        """What was typed, of a form that is valid. Raises RefusedError for hours that are none."""
        usual, other = self._span(""), self._span("other_")
        if usual is None and other is not None:
            raise RefusedError("the hours of most days are said first")
        return tuple(span for span in (usual, other) if span is not None)

    def _span(self, which: str) -> Span | None:
        opens, closes, days = (self.cleaned_data[which + name] for name in ("opens", "closes", "days"))
        if opens is None and closes is None:
            if days and (which or set(days) != set(WEEK)):
                raise RefusedError("some days are ticked without hours; a door that never closes has all days ticked")
            return None
        if opens is None or closes is None:
            raise RefusedError("a door that opens at a time closes at another")
        return Span(opens, closes, tuple(days))


class PostForm(HoursForm):
    """A new post of a place."""

    name = forms.CharField(
        label=_("Name of the door"),
        max_length=LONGEST_LABEL,
        help_text=_("Such as: main gate, desk on the first floor"),
    )
    capacity = forms.IntegerField(
        label=_("How many may be inside at once"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Only where that is bounded"),
    )
    asks_phone = forms.BooleanField(label=_("Ask visitors for a telephone number"), required=False)

    def door(self) -> Door:
        """What was typed, of a form that is valid. Raises RefusedError for hours that are none."""
        given = self.cleaned_data
        return Door(given["name"], self.hours(), given["capacity"], given["asks_phone"])


def hours_typed(week: Week) -> dict[str, object]:
    """What stands in the form before somebody types: the hours that there are, or all days of a week without."""
    usual, other = (*spans_of(week), None, None)[:2]
    return {"days": WEEK} | _typed("", usual) | _typed("other_", other)


def _typed(which: str, span: Span | None) -> dict[str, object]:
    said = {} if span is None else {"opens": span.opens, "closes": span.closes, "days": span.days}
    return {which + name: value for name, value in said.items()}


class KeeperForm(forms.Form):
    """A shift and its number."""

    label = forms.CharField(label=_("Shift or person on duty"), max_length=LONGEST_LABEL)
    pin = forms.CharField(
        label=_("Number of four digits"),
        min_length=4,
        max_length=4,
        help_text=_("It says who is on duty; it protects nothing"),
    )


class AskForm(forms.Form):
    """Which doors, how many hours before, and what for."""

    premises = forms.IntegerField(label=_("Whose doors?"), min_value=1, max_value=2**53)
    before = forms.IntegerField(
        label=_("Hours before the case came"),
        min_value=0,
        max_value=MOST_BEFORE,
        help_text=_("Who came in earlier may have been there still"),
    )
    purpose = forms.CharField(label=_("What for"), max_length=200)
    why_many = forms.CharField(
        label=_("Why it cannot be fewer hours"),
        max_length=200,
        required=False,
        help_text=_("Only where it names 100 people or more"),
    )
