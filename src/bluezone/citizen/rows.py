"""A contact report's rows, from what the phone kept of the meetings that matched. Pure.

One row a local day and level: how long about, in a band, and how many meetings. No hour, no id.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from bluezone.device.core.warnings import KeptEncounter
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.report import MAX_ROWS, Minutes, Row

_TOLD_AS = {Level.F0: 1, Level.F1: 2}


def rows_of(encounters: Iterable[KeptEncounter], zone: dt.tzinfo) -> tuple[Row, ...]:
    """The newest day first."""
    minutes: dict[tuple[int, int], float] = defaultdict(float)
    meetings: dict[tuple[int, int], set[bytes]] = defaultdict(set)
    for encounter in encounters:
        for spell in encounter.spells:
            day = Day.of(dt.datetime.fromtimestamp(spell.start_ms / 1000, zone).date()).number
            key = (-day, _TOLD_AS[encounter.level])
            minutes[key] += spell.expected_close_minutes
            meetings[key].add(encounter.seed.value)
    rows = (
        Row(-day, level, Minutes.of(minutes[day, level]), len(meetings[day, level])) for day, level in sorted(minutes)
    )
    return tuple(islice(rows, MAX_ROWS))
