"""`bluezone documents …`: official papers from a file to a signed PDF and back. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.documents import example, sign, verify, write


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Write official papers, sign them, and verify signatures (inspect paper judges their form)."
    group = commands.add_parser("documents", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (example, write, sign, verify):
        module.register(subcommands)
