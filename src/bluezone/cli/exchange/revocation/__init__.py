"""`bluezone exchange revocation …`: two persons take a published batch back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from bluezone.cli.exchange.revocation import propose
from bluezone.cli.exchange.two_persons import Matter, register_steps
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.cli.exchange.mirror import Mirror


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Take a published batch back: one proposes, two sign, the exchange publishes, phones withdraw warnings."
    group = commands.add_parser("revocation", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    propose.register(subcommands)
    register_steps(subcommands, Matter("revocation", "revocation", "revocations", _describe))


def _describe(body: bytes, mirror: Mirror) -> dict[str, Any]:
    from bluezone.protocol.revocation import Revocation
    from bluezone.protocol.signature import decode_body

    revocation = decode_body(body, Revocation, "revocation")
    listed = mirror.listed(revocation.kind, revocation.revoked)
    if listed.identity != revocation.identity:
        raise RefusedError(f"the published {revocation.kind} {revocation.revoked} is not the file that is meant here")
    return {
        "revokes": f"{revocation.kind} {revocation.revoked}",
        "identity": revocation.identity.hex(),
        "window_end_s": listed.window_end_s,
        "sequence": revocation.sequence,
        "issued_s": revocation.issued_s,
    }
