"""Somebody who stands in for everybody whose roles lie alike, so that a question is said once for all of them.

What a room asks for somebody hangs on their number and on the roles that they have at which paths. So it is said for a
stand-in, whose number and paths occur nowhere else, and each person's own are put in their places. Nobody's question
is made from another's: the stand-in has nothing of anybody but the names of roles and how their paths lie to each
other. Where a room looks at anything else of somebody, or asks the store, the question is not said for all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.places.paths import SEPARATOR, behind, paths_above

Shape = tuple[tuple[str, tuple[int, ...], bool], ...]
"""Of each role its name, the path by the numbers of its steps, and whether it is a week old (`second_person.py`)."""
_NUMBER = 4_611_686_018_427_387_903
"""No database has given out so many."""
_SIGNS = "\ue000"
"""The first of signs that mean nothing, of which alone the stand-in's paths are made: a part of one shows, too."""
_LONG_AGO, _IN_AGES = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


class NotForAllError(Exception):
    """A question has something of the stand-in in it that is no value of its own."""


def shape_of(staff: Staff, now: dt.datetime) -> Shape:
    """How this person's roles lie: equal for all for whom one question is said."""
    steps = dict[str, int]()
    return tuple(
        (
            one.role,
            tuple(steps.setdefault(step, len(steps)) for step in one.path.split(SEPARATOR)[:-1]),
            one.given_at <= now - SETTLED,
        )
        for one in _in_order(staff)
    )


def stand_in_for(shape: Shape) -> Staff:
    """Makes the one who stands in for everybody of this shape. To read more of them than their roles asks the store."""
    staff = Staff.from_db(DEFAULT_DB_ALIAS, ["id"], [_NUMBER])
    staff._current_grants = [_grant(role, steps, is_settled=is_settled) for role, steps, is_settled in shape]  # noqa: SLF001 - what `current_grants` would ask the store for
    return staff


def own_values(staff: Staff, shape: Shape) -> Mapping[Any, Any]:
    """What stands for each value of the stand-in where the question is this person's: their number, the paths of their
    roles and of what these lie in, and where each of these ends."""
    own: dict[Any, Any] = {_NUMBER: staff.pk}
    for grant, (_, steps, _) in zip(_in_order(staff), shape, strict=True):
        theirs = [*paths_above(grant.path), grant.path]
        stood_in = [*paths_above(_path(steps)), _path(steps)]
        for ours, path in zip(stood_in[1:], theirs[1:], strict=True):
            own |= {ours: path, behind(ours): behind(path)}
    return own


def places_of_own(sql: str, values: Sequence[Any], shape: Shape) -> tuple[int, ...]:
    """The places at which a question holds a value of the stand-in. Raises NotForAllError where something of it stands
    elsewhere, or in a part of a value."""
    known = own_values(stand_in_for(shape), shape)
    found = tuple(at for at, value in enumerate(values) if isinstance(value, (int, str)) and value in known)
    others = (ascii(str(value)) for at, value in enumerate(values) if at not in found)
    if any(_MARKS.search(text) for text in (ascii(sql), *others)):
        raise NotForAllError
    return found


_MARKS = re.compile(rf"{_NUMBER}|\\u(?:e|f[0-8])|{_LONG_AGO:%Y-%m-%d}|{_IN_AGES:%Y-%m-%d}")


def _in_order(staff: Staff) -> list[Grant]:
    return sorted(staff.current_grants, key=lambda one: (one.path, one.role))


def _grant(role: str, steps: tuple[int, ...], *, is_settled: bool) -> Grant:
    return Grant(
        staff_id=_NUMBER,
        role=role,
        unit_id=_NUMBER if steps else None,
        path=_path(steps),
        given_at=_LONG_AGO if is_settled else _IN_AGES,
    )


def _path(steps: tuple[int, ...]) -> str:
    return "".join(2 * chr(ord(_SIGNS) + step) + SEPARATOR for step in steps)
