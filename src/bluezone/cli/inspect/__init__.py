"""`bluezone inspect …`: read-only looks into the formats. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.inspect import batch, daily_keys, ids, kernel, list_file, log, match, paper


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Look into ids, keys, exposure lists, logs, batches, papers and an office's lists, and change nothing."
    group = commands.add_parser("inspect", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (ids, daily_keys, match, batch, log, list_file, kernel, paper):
        module.register(subcommands)
