"""From which day on a case infects, by the rules that it is traced under."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bluezone.trace.outbreak import EVER
from bluezone.trace.regimes.regime import Regime


class Rules(Protocol):
    """One regime for everybody, or the one that was in force when each fell ill."""

    def on(self, day: dt.date) -> Regime: ...


def infectious_from(onset: dt.date | None, rules: Rules | None) -> int:
    """The first day of the window; EVER without rules, and for a case whose onset is not known."""
    if onset is None or rules is None:
        return EVER
    return max(EVER, onset.toordinal() - rules.on(onset).days_before_onset.value)
