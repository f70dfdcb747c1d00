"""`bluezone exchange keys install`: a signed list comes into force, while the exchange runs or not."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from bluezone.joining.exchange.noted_clock import noted_clock
from bluezone.joining.folders import require_own
from bluezone.joining.refusal import RefusedError

_LOOK_S, _LOOKS = 0.05, 600


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Put a list that the root signed in force; a running exchange announces it at once. Safe to repeat."
    parser = commands.add_parser("install", help=sentence, description=sentence)
    parser.add_argument("list", type=Path, metavar="LIST", help="what `keys sign` wrote")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's data directory")
    parser.add_argument(
        "--at-once", action="store_true", help="for stolen keys: without the two days in which phones hear of new ones"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.publishing import open_files
    from bluezone.exchange.publishing.files import noted_bucket
    from bluezone.exchange.publishing.signers import names_list, require_readable
    from bluezone.exchange.rotation import install_list
    from bluezone.exchange.service import is_served
    from bluezone.exchange.settings import ExchangeSettings
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.signature import MAX_KEY_LIST_BYTES

    require_own(arguments.data)
    settings = ExchangeSettings(data=arguments.data, bucket=noted_bucket(arguments.data))
    files = open_files(settings)
    file = read_bounded(arguments.list, MAX_KEY_LIST_BYTES)
    keys = install_list(
        settings.key_directory,
        file,
        noted_clock(arguments.data)() // 1000,
        require_readable=lambda current, following: require_readable(
            files, current, following, renewing=arguments.at_once
        ),
        at_once=arguments.at_once,
    )

    def is_announced() -> bool:
        """Whether the index names the list, and whoever asks for the newest is given it, which is a moment later."""
        index, newest = files.read_anew("v1/index"), files.read_anew("v1/newest-keys")
        return index is not None and names_list(index.data, keys) and newest is not None and newest.data == file

    def is_taken_up() -> bool:
        """Whether it lies where it is published; what announces it may have to be co-signed first."""
        return files.read_anew(f"v1/keys/{keys.sequence}") is not None

    if is_served(settings.data):
        _wait_until(is_taken_up if keys.required_witnesses else is_announced)
    said = {"sequence": keys.sequence, "announced": is_announced(), "required_witnesses": keys.required_witnesses}
    print(json.dumps(said))
    return 0


def _wait_until(is_announced: Callable[[], bool]) -> None:
    """Waits until the running exchange, which looks every second, has seen the list."""
    for _ in range(_LOOKS):
        if is_announced():
            return
        time.sleep(_LOOK_S)
    raise RefusedError("the list is in force, and the running exchange has not announced it: see its log")
