"""`bluezone portal …`: run the authority's portal and operate it. One file a command."""

from __future__ import annotations

import argparse

from bluezone.cli.portal import (
    audit,
    backup,
    carry_over,
    deliver,
    demo_data,
    directive,
    export_outbreak,
    import_outbreak,
    indicators,
    invite,
    migrate,
    national,
    posters,
    publish_site,
    remind,
    replay,
    report_key,
    retention,
    serve,
    staff,
    trace,
    training,
    venue_key,
)

_COMMANDS = (
    serve,
    migrate,
    staff,
    invite,
    report_key,
    venue_key,
    posters,
    demo_data,
    training,
    backup,
    audit,
    deliver,
    publish_site,
    directive,
    import_outbreak,
    export_outbreak,
    indicators,
    national,
    remind,
    replay,
    retention,
    trace,
    carry_over,
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Run the portal of the health authority: cases, codes, reports, places, staff."
    group = commands.add_parser("portal", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for module in _COMMANDS:
        module.register(subcommands)
