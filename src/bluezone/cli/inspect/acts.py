"""`bluezone inspect acts`: a table of acts held against the tree of units, before it becomes a version's data."""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.portal.places.tables import Plan


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Hold a table of acts against the tree of units: what each changes, and what stands before and after."
    parser = commands.add_parser("acts", help=sentence, description=sentence)
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV: act,from,level,code,old_name,new_name")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.reading import read_bounded
    from bluezone.portal.places.acts import MOST_BYTES, by_day, read_acts
    from bluezone.portal.places.tables import plan_units

    acts = read_acts(read_bounded(arguments.file, MOST_BYTES))
    plan = plan_units(acts=acts)
    for since, renamings in by_day(acts):
        print(f"{since:%Y-%m-%d}")
        for one in renamings:
            print(f"  {one.code:5}  {one.old_name} -> {one.new_name}  ({one.act})")
        print(f"  before: {', '.join(_counted(plan, since - dt.timedelta(days=1)))}")
        print(f"  after:  {', '.join(_counted(plan, since))}")
    return 0


def _counted(plan: Plan, day: dt.date) -> Iterator[str]:
    """How many units of each kind stand on that day."""
    from bluezone.portal.places.acts import kind_of

    units = plan.units.values()
    standing = (unit for unit in units if (unit.valid_from or day) <= day and (unit.valid_to or dt.date.max) > day)
    kinds = Counter((unit.level, kind_of(unit.name)) for unit in standing)
    for (_, kind), count in sorted(kinds.items(), key=lambda one: (one[0][0] != "province", one[0][1])):
        yield f"{count:,} {kind}"
