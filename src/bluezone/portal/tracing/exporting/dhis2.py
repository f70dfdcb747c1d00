"""Counts for DHIS2, as a body for its `dataValueSets`: people at each level on a day, by commune. Nobody is in it.

Codes stand for data elements and the country's own codes for communes, so it is sent with
`?dataElementIdScheme=CODE&orgUnitIdScheme=CODE` (docs/guides/outbreak-files.md).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

DATA_ELEMENTS = {level: f"BZ_F{level}" for level in range(5)}
"""By level."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many people of a commune are at a level."""

    commune: str
    """Its code."""
    level: int
    people: int


def data_values(chunks: Iterable[Sequence[CountRow]], day: dt.date) -> Iterator[bytes]:
    """Writes the body, a value a line."""
    yield b'{"dataValues": ['
    between = b"\n"
    for chunk in chunks:
        for row in chunk:
            told = {
                "dataElement": DATA_ELEMENTS[row.level],
                "period": f"{day:%Y%m%d}",
                "orgUnit": row.commune,
                "value": str(row.people),
            }
            yield between + json.dumps(told).encode()
            between = b",\n"
    yield b"\n]}\n"
