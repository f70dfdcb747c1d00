"""Reading forms: text as a person typed it, cut to length, and what is wrong with it, field by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bluezone.vietnam.numbers import whole_number


def text(form: Mapping[str, Any], name: str, longest: int) -> str:
    """Reads one line, blanks tidied; empty when the field is missing."""
    value = form.get(name, "")
    return " ".join(str(value).split())[:longest] if isinstance(value, str) else ""


def ticked(form: Mapping[str, Any], name: str) -> bool:
    return form.get(name) == "yes"


def only_looks(form: Mapping[str, Any]) -> bool:
    """Whether the Enter key sent this form, from a tick in it: nobody has decided anything yet."""
    return ticked(form, "look")


def goes_back(form: Mapping[str, Any]) -> bool:
    """Whether the page that shows what would leave was left by its way back: what was typed is to be changed."""
    return ticked(form, "change")


def asks_for_commune(form: Mapping[str, Any]) -> bool:
    """Whether the page is left to choose the commune: what was typed is to be there when its owner is back."""
    return ticked(form, "choose")


def year_of_birth(value: str, this_year: int) -> int | None:
    """Reads the year, or None unless somebody alive may be born in it."""
    year = whole_number(value, most_digits=4)
    return year if year is not None and this_year - 120 <= year <= this_year else None
