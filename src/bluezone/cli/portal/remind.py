"""`bluezone portal remind`: what a timer calls each hour, so that nobody forgets a report."""

from __future__ import annotations

import argparse

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.joining.portal.opening import world_from


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Remind offices whose report is due in three days, in one, or today; each reminder goes out once."
    parser = commands.add_parser("remind", help=sentence, description=sentence)
    add_place_options(parser)
    ways = ("gateway", "queue")
    parser.add_argument("--by", choices=ways, help="also queue them as messages, which `deliver` then hands over")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    world = world_from(opened_again(arguments))

    from bluezone.portal.directives.services.reminding import MessageQueue, remind_everybody
    from bluezone.portal.messages.models import Outlet

    now = world.now()
    outlets = (MessageQueue(Outlet(arguments.by), now),) if arguments.by else ()
    for sent in remind_everybody(now=now, outlets=outlets):
        print(f"{sent.participant.key}\t{sent.text}")
    return 0
