"""`bluezone exchange keys internal`: another bearer key for the portal, without a moment in which neither works."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bluezone.joining.chance import entropy


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = (
        "Draw the next key of the internal interface, accepted at once beside the old one; --finish ends the old."
    )
    parser = commands.add_parser("internal", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's data directory")
    parser.add_argument("--finish", action="store_true", help="the portal has the next key: accept no other")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.internal_keys import begin_change, finish_change

    if arguments.finish:
        finish_change(arguments.data)
        print(json.dumps({"accepted": ["internal.key"]}))
    else:
        begin_change(arguments.data, entropy)
        print(json.dumps({"accepted": ["internal.key", "internal.next.key"]}))
    return 0
