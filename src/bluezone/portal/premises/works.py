"""What premises do by themselves: a commune's places go to the exchange once their codes are others."""

from __future__ import annotations

from bluezone.portal.premises.handing import hand_over_places
from bluezone.portal.world import World


def hand_over(world: World) -> int:
    """Hands over what has changed; of how many communes. Raises ExchangeError."""
    if world.exchange is None:
        return 0
    return hand_over_places(exchange=world.exchange, entropy=world.entropy, now=world.now())
