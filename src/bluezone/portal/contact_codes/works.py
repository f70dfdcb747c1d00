"""What this room does by itself: asks what became of codes, before the exchange forgets them."""

from __future__ import annotations

from bluezone.portal.contact_codes.services import refresh_open_codes
from bluezone.portal.world import World


def ask_about_codes(world: World) -> int:
    """Asks about all open codes; about how many. Raises ExchangeError."""
    return refresh_open_codes(exchange=world.exchange, now=world.now()) if world.exchange is not None else 0
