"""`bluezone exchange keys show`: the list in force, and which key signs now."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bluezone.cli.exchange.keys.public_keys import key_in_words, list_in_words
from bluezone.joining.exchange.noted_clock import noted_clock


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print the key list in force as JSON: what each key is for, from when to when, and which sign now."
    parser = commands.add_parser("show", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's data directory")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.keyring import SIGNED_HERE, held_keys, load_keyring
    from bluezone.exchange.settings import ExchangeSettings

    directory = ExchangeSettings(data=arguments.data).key_directory
    keyring = load_keyring(directory)
    now_s = noted_clock(arguments.data)() // 1000
    signing = {keyring.signer(kind, now_s).verifying_key.value for kind in SIGNED_HERE}
    listed = {one.public for one in keyring.key_list.keys}
    rows = [{**key_in_words(one), "signs": one.public in signing} for one in keyring.key_list.keys]
    requested = [held.key for held in held_keys(directory) if held.key.verifying_key.value not in listed]
    ids = [{"kind": key.kind.value, "id": key.verifying_key.key_id.hex()} for key in requested]
    print(json.dumps({**list_in_words(keyring.key_list), "keys": rows, "requested": ids}))
    return 0
