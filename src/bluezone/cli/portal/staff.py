"""`bluezone portal staff`: the first administrator, whom nobody inside could make."""

from __future__ import annotations

import argparse
import sys

from bluezone.cli.portal.place import add_place_options, opened
from bluezone.joining.portal.opening import world_from
from bluezone.joining.refusal import RefusedError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Add an administrator and print the password for the first sign-in once."
    parser = commands.add_parser("staff", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--username", required=True, help="letters, digits and dots")
    parser.add_argument("--name", required=True, help="the full name")
    parser.add_argument("--unit", metavar="CODE", help="a province's or commune's code of today; default: the country")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    world = world_from(opened(arguments))

    from bluezone.portal.identity.roles import Role
    from bluezone.portal.places.selectors import unit_with_code
    from bluezone.portal.staff.services import hire

    unit = unit_with_code(arguments.unit, day=world.today()) if arguments.unit else None
    if arguments.unit and unit is None:
        raise RefusedError(f"there is no unit with the code {arguments.unit}")
    _, password = hire(
        actor=None,
        username=arguments.username,
        full_name=arguments.name,
        role=Role.ADMINISTRATOR,
        unit=unit,
        now=world.now(),
        entropy=world.entropy,
    )
    print(password)
    print("It must be changed at the first sign-in, and a second factor set up.", file=sys.stderr)
    return 0
