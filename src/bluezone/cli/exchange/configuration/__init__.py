"""`bluezone exchange configuration …`: what all phones are told, signed by persons."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from bluezone.cli.exchange.configuration import propose
from bluezone.cli.exchange.two_persons import Matter, register_steps

if TYPE_CHECKING:
    from bluezone.cli.exchange.mirror import Mirror


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = (
        "Change what all phones are told, under the signatures of persons; two where phones would erase what they "
        "need, hardly warn, or warn of nearly everybody."
    )
    group = commands.add_parser("configuration", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    propose.register(subcommands)
    register_steps(subcommands, Matter("config", "configuration", "configurations/signed", _describe))


def _describe(body: bytes, mirror: Mirror) -> dict[str, Any]:
    """Describes only what differs from the configuration in force."""
    import msgspec

    from bluezone.protocol.config import Configuration, read_configuration
    from bluezone.protocol.signature import Kind, decode_body

    proposed = decode_body(body, Configuration, "configuration")
    newest = mirror.verified.index.newest(Kind.CONFIG)
    present = None if newest is None else read_configuration(mirror.fetch(newest.path[1:]), mirror.keys)
    before: dict[str, Any] = {} if present is None else msgspec.to_builtins(present)
    after: dict[str, Any] = msgspec.to_builtins(proposed)
    changes = {name: value for name, value in after.items() if before.get(name) != value}
    signatures = 2 if proposed.is_grave else mirror.keys.signatures_for(Kind.CONFIG)
    grave = {
        "erases": proposed.erases,
        "silences": proposed.silences,
        "alarms": proposed.profile.warns_widely,
        "moves_levels": proposed.moves_levels,
    }
    return {"changes": changes, **grave, "required_signatures": signatures}
