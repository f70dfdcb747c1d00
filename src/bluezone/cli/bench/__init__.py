"""`bluezone bench …`: measured figures, each with the machine it was measured on. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.bench import (
    cover,
    documents,
    exchange,
    guess,
    kernel,
    letters,
    lists,
    portal,
    proximity,
    publish,
    rollout,
)

_COMMANDS = (
    cover,
    documents,
    exchange,
    guess,
    kernel,
    letters,
    lists,
    portal,
    proximity,
    publish,
    rollout,
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Measure how fast a part of Bluezone is on this machine."
    group = commands.add_parser("bench", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in _COMMANDS:
        module.register(subcommands)
