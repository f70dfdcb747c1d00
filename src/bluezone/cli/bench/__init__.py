"""`bluezone bench …`: measured figures, each with the machine it was measured on (`bluezone.lab` measures them).

The commands stand beside what they measure, a file for each: the exchange, the portal, what needs neither.
"""

from __future__ import annotations

import argparse

from bluezone.cli.bench import alone, of_exchange, of_portal


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands, by name."""
    sentence = "Measure how fast a part of Bluezone is on this machine."
    group = commands.add_parser("bench", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for measurement in sorted((*alone.COMMANDS, *of_exchange.COMMANDS, *of_portal.COMMANDS), key=lambda one: one.name):
        measurement.register(subcommands)
