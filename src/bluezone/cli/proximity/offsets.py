"""`bluezone proximity offsets TABLE --out FILE`: how much the phones of each maker read too loud or too faint.

The table is Google's calibration of the exposure-notification system. Its single measurements stay where they are;
what a phone carries is one mean for each maker that has several measured models, drawn towards the overall mean.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

_LEAST_MODELS = 5
_BELIEF_MODELS = 5
"""Models' worth of belief that a maker is like the others."""
_SOURCE = "Means of the exposure-notification calibration table of 2020-12-14, measured models only (Google, CC BY 4.0)"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Condense a calibration table of phone models into one receiver offset for each maker."
    parser = commands.add_parser("offsets", help=sentence, description=sentence)
    parser.add_argument("table", type=Path, metavar="TABLE", help="columns oem and rssi_correction: .csv")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="offsets: .json")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.refusal import RefusedError

    with arguments.table.open(encoding="utf-8-sig", newline="") as lines:
        try:
            makers = maker_offsets(csv.DictReader(lines))
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"{arguments.table.name} is no calibration table: {error}") from error
    found = {"source": _SOURCE, "makers": makers, "overall": 0.0}
    arguments.out.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(makers)} makers; the offsets are in {arguments.out}")
    return 0


def maker_offsets(rows: Iterable[Mapping[str, str]]) -> dict[str, float]:
    """dB that a maker's phones read louder than the average phone. A correction is added, so it has the other sign."""
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
