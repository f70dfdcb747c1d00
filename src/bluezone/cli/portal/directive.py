"""`bluezone portal directive`: a directive enters the register from its files, and the maker's counts beside it."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import sys
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened
from bluezone.joining.portal.opening import world_from
from bluezone.joining.refusal import RefusedError
from bluezone.vietnam.numbers import whole_number

_COLUMNS = ["organisation", "indicator", "count"]
_MOST_BYTES = 8 << 20


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Register a directive, seat people at it, and take in what the app's maker counted."
    group = commands.add_parser("directive", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    _register_load(subcommands)
    _register_seat(subcommands)
    _register_vendor(subcommands)


def _register_load(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Register the directive in FILE; look at it first with `bluezone inspect directive FILE`."
    parser = commands.add_parser("load", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the directive, as TOML")
    parser.add_argument("--organisations", type=Path, required=True, metavar="CSV", help="who takes part")
    parser.add_argument("--signed", type=Path, metavar="PDF", help="the letter as it was signed")
    parser.set_defaults(run=_load)


def _register_seat(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Let somebody work for an office of a directive; what they may do there, their role says."
    parser = commands.add_parser("seat", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("directive", help="its id")
    parser.add_argument("office", help="the office's id in the list")
    parser.add_argument("username", help="how the person signs in")
    parser.set_defaults(run=_seat)


def _register_vendor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sentence = "Take in what the app's maker counted (csv: organisation,indicator,count); shown beside, never added."
    parser = commands.add_parser("vendor-counts", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("directive", help="its id")
    parser.add_argument("file", type=Path, metavar="CSV", help=f"columns {','.join(_COLUMNS)}")
    parser.add_argument(
        "--as-of",
        type=dt.date.fromisoformat,
        required=True,
        metavar="YYYY-MM-DD",
        help="the day that the counts are of, as the app's maker says",
    )
    parser.set_defaults(run=_vendor)


def _load(arguments: argparse.Namespace) -> int:
    source, listed = _read(arguments.file), _read(arguments.organisations)
    signed = _read(arguments.signed) if arguments.signed else None
    world = world_from(opened(arguments))

    from django.db import transaction

    from bluezone.portal.directives.services.letters import keep_signed_pdf
    from bluezone.portal.directives.services.registering import register_directive
    from bluezone.rollout.errors import RolloutError

    try:
        with transaction.atomic():
            record = register_directive(
                actor=None,
                source=source,
                name=arguments.file.name,
                organisations=listed,
                organisations_name=arguments.organisations.name,
                now=world.now(),
            )
            if signed is not None:
                name = arguments.signed.name
                keep_signed_pdf(actor=None, record=record, content=signed, name=name, now=world.now())
    except RolloutError as error:
        raise RefusedError(str(error)) from error
    expected = record.participants.filter(is_expected=True).count()
    print(f"{record.key}: {expected} reports expected before {record.due:%Y-%m-%d %H:%M %z}")
    return 0


def _seat(arguments: argparse.Namespace) -> int:
    world = world_from(opened(arguments))

    from bluezone.portal.directives.models import Participant
    from bluezone.portal.directives.services.registering import give_membership
    from bluezone.portal.identity.models import Staff

    participant = Participant.objects.filter(directive__key=arguments.directive, key=arguments.office).first()
    staff = Staff.objects.filter(username=arguments.username, is_active=True).first()
    if participant is None or staff is None:
        raise RefusedError("there is no such directive, office or colleague")
    give_membership(actor=None, participant=participant, staff=staff, now=world.now())
    return 0


def _vendor(arguments: argparse.Namespace) -> int:
    counts = _counts(_read(arguments.file), arguments.file.name)
    world = world_from(opened(arguments))

    from bluezone.portal.directives.models import DirectiveRecord
    from bluezone.portal.directives.services.others import keep_vendor_counts

    record = DirectiveRecord.objects.filter(key=arguments.directive).first()
    if record is None:
        raise RefusedError(f"there is no directive {arguments.directive}")
    many = keep_vendor_counts(actor=None, record=record, counts=counts, as_of=arguments.as_of, now=world.now())
    print(f"{many} counts", file=sys.stderr)
    return 0


def _counts(data: bytes, name: str) -> dict[str, dict[str, int]]:
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RefusedError(f"{name}: not csv in UTF-8") from error
    if not rows or rows[0] != _COLUMNS:
        raise RefusedError(f"{name}: the first line must be {','.join(_COLUMNS)}")
    found: dict[str, dict[str, int]] = {}
    for line, row in enumerate(rows[1:], 2):
        count = whole_number(row[2], most_digits=10) if len(row) == len(_COLUMNS) else None
        if count is None:
            raise RefusedError(f"{name}: line {line}: an organisation, an indicator and a whole number")
        found.setdefault(row[0], {})[row[1]] = count
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES * 2)
    except OSError as error:
        raise RefusedError(f"{path.name} cannot be read: {error.strerror}") from error
    if len(data) > _MOST_BYTES * 2 - 1:
        raise RefusedError(f"{path.name} is too large")
    return data
