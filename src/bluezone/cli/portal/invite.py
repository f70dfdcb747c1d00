"""`bluezone portal invite`: back in for the last administrator, whom nobody inside could help."""

from __future__ import annotations

import argparse
import sys

from bluezone.cli.portal.place import add_place_options, opened
from bluezone.joining.portal.opening import world_from
from bluezone.joining.refusal import RefusedError

_RENEWS = ("password", "second_factor", "both")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = (
        "Print a code with which a colleague sets a lost password or second factor anew, once, within four hours."
    )
    parser = commands.add_parser("invite", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--username", required=True, help="how the person signs in")
    parser.add_argument("--lost", required=True, choices=_RENEWS, help="what is set anew")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    world = world_from(opened(arguments))

    from bluezone.portal.identity.models import Renewal, Staff
    from bluezone.portal.staff.invitations import invite

    staff = Staff.objects.filter(username=arguments.username.strip().lower()).first()
    if staff is None:
        raise RefusedError(f"nobody signs in as {arguments.username}")
    renews = Renewal(arguments.lost)
    print(invite(actor=None, staff=staff, renews=renews, now=world.now(), entropy=world.entropy))
    print("Type it at /account/invitation of the portal within four hours; it works once.", file=sys.stderr)
    return 0
