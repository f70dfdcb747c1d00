"""What follow-up does by itself: all days are computed anew, so that what an upgrade left is mended."""

from __future__ import annotations

from django.db import transaction

from bluezone.portal.followup.planning import follow_levels
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.world import World


def check_days(_world: World) -> int:
    """Computes the days of everybody in every outbreak, and mends what differs; how much did."""
    return sum(mended(outbreak) for outbreak in Outbreak.objects.order_by("pk"))


@transaction.atomic
def mended(outbreak: Outbreak) -> int:
    """Computes the days of everybody in one outbreak; how many differed."""
    hold(outbreak)
    return follow_levels(Involvement.objects.filter(outbreak=outbreak).values_list("pk", flat=True))
