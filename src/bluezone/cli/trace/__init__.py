"""`bluezone trace …`: who is how far from a confirmed case, from a line list and its contacts. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.trace import levels, regimes, replay, reproduction, what_if, why


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Trace an outbreak from a line list and its contacts, and store nothing."
    group = commands.add_parser("trace", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (levels, why, what_if, replay, reproduction, regimes):
        module.register(subcommands)
