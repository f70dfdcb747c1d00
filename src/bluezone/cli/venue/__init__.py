"""`bluezone venue …`: codes of places, for tests and for whoever has no portal yet. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.venue import code, places


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Issue the codes that places put up at their doors."
    group = commands.add_parser("venue", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    code.register(subcommands)
    places.register(subcommands)
