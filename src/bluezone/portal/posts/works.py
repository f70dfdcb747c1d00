"""What door posts do by themselves: rows whose days are over go; phones whose codes were shown are told."""

from __future__ import annotations

from bluezone.portal.posts.services.erasing import erase_rows
from bluezone.portal.posts.services.telling import tell_phones
from bluezone.portal.world import World


def erase(world: World) -> int:
    """Erases rows whose days are over; how many."""
    return erase_rows(now=world.now())


def tell(world: World) -> int:
    """Has phones told whose codes were shown where two had rows opened; of how many releases. Raises ExchangeError."""
    return 0 if world.exchange is None else tell_phones(exchange=world.exchange, now=world.now())
