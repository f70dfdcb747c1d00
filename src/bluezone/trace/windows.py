"""From which day on a regime has a case infect."""

from __future__ import annotations

import datetime as dt

from bluezone.trace.outbreak import EVER
from bluezone.trace.regimes.regime import Regime


def infectious_from(onset: dt.date | None, regime: Regime | None) -> int:
    """The first day of the window; EVER without a regime, and for a case whose onset is not known."""
    if onset is None or regime is None:
        return EVER
    return max(EVER, onset.toordinal() - regime.days_before_onset.value)
