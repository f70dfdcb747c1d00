"""`bluezone portal deliver`: hands over the messages that are due. Run by a timer, once a minute."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.portal.opening import world_from


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Hand over the messages that are due, and print what became of them."
    parser = commands.add_parser("deliver", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--outlets", type=Path, required=True, metavar="FILE", help="by which ways messages leave")
    parser.add_argument(
        "--most", type=whole_number(1, 100_000), default=500, metavar="N", help="in this run; default 500"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    world = world_from(opened_again(arguments, outlets=arguments.outlets.resolve()))

    from bluezone.portal.messages.outlets.opening import outlets
    from bluezone.portal.messages.services import deliver_due

    run = deliver_due(outlets=outlets(), clock=world.now, most=arguments.most)
    print(f"sent {run.sent}, to be tried again {run.waiting}, failed {run.failed}, opted out {run.opted_out}")
    return 0
