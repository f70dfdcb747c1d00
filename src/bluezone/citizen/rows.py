"""A contact report's rows: what the warnings that stand have told the owner, and nothing that they have not. Pure.

One row a local day and level: how long about, in a band, and how many meetings. No hour, no id.
"""

from __future__ import annotations

from collections.abc import Iterable

from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word
from bluezone.protocol.calendar import Day
from bluezone.protocol.report import Row


def rows_of(warnings: Iterable[Warning]) -> tuple[Row, ...]:
    """The newest day first, the nearer person of a day before the other."""
    rows = (Row(Day.of(told.date).number, told.level.value, told.band, told.encounters) for told in warnings)
    return tuple(sorted(rows, key=lambda row: (-row.day, row.level)))
