"""What time it is where papers are dated: one zone, the whole year round."""

from __future__ import annotations

import datetime as dt

VIETNAM = dt.timezone(dt.timedelta(hours=7))


def vietnam_now() -> dt.datetime:
    """The moment, to the second: signatures carry no more."""
    return dt.datetime.now(VIETNAM).replace(microsecond=0)
