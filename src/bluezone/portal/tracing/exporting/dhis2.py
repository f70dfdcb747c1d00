"""Counts for DHIS2, as a body for its `dataValueSets`, each of a day and a commune. Nobody is in it.

Codes stand for data elements and the country's own codes for communes, so it is sent with
`?dataElementIdScheme=CODE&orgUnitIdScheme=CODE` (docs/guides/outbreak-files.md).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LEVELS = {level: f"BZ_F{level}" for level in range(5)}
"""The data element of each level."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many people of a commune are at a level on a day, or how many tests of a day came to one result there."""

    element: str
    """The code of the data element."""
    commune: str
    """Its code."""
    day: dt.date
    count: int


def data_values(chunks: Iterable[Sequence[CountRow]]) -> Iterator[bytes]:
    """Writes the body, a value a line."""
    yield b'{"dataValues": ['
    between = b"\n"
    for chunk in chunks:
        for row in chunk:
            told = {
                "dataElement": row.element,
                "period": f"{row.day:%Y%m%d}",
                "orgUnit": row.commune,
                "value": str(row.count),
            }
            yield between + json.dumps(told).encode()
            between = b",\n"
    yield b"\n]}\n"
