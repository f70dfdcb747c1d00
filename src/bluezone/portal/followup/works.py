"""What follow-up does by itself: all days are computed anew, so that what an upgrade left is mended."""

from __future__ import annotations

from django.db import transaction

from bluezone.portal.followup.planning import follow_levels
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.world import World

_AT_ONCE = 2_000
"""People between two of whom others may write."""


def check_days(_world: World) -> int:
    """Computes the days of everybody in every outbreak, and mends what differs; how much did."""
    return sum(mended(outbreak) for outbreak in Outbreak.objects.order_by("pk"))


def mended(outbreak: Outbreak) -> int:
    """Computes the days of everybody in one outbreak; how many differed. Part by part: an officer who notes an answer
    waits for a few people, not for all of them."""
    keys = list(Involvement.objects.filter(outbreak=outbreak).order_by("pk").values_list("pk", flat=True))
    return sum(_mended(outbreak, keys[at : at + _AT_ONCE]) for at in range(0, len(keys), _AT_ONCE))


@transaction.atomic
def _mended(outbreak: Outbreak, keys: list[int]) -> int:
    hold(outbreak)
    return follow_levels(keys)
