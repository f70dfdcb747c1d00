"""`bluezone device door`: a radio at a door that counts running phones by the quarter hour, and is no phone."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.telling import to_stderr


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Count running phones at a door by the quarter hour until SIGINT or SIGTERM; no identifier is kept."
    parser = commands.add_parser("door", help=sentence, description=sentence)
    parser.add_argument(
        "--radio", required=True, metavar="SPEC", help="bluez, bumble:CONTROLLER, virtual:DIR or replay:FILE"
    )
    parser.add_argument("--post", required=True, metavar="CODE", help="by which the file names the door post")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the counts as JSON, made if missing, else gone on with"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import asyncio

    from bluezone.joining.device.counting_at_door import Options, count_at_door

    asyncio.run(count_at_door(Options(arguments.radio, arguments.post, arguments.out), to_stderr))
    return 0
