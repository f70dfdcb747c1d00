"""`bluezone exchange keys …`: who may sign what, and how that changes. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.exchange.keys import draw, install, internal, rehearsed, request, show, sign


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Change the keys of an exchange: a request goes to the offline root key, a signed list comes back."
    group = commands.add_parser("keys", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (show, draw, request, sign, install, internal, rehearsed):
        module.register(subcommands)
