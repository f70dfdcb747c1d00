"""`bluezone device …`: one phone on this machine. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.device import door, run


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Run a phone on this machine, or count running phones at a door, by Bluetooth or in a room of processes."
    group = commands.add_parser("device", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    run.register(subcommands)
    door.register(subcommands)
