"""`bluezone portal training`: a portal to learn with, marked for ever, in a folder of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.portal.demo_data import write_logins
from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.portal.opening import Place, open_portal, world_from


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Make a portal to learn with: invented people, a mark on every page and paper, and no way out."
    parser = commands.add_parser("training", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="missing or empty; a training for ever")
    parser.add_argument(
        "--clock", type=Path, metavar="FILE", help="a drill clock: 8 bytes, little-endian, ms since 1970"
    )
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
    from bluezone.portal.training import mark_as_training

    mark_as_training(arguments.data)
    write_logins(arguments, world_from(open_portal(Place(arguments.data, clock=arguments.clock))))
    print(
        f"a training, and never anything else; serve it: bluezone portal serve --data {arguments.data}\n"
        f"a code of somebody's authenticator: bluezone portal demo-data --data {arguments.data} --code NAME"
    )
    return 0
