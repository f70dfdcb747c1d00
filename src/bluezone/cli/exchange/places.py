"""`bluezone exchange places`: hands a commune's signed places to a running exchange, which phones ask for them."""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path

from bluezone.cli.exchange.internal_client import InternalClient, add_internal_arguments


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Publish a commune's signed places, in which phones look typed codes up, and print what came out."
    parser = commands.add_parser("places", help=sentence, description=sentence)
    parser.add_argument("file", type=Path, metavar="FILE", help="as venue places has written it")
    add_internal_arguments(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.place_codes import MAX_PLACES_BYTES

    data = read_bounded(arguments.file, MAX_PLACES_BYTES)
    with InternalClient(arguments.internal, arguments.internal_key) as exchange:
        print(json.dumps(exchange.post("places", {"file": base64.b64encode(data).decode()})))
    return 0
