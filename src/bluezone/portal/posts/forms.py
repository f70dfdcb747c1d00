"""What is typed about a door post. A form checks the shape; rules stand in `services`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.posts.services.keeping import Door
from bluezone.portal.posts.services.releasing import MOST_BEFORE
from bluezone.portal.posts.wire import LONGEST_LABEL

_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class PostForm(forms.Form):
    """A new post of a place."""

    name = forms.CharField(
        label=_("Name of the door"),
        max_length=LONGEST_LABEL,
        help_text=_("Such as: main gate, desk on the first floor"),
    )
    opens = forms.TimeField(label=_("Opens"), widget=_TIME, required=False)
    closes = forms.TimeField(
        label=_("Closes"), widget=_TIME, required=False, help_text=_("Leave both empty where it never closes")
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
        """What was typed, of a form that is valid."""
        given = self.cleaned_data
        return Door(given["name"], given["opens"], given["closes"], given["capacity"], given["asks_phone"])


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

    premises = forms.IntegerField(min_value=1, max_value=2**53)
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
