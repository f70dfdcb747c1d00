"""The command line: which drills there are, running one, and the one JSON object at its end."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from typing import Any

from drills import ledger, surroundings
from drills.catalogue import DRILLS
from drills.drill import Drill


def main() -> int:
    """Ends with 0 where the drill held, with 1 where it found something."""
    parser = argparse.ArgumentParser(prog="scripts/drill", description=__doc__)
    names = parser.add_subparsers(metavar="NAME")
    for drill in DRILLS:
        one = names.add_parser(drill.name, help=drill.sentence, description=drill.sentence)
        one.add_argument("--json", action="store_true", help="the whole report as one JSON object")
        one.add_argument("--keep", action="store_true", help="add a row to docs/drills.md")
        drill.arguments(one)
        one.set_defaults(drill=drill)
    chosen = parser.parse_args()
    if not hasattr(chosen, "drill"):
        print("\n".join(f"{drill.name:12} {drill.sentence}" for drill in DRILLS))
        return 0
    report = _ran(chosen.drill, chosen)
    if chosen.keep:
        ledger.keep(surroundings.ROOT / "docs" / "drills.md", report)
    print(json.dumps(report, ensure_ascii=False, indent=1) if chosen.json else ledger.row_of(report))
    return 0 if report["result"] == "held" else 1


def _ran(drill: Drill, chosen: argparse.Namespace) -> dict[str, Any]:
    commit, began = surroundings.commit(), time.perf_counter()
    outcome = drill.run(chosen)
    return {
        "name": f"{drill.name} {outcome.part}".strip(),
        "counts": outcome.counts,
        **{name: outcome.counts.get(name) for name in ("lost", "doubled")},
        "result": "held" if outcome.held else "broken",
        "seconds": round(time.perf_counter() - began),
        "commit": commit,
        "machine": surroundings.machine(),
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "details": outcome.details,
    }


if __name__ == "__main__":
    sys.exit(main())
