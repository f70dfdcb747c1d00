"""`bluezone exchange keys rehearsed`: the record of a rehearsal, once its steps led to a list that is in force."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from bluezone.joining.refusal import RefusedError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print the record of a rehearsal of two persons, once its first list is installed; refuses a real one."
    parser = commands.add_parser("rehearsed", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's, of the rehearsal")
    parser.add_argument("--person", action="append", required=True, metavar="NAME", help="twice: who was there")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.keyring import load_keyring
    from bluezone.exchange.settings import ExchangeSettings
    from bluezone.joining.exchange.noted_clock import noted_clock
    from bluezone.joining.rehearsal import is_rehearsal

    names = [" ".join(name.split()) for name in arguments.person]
    if len({name.casefold() for name in names if name}) != 2 or len(names) != 2:
        raise RefusedError("a ceremony takes two persons: name both, each by --person")
    keyring = load_keyring(ExchangeSettings(data=arguments.data).key_directory)
    if not is_rehearsal(keyring.root):
        raise RefusedError("this is no rehearsal: its root key is a real one, and stays where it is")
    now = dt.datetime.fromtimestamp(noted_clock(arguments.data)() / 1000, dt.UTC)
    count, sequence = len(keyring.key_list.keys), keyring.key_list.sequence
    print(f"Đã diễn tập {now:%d/%m/%Y %H:%M} UTC: {names[0]}, {names[1]}; danh sách khóa số {sequence}, {count} khóa.")
    print(f"Rehearsed on {now:%Y-%m-%d %H:%M} UTC: {names[0]}, {names[1]}; key list {sequence} with {count} keys.")
    print(f"Nothing real stands under these keys; erase them: rm -r {arguments.data}")
    return 0
