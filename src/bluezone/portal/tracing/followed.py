"""Who follows levels: rooms above tracing that keep something for each person, by how far they are from a case.

Tracing does not know them. They are named in the setting LEVEL_FOLLOWERS, as functions that are given the involvements
whose level, meetings or place an act may have moved; they are called within its transaction.
"""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.utils.module_loading import import_string


def tell(involvements: Collection[int]) -> None:
    """Lets every room that follows levels know of these people."""
    for name in settings.LEVEL_FOLLOWERS:
        import_string(name)(involvements)
