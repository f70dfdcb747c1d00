"""What door posts do by themselves: rows whose days are over go."""

from __future__ import annotations

from bluezone.portal.posts.services.erasing import erase_rows
from bluezone.portal.world import World


def erase(world: World) -> int:
    """Erases rows whose days are over; how many."""
    return erase_rows(now=world.now())
