"""When Python looks for garbage in a service that answers many: seldom, and among what answers leave behind."""

from __future__ import annotations

import gc

_OBJECTS_BETWEEN_LOOKS = (20_000, 20, 100)
"""Python's own, 2,000, came to one look in two pages of the portal; what an answer leaves is let go of without any,
unless it is a circle."""


def look_through_what_answers_leave() -> None:
    """Has Python look only among what comes from now on. What is loaded by now stays until the end: in the portal a
    quarter of a million objects; to look through them held up all pages at once for a fifth of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_OBJECTS_BETWEEN_LOOKS)
