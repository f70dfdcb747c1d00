"""What the rollout does by itself: reminds offices three days, one day and on the morning before their day is over."""

from __future__ import annotations

from bluezone.portal.directives.services.reminding import message_queues, remind_everybody
from bluezone.portal.world import World


def remind_offices(world: World) -> int:
    """Sends the reminders that are due; how many. Without an outlet their words stand on the page, to be read out."""
    now = world.now()
    return len(remind_everybody(now=now, outlets=message_queues(now)))
