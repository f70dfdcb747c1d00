"""What premises do by themselves: a commune's places go to the exchange once their codes are others; what owners told
and nobody registered, or is closed, is forgotten; places lie in what became of their hamlets."""

from __future__ import annotations

from bluezone.portal.premises.handing import hand_over_places
from bluezone.portal.premises.lying import follow_hamlets
from bluezone.portal.premises.owners import forget_put_aside
from bluezone.portal.world import World


def hand_over(world: World) -> int:
    """Hands over what has changed; of how many communes. Raises ExchangeError."""
    if world.exchange is None:
        return 0
    return hand_over_places(exchange=world.exchange, entropy=world.entropy, now=world.now())


def follow(world: World) -> int:
    """Has places lie in what became of their hamlets; how many."""
    return follow_hamlets(now=world.now())


def forget(world: World) -> int:
    """Erases what owners told of places that nobody registered, or that are closed; how many."""
    return forget_put_aside(now=world.now())
