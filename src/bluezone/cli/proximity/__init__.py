"""`bluezone proximity …`: fit, judge and show how well nearness can be told from Bluetooth. One file a command.

Only this folder may use numerical and learning libraries (the `analytics` extra); what it learns is written down as
plain numbers, which `bluezone.device.core.proximity` evaluates without them. Labelled recordings stay where they are.
"""

from __future__ import annotations

import argparse

from bluezone.cli.proximity import fit, offsets, predict, report

__all__ = ["register"]


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Fit, use and show the model that turns signal strengths into distances and minutes."
    group = commands.add_parser("proximity", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in (fit, predict, report, offsets):
        module.register(subcommands)
