"""`bluezone rollback`: the data of before an upgrade, put back."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from bluezone.cli.upgrade import add_place_options, this_moment
from bluezone.joining.refusal import RefusedError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Put a portal's data of before its upgrade back, while no service runs; say which version to start."
    parser = commands.add_parser("rollback", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.doctor.exchange import is_exchange
    from bluezone.joining.portal.opening import Place
    from bluezone.joining.upgrading.portal import roll_back_portal

    if is_exchange(arguments.data):
        raise RefusedError("an exchange does not go back, for its log would fork: restore a backup, which goes on")
    back = roll_back_portal(Place(arguments.data, arguments.database), at=this_moment())
    version = back.version or "of before"
    print(
        json.dumps(asdict(back))
        if arguments.json
        else f"The data are those of before {back.upgraded_at}. Start the version {version}; this one would ask for an"
        f" upgrade. What was written since then lies in upgrade/ for a week."
    )
    return 0
