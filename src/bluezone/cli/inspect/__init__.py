"""`bluezone inspect …`: read-only looks into the formats. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.inspect import batch, daily_keys, directive, ids, kernel, log, match


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Look into ids, keys, exposure lists, logs, batches and directives without changing anything."
    group = commands.add_parser("inspect", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (ids, daily_keys, match, batch, log, kernel, directive):
        module.register(subcommands)
