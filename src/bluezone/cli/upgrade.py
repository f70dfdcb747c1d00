"""`bluezone upgrade`: data of an earlier version carried to this one, with a way back."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.joining.clocks import system_clock

if TYPE_CHECKING:
    from bluezone.joining.upgrading.outcome import Upgraded


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Carry a portal's or an exchange's data to this version, whole or not at all, while no service runs."
    parser = commands.add_parser("upgrade", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--check-only", action="store_true", help="try it on a copy, and change nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say where the data lie."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="a portal's or exchange's directory")
    parser.add_argument("--database", metavar="URL", help="the store, where it does not lie in the directory")


def this_moment() -> str:
    """Tells the time of the machine, as it is noted beside the data."""
    return dt.datetime.fromtimestamp(system_clock() // 1000, dt.UTC).isoformat()


def _run(arguments: argparse.Namespace) -> int:
    upgraded = _upgraded(arguments)
    print(json.dumps(asdict(upgraded)) if arguments.json else _in_words(upgraded, arguments))
    return 0


def _upgraded(arguments: argparse.Namespace) -> Upgraded:
    from bluezone.joining.doctor.exchange import is_exchange
    from bluezone.joining.portal.opening import Place
    from bluezone.joining.upgrading.exchange import upgrade_exchange
    from bluezone.joining.upgrading.portal import upgrade_portal

    if is_exchange(arguments.data):
        return upgrade_exchange(arguments.data, arguments.database, check_only=arguments.check_only)
    place = Place(arguments.data, arguments.database)
    return upgrade_portal(place, check_only=arguments.check_only, at=this_moment())


def _in_words(upgraded: Upgraded, arguments: argparse.Namespace) -> str:
    if not upgraded.changes:
        return f"The data are of this version ({upgraded.after}) already."
    what = f"{upgraded.changes} changes of the tables, {upgraded.rows} rows, all of them there"
    if arguments.check_only:
        return f"It would go well: {what}. Nothing was changed."
    way_back = "\nThe way back, for a week: bluezone rollback --data DIR" if upgraded.is_kept else ""
    return f"Upgraded to {upgraded.after}: {what}. Start the service.{way_back}"
