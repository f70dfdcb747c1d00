"""What operations do by themselves: what has been kept long enough is erased every night, if the operator says so, and
what an upgrade kept for a way back, after its week."""

from __future__ import annotations

from django.conf import settings

from bluezone.portal.operations import kept_upgrade
from bluezone.portal.operations.erased import note_waiting
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.settings.chosen import CONFIGURATION
from bluezone.portal.world import World


def erase(world: World) -> int:
    """Erases by the terms that the portal was started with; nothing where it was started with none: that is a timer's
    then, and the doctor knows since when it waits for one."""
    if settings.RETENTION_TERMS is None:
        note_waiting(world.now())
        return 0
    return sum(erase_what_is_over(terms=Terms.of(settings.RETENTION_TERMS), now=world.now()).values())


def erase_what_an_upgrade_kept(world: World) -> int:
    """Erases the store of before an upgrade, a week after it."""
    if CONFIGURATION.data is None:
        return 0
    return kept_upgrade.erase_when_over(CONFIGURATION.data, world.now())
