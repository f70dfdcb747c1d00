"""Rooms that follow cases, as a test plays them (the setting CASE_FOLLOWERS)."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.classifying import held_of
from bluezone.portal.cases.models import Case
from bluezone.portal.errors import RefusedError

NOTING, REFUSING = "tests.support.portal.followers.note", "tests.support.portal.followers.refuse"
told: list[tuple[str, str, str]] = []
"""Of each call the case, what is held of it then, and where it belongs. A test empties it."""


def note(case: Case, _now: dt.datetime) -> None:
    told.append((case.number, held_of(case), case.path))


def refuse(_case: Case, _now: dt.datetime) -> None:
    raise RefusedError("what stands on this case does not bear it")
