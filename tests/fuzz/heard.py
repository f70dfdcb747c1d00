"""The file of counts that a radio at a door wrote."""

from __future__ import annotations

import contextlib
import datetime as dt

from bluezone.rollout.errors import TallyError
from bluezone.rollout.tally.heard import MOST_QUARTERS, QUARTER, Heard, Quarter, read_heard, write_heard

_NOON = dt.datetime(2020, 8, 10, 5, tzinfo=dt.UTC)


def fuzz(data: bytes) -> None:
    with contextlib.suppress(TallyError):
        read = read_heard(data)
        assert len(read.quarters) <= MOST_QUARTERS
        assert all(one.fewest <= one.heard for one in read.quarters)
        assert read == read_heard(write_heard(read))


def samples() -> list[bytes]:
    quarters = (Quarter(_NOON, 52, 34), Quarter(_NOON + QUARTER, 0, 0))
    return [write_heard(Heard("02536-7", quarters)), write_heard(Heard("7", ()))]
