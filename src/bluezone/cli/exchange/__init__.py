"""`bluezone exchange …`: run an exchange and operate it. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.exchange import (
    backup,
    canary,
    code,
    configuration,
    export_original,
    init,
    keys,
    places,
    publish,
    revocation,
    serve,
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Run the exchange that phones call, issue codes and publish batches."
    group = commands.add_parser("exchange", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (
        serve,
        init,
        keys,
        code,
        publish,
        places,
        configuration,
        revocation,
        backup,
        canary,
        export_original,
    ):
        module.register(subcommands)
