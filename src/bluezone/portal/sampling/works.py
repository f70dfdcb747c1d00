"""What this room does by itself: when everybody's next sample is wanted is computed anew, so that what an upgrade left
is mended."""

from __future__ import annotations

from django.db import transaction

from bluezone.portal.sampling.planning import differing, follow_levels
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.world import World

_READ_AT_ONCE, _MENDED_AT_ONCE = 2_000, 200


def check_days(_world: World) -> int:
    """Computes the days of everybody in every outbreak, and mends what differs; how much did."""
    return sum(mended(outbreak) for outbreak in Outbreak.objects.order_by("pk"))


def mended(outbreak: Outbreak) -> int:
    """Computes everybody's day in one outbreak; how many differed. They are read without a lock, and those that differ
    computed once more under it, part by part."""
    keys = list(Involvement.objects.filter(outbreak=outbreak).order_by("pk").values_list("pk", flat=True))
    parts = (keys[at : at + _READ_AT_ONCE] for at in range(0, len(keys), _READ_AT_ONCE))
    wrong = [key for part in parts for key in differing(part)]
    parts_of_wrong = (wrong[at : at + _MENDED_AT_ONCE] for at in range(0, len(wrong), _MENDED_AT_ONCE))
    return sum(_mended(outbreak, part) for part in parts_of_wrong)


@transaction.atomic
def _mended(outbreak: Outbreak, keys: list[int]) -> int:
    hold(outbreak)
    return follow_levels(keys)
