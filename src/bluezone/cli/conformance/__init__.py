"""`bluezone conformance …`: what anybody built from docs/protocol, held to its sentences. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.conformance import exchange, phone


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Hold what anybody built from docs/protocol to its sentences."
    group = commands.add_parser("conformance", help=sentence, description=sentence)
    kinds = group.add_subparsers(metavar="what", required=True)
    exchange.register(kinds)
    phone.register(kinds)
