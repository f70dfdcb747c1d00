"""Why somebody has no level; why somebody has one says `Tracing.path`."""

from __future__ import annotations

from enum import Enum

from bluezone.trace.levels import NO_LEVEL, Tracing
from bluezone.trace.outbreak import NEVER


class WhyNone(Enum):
    """What stands between a person and every case. The value is what a command and an export say."""

    NOT_NAMED = "not named"
    """No exposure that counts has this person as the one exposed."""
    NO_CASE_BEHIND = "no case behind"
    """Nobody who met this person has a level."""
    TOO_FAR = "too far"
    """Whoever met this person while infectious is F4, or is F4 by the way that came early enough."""
    OUT_OF_WINDOW = "out of window"
    """Those with a level met this person before they could infect, or after they were set apart."""


def why_no_level(tracing: Tracing, person: int) -> WhyNone | None:
    """The nearest reason, or None for whoever has a level."""
    if tracing.levels[person] != NO_LEVEL:
        return None
    exposures = tracing.exposures_to(person)
    if not exposures:
        return WhyNone.NOT_NAMED
    if all(tracing.levels[tracing.sources[exposure]] == NO_LEVEL for exposure in exposures):
        return WhyNone.NO_CASE_BEHIND
    return WhyNone.TOO_FAR if any(_is_within(tracing, exposure) for exposure in exposures) else WhyNone.OUT_OF_WINDOW


def _is_within(tracing: Tracing, exposure: int) -> bool:
    """Whether the source could infect at that meeting, by a way of four steps."""
    source = tracing.sources[exposure]
    day = max(tracing.infected_from(source), tracing.first_days[exposure])
    return day != NEVER and day <= min(tracing.last_days[exposure], tracing.infectious_until[source])
