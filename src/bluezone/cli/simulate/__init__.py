"""`bluezone simulate …`: the whole chain on recorded contacts. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.simulate import battery, lists, replay, sweep


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Run the whole chain on recorded contacts and score who is warned."
    group = commands.add_parser("simulate", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (replay, sweep, lists, battery):
        module.register(subcommands)
