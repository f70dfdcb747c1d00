"""Whether a rate is unlike those of its neighbours: a question to the reporter, never an error.

The modified z-score of Iglewicz and Hoaglin (1993): the distance from the median in median absolute deviations, scaled
by 0.6745; above 3.5 it is asked about. A commune of early adopters must be able to say "yes, that is so".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

FEWEST = 5
"""With fewer neighbours nothing is unlike them."""
_THRESHOLD = Decimal("3.5")
_SCALE = Decimal("0.6745")
_SMALLEST_DEVIATION = Decimal("0.5")
"""Percentage points: where all neighbours agree to a hair, a hair is no reason to ask."""


def is_unlike(rate: Decimal, neighbours: Sequence[Decimal]) -> bool:
    """Whether this percentage asks for a question beside those of its neighbours."""
    if len(neighbours) < FEWEST:
        return False
    middle = median(neighbours)
    deviation = max(median([abs(other - middle) for other in neighbours]), _SMALLEST_DEVIATION)
    return _SCALE * abs(rate - middle) / deviation > _THRESHOLD
