"""A calibration table as the signed configuration has it (`bluezone proximity models`): how strongly models send.

The table is not ours to carry: whoever has it, and may publish it, names its models to all phones. What a phone says of
itself is then the table's figure for its model, to whole decibels (docs/protocol/7-configuration.md, "Power").
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from bluezone.device.core.own_power import plain_model
from bluezone.joining.refusal import RefusedError
from bluezone.lab.proximity.powers import Powers

_MEASURED = "3"
"""The table's word for a figure that was measured of this very model."""
_LEAST_DBM, _MOST_DBM, _MOST_MODELS = -60, 10, 2_000


def read_models(path: Path) -> Powers:
    """Reads the models that were measured; of one that stands there several times, the mean. Raises RefusedError for
    what is no such table, or has more models or stronger ones than a configuration may name."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            figures = _figures(csv.DictReader(lines))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RefusedError(f"{path.name} is no calibration table: {error}") from error
    models = {model: round(sum(of_model) / len(of_model)) for model, of_model in sorted(figures.items())}
    if not models or len(models) > _MOST_MODELS:
        raise RefusedError(f"{path.name} has {len(models)} measured models; a configuration names 1 to {_MOST_MODELS}")
    if not all(_LEAST_DBM <= dbm <= _MOST_DBM for dbm in models.values()):
        raise RefusedError(f"a configuration names models of {_LEAST_DBM} to {_MOST_DBM} dBm")
    return models


def _figures(rows: csv.DictReader[str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        model = plain_model(row["model"])
        if model and row.get("confidence", _MEASURED) == _MEASURED:
            found[model].append(float(row["tx_power"]))
    return found
