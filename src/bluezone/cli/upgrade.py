"""`bluezone upgrade`: data of an earlier version carried to this one, with a way back."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.telling import to_whoever_still_hears
from bluezone.joining.clocks import system_clock
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.joining.upgrading.outcome import Upgraded


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Carry a portal's or an exchange's data to this version, whole or not at all, while no service runs."
    parser = commands.add_parser("upgrade", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument(
        "--to", type=Path, dest="bundle", metavar="BUNDLE", help="to this bundle's version, installed beside this one"
    )
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--key", type=Path, metavar="FILE", help="the public key of whoever released it (default: of this version)"
    )
    who.add_argument("--unsigned", action="store_true", help="take a bundle of which nobody knows who made it")
    parser.add_argument("--check-only", action="store_true", help="try it on a copy, and change nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say where the data lie."""
    parser.add_argument("--data", type=_folder, required=True, metavar="DIR", help="a portal's or exchange's directory")
    parser.add_argument("--database", metavar="URL", help="the store, where it does not lie in the directory")


def _folder(said: str) -> Path:
    """An empty word, as of a variable that a script did not set, names no folder: a path would take it for this one."""
    if not said:
        raise argparse.ArgumentTypeError("names no folder")
    return Path(said)


def this_moment() -> str:
    """Tells the time of the machine, as it is noted beside the data."""
    return dt.datetime.fromtimestamp(system_clock() // 1000, dt.UTC).isoformat()


def _run(arguments: argparse.Namespace) -> int:
    if arguments.bundle is not None:
        print(_upgraded_to_bundle(arguments), end="")
        return 0
    if arguments.key is not None or arguments.unsigned:
        raise RefusedError("--key and --unsigned say whom to believe about a bundle: name it by --to")
    upgraded = _upgraded(arguments)
    print(json.dumps(asdict(upgraded)) if arguments.json else _in_words(upgraded, arguments))
    return 0


def _upgraded_to_bundle(arguments: argparse.Namespace) -> str:
    from bluezone.joining.upgrading.to_bundle import key_of_this_version, upgrade_to_bundle

    key = None if arguments.unsigned else arguments.key or key_of_this_version()
    if key is None and not arguments.unsigned:
        raise RefusedError("give --key FILE, the public key of whoever releases, or --unsigned")
    database = [] if arguments.database is None else ["--database", arguments.database]
    said = [
        option for option, is_said in (("--check-only", arguments.check_only), ("--json", arguments.json)) if is_said
    ]
    return upgrade_to_bundle(
        arguments.bundle,
        key,
        arguments.data,
        [*database, *said],
        check_only=arguments.check_only,
        tell=to_whoever_still_hears,
    )


def _upgraded(arguments: argparse.Namespace) -> Upgraded:
    from bluezone.joining.doctor.exchange import is_exchange
    from bluezone.joining.portal.opening import Place
    from bluezone.joining.upgrading.exchange import upgrade_exchange
    from bluezone.joining.upgrading.portal import upgrade_portal

    if is_exchange(arguments.data):
        return upgrade_exchange(
            arguments.data, arguments.database, check_only=arguments.check_only, tell=to_whoever_still_hears
        )
    place = Place(arguments.data, arguments.database)
    return upgrade_portal(place, check_only=arguments.check_only, at=this_moment(), tell=to_whoever_still_hears)


def _in_words(upgraded: Upgraded, arguments: argparse.Namespace) -> str:
    if not upgraded.changes:
        return f"The data are of this version ({upgraded.after}) already."
    what = f"{upgraded.changes} changes of the tables, {upgraded.rows} rows, all of them there"
    if arguments.check_only:
        return f"It would go well: {what}. Nothing was changed."
    way_back = "\nThe way back, for a week: bluezone rollback --data DIR" if upgraded.is_kept else ""
    return f"Upgraded to {upgraded.after}: {what}. Start the service.{way_back}"
