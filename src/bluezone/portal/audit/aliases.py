"""Under which other keys a thing stands in the audit: two that became one, and for how long; two that are one record.

The audit knows nothing of what its lines are about. A room whose things become one names, in the setting AUDIT_ALIASES,
a function that tells the other keys, so that "who read this person's record" is whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Alias:
    """Another key of the same thing, and since when until when its lines are about this one, too."""

    key: str
    since: dt.datetime | None = None
    """None: from the beginning."""
    until: dt.datetime | None = None
    """None: it goes on."""
    kind: str = ""
    """Of what stands under another kind, too, as a case and its person; empty where it is of the same."""


Known = Callable[[str, str], list[Alias]]


def aliases_of(kind: str, key: str) -> list[Alias]:
    """Finds the other keys of a thing, whichever room knows of them."""
    rooms: list[Known] = [import_string(name) for name in settings.AUDIT_ALIASES]
    return [alias for room in rooms for alias in room(kind, key)]
