"""Where communes lie, as points of the bundled table; not official, and good enough for tiles. Reads one file once."""

from __future__ import annotations

from functools import cache

from bluezone.portal.places.tables import rows_of_table
from bluezone.portal.places.tile_map import Point

_TABLE = "units_vn_2025-07"


@cache
def positions() -> dict[str, Point]:
    """The point of each commune of 7/2025, by its code."""
    return {row["code"]: Point(float(row["lat"]), float(row["lon"])) for row in rows_of_table(_TABLE) if row["lat"]}
