"""`bluezone portal demo-data`: an office to show; and the authenticator's code for whoever has no app at hand."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.portal.place import add_place_options, opened
from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.portal.demo_logins import CERTIFICATES_FOLDER, LOGINS_FILE, PASSPHRASE, ROOTS_FOLDER, code_now
from bluezone.joining.portal.opening import world_from

if TYPE_CHECKING:
    from bluezone.portal.world import World


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Put an invented office into an empty portal and print its logins."
    parser = commands.add_parser("demo-data", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--code", metavar="NAME", help="only print the code that this person's app would show now")
    parser.add_argument("--without-rollout", action="store_true", help="leave the directive of August 2020 out")
    parser.add_argument(
        "--people",
        type=whole_number(0, 1_000_000),
        default=0,
        metavar="N",
        help="with an outbreak of so many people, the same each time (default: none)",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.code:
        print(code_now(arguments.data, arguments.code))
        return 0
    world = world_from(opened(arguments))
    write_logins(arguments, world)
    print(_write_certificates(arguments.data / CERTIFICATES_FOLDER, world.now()))
    return 0


def write_logins(arguments: argparse.Namespace, world: World) -> None:
    """Fills the portal that was opened with the invented office; prints its logins, and writes them beside its data."""
    from bluezone.portal.demo.filling import fill, table_of
    from bluezone.portal.reports.wrapping import wrapping_key

    with_rollout, people = not arguments.without_rollout, arguments.people
    logins = fill(world, wrapping_key=wrapping_key(), with_rollout=with_rollout, people=people)
    table = table_of(logins)
    descriptor = os.open(arguments.data / LOGINS_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(table)
    print(table, end="")


def _write_certificates(folder: Path, now: dt.datetime) -> str:
    """Writes what leaders and clerks sign and seal with, and notes whose it is; says how."""
    from bluezone.portal.demo.certificates import make_certificates, note_certificates

    made = make_certificates(now, PASSPHRASE)
    note_certificates(made, now)
    (folder / ROOTS_FOLDER).mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / ROOTS_FOLDER / "demonstration.der").write_bytes(made.root)
    for name, data in made.files.items():
        (folder / f"{name}.p12").write_bytes(data)
    return (
        f"certificates of a demonstration, good for nothing else: {folder}/*.p12, passphrase {PASSPHRASE}; "
        f"serve with --roots {folder / ROOTS_FOLDER}"
    )
