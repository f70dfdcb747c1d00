"""Rooms that follow cases, as a test plays them (the setting CASE_FOLLOWERS)."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.classifying import held_of
from bluezone.portal.cases.models import Case, Person
from bluezone.portal.errors import RefusedError

NOTING, REFUSING = "tests.support.portal.followers.note", "tests.support.portal.followers.refuse"
told: list[tuple[str, str, str]] = []
"""Of each call the case, what is held of it then, and where it belongs. A test empties it."""


def note(case: Case, _now: dt.datetime) -> None:
    told.append((case.number, held_of(case), case.path))


def refuse(_case: Case, _now: dt.datetime) -> None:
    raise RefusedError("what stands on this case does not bear it")


PERSONS = "tests.support.portal.followers"
"""This module as a room that hangs something on persons (the setting PERSON_FOLLOWERS)."""
carried: list[tuple[object, ...]] = []
"""Of each call what was asked, of whom, and into whom or what was given back. A test empties it."""


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> object:
    """Says what it moved; a merge keeps it."""
    carried.append(("join", merged.pseudonym, kept.pseudonym))
    return {"rows": [kept.pk, merged.pk], "on": now.date().isoformat()}


def part_persons(*, merged: Person, moved: object) -> None:
    carried.append(("part", merged.pseudonym, moved))
