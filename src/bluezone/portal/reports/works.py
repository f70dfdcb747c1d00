"""What the inbox of phones does by itself: sorts declarations that came before they were sorted. A migration has no key
that opens them."""

from __future__ import annotations

from bluezone.portal.reports.triage import sort_unsorted
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.world import World


def sort(_world: World) -> int:
    """Sorts declarations that nobody has sorted yet; how many."""
    return sort_unsorted(wrapping_key())
