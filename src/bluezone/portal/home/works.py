"""What the first page does by itself: tells, in the morning, those who asked for it that something waits."""

from __future__ import annotations

from bluezone.portal.home.services import send_mornings
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.opening import outlets
from bluezone.portal.world import World


def tell_in_the_morning(world: World) -> int:
    """Queues the messages; how many. Without mail nobody is told, and nothing waits to be sent."""
    return send_mornings(world.now()) if Outlet.MAIL in outlets() else 0
