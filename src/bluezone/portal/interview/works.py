"""What interviews do by themselves: a key whose shift is over goes, whether anybody comes back or not."""

from __future__ import annotations

from bluezone.portal.interview.keys import erase_ended_keys
from bluezone.portal.world import World


def end_keys(world: World) -> int:
    """Erases keys that are over; how many."""
    return erase_ended_keys(world.now())
