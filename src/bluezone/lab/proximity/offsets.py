"""How much the phones of each maker read too loud or too faint (`bluezone proximity offsets`).

The table is Google's calibration of the exposure-notification system. Its single measurements stay where they are;
what a phone carries is one mean for each maker that has several measured models, drawn towards the overall mean.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bluezone.joining.refusal import RefusedError

_LEAST_MODELS = 5
_BELIEF_MODELS = 5
"""Models' worth of belief that a maker is like the others."""
_SOURCE = "Means of the exposure-notification calibration table of 2020-12-14, measured models only (Google, CC BY 4.0)"


def read_offsets(path: Path) -> dict[str, Any]:
    """Reads what a phone carries, from a table in a file. Raises RefusedError for what is no such table."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            makers = maker_offsets(csv.DictReader(lines))
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"{path.name} is no calibration table: {error}") from error
    return {"source": _SOURCE, "makers": makers, "overall": 0.0}


def maker_offsets(rows: Iterable[Mapping[str, str]]) -> dict[str, float]:
    """How many dB louder a maker's phones read than the average one. A correction is added, with the other sign."""
    corrections: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        corrections[row["oem"].casefold()].append(float(row["rssi_correction"]))
    every = [correction for of_maker in corrections.values() for correction in of_maker]
    if not every:
        raise ValueError("it has no rows")
    overall = sum(every) / len(every)
    return {
        maker: round((len(of_maker) * overall - sum(of_maker)) / (len(of_maker) + _BELIEF_MODELS), 2)
        for maker, of_maker in sorted(corrections.items())
        if len(of_maker) >= _LEAST_MODELS
    }
