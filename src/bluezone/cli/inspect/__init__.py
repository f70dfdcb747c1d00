"""`bluezone inspect …`: read-only looks into the formats. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.inspect import (
    acts,
    batch,
    daily_keys,
    directive,
    ids,
    installed,
    kernel,
    list_file,
    log,
    mark,
    match,
    paper,
    venue,
)

_COMMANDS = (
    ids,
    daily_keys,
    match,
    batch,
    log,
    list_file,
    directive,
    acts,
    kernel,
    installed,
    paper,
    venue,
    mark,
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = (
        "Look into ids, keys, lists, logs, batches, papers, directives, acts and codes at doors, and change nothing."
    )
    group = commands.add_parser("inspect", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in _COMMANDS:
        module.register(subcommands)
