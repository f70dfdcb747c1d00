"""What the room of messages does by itself: hands over what is due, by the outlets that the portal was started with."""

from __future__ import annotations

from bluezone.portal.messages.outlets.opening import outlets
from bluezone.portal.messages.services import deliver_due
from bluezone.portal.world import World

_MOST = 100
"""In one turn; the rest is due in the next minute, and other works are not kept waiting."""


def deliver(world: World) -> int:
    """Hands messages over; how many left."""
    ways = outlets()
    return deliver_due(outlets=ways, clock=world.now, most=_MOST).sent if ways else 0
