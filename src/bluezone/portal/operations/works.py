"""What operations do by themselves: what has been kept long enough is erased every night, if the operator says so."""

from __future__ import annotations

from django.conf import settings

from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.world import World


def erase(world: World) -> int:
    """Erases by the terms that the portal was started with; nothing where it was started with none."""
    if settings.RETENTION_TERMS is None:
        return 0
    return sum(erase_what_is_over(terms=Terms.of(settings.RETENTION_TERMS), now=world.now()).values())
