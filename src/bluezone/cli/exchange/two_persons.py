"""What two persons sign together, each on a machine of their own: the steps that revocations and configurations share.

Whoever signs has the proposal shown first, verified against what is published, and gives the fingerprint that stands
there: nobody signs bytes that they have not looked at.
"""

from __future__ import annotations

import argparse
import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.cli.exchange.internal_client import InternalClient, add_internal_arguments
from bluezone.cli.exchange.mirror import Mirror, read_mirror
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.protocol.proposal import Proposal

Describe = Callable[[bytes, Mirror], dict[str, Any]]
"""What a body says, once it fits what is published; raises for one that could never be published."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of document."""

    kind: str
    name: str
    path: str
    """Where the internal interface takes it."""
    describe: Describe


def register_steps(commands: argparse._SubParsersAction[argparse.ArgumentParser], matter: Matter) -> None:
    """Adds `show`, `sign` and `publish`."""
    _add_show(commands, matter)
    _add_sign(commands, matter)
    _add_publish(commands, matter)


def write_new_proposal(path: Path, proposal: Proposal) -> None:
    from bluezone.exchange.durable_files import replace_file
    from bluezone.protocol.proposal import write_proposal

    replace_file(path, write_proposal(proposal))


def _add_show(commands: argparse._SubParsersAction[argparse.ArgumentParser], matter: Matter) -> None:
    sentence = f"Print as JSON what a proposed {matter.name} says, who has signed it, and its fingerprint."
    parser = commands.add_parser("show", help=sentence, description=sentence)
    _add_reading_arguments(parser)
    parser.set_defaults(run=lambda arguments: _show(arguments, matter))


def _add_sign(commands: argparse._SubParsersAction[argparse.ArgumentParser], matter: Matter) -> None:
    sentence = f"Add one person's signature to a proposed {matter.name} that this person has looked at."
    parser = commands.add_parser("sign", help=sentence, description=sentence)
    _add_reading_arguments(parser)
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="this person's private key")
    parser.add_argument("--fingerprint", required=True, metavar="…", help="as `show` printed it")
    parser.set_defaults(run=lambda arguments: _sign(arguments, matter))


def _add_publish(commands: argparse._SubParsersAction[argparse.ArgumentParser], matter: Matter) -> None:
    sentence = f"Hand a {matter.name} with its signatures to the running exchange, which publishes and logs it."
    parser = commands.add_parser("publish", help=sentence, description=sentence)
    parser.add_argument("proposal", type=Path, metavar="PROPOSAL", help="with every signature it needs")
    add_internal_arguments(parser)
    parser.set_defaults(run=lambda arguments: _publish(arguments, matter))


def _add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("proposal", type=Path, metavar="PROPOSAL", help="the file that travels")
    parser.add_argument("--published", required=True, metavar="URL|DIR", help="what phones read: an address or a copy")
    parser.add_argument("--root", required=True, metavar="HEX|FILE", help="the root's public key")


def _show(arguments: argparse.Namespace, matter: Matter) -> int:
    proposal, mirror = _read(arguments.proposal, matter), read_mirror(arguments.published, arguments.root)
    print(json.dumps(_described(proposal, matter, mirror), ensure_ascii=False))
    return 0


def _sign(arguments: argparse.Namespace, matter: Matter) -> int:
    from bluezone.exchange.durable_files import read_secret
    from bluezone.protocol.signature import KEY_BYTES, Kind, SigningKey

    proposal, mirror = _read(arguments.proposal, matter), read_mirror(arguments.published, arguments.root)
    if arguments.fingerprint.lower() != proposal.fingerprint:
        raise RefusedError(f"this is not what was looked at: the proposal's fingerprint is {proposal.fingerprint}")
    key = SigningKey(Kind(matter.kind), read_secret(arguments.key, KEY_BYTES))
    mirror.keys.key(key.kind, key.verifying_key.key_id)
    signed = proposal.signed_by(key)
    said = _described(signed, matter, mirror)
    write_new_proposal(arguments.proposal, signed)
    print(json.dumps(said, ensure_ascii=False))
    return 0


def _publish(arguments: argparse.Namespace, matter: Matter) -> int:
    file = _read(arguments.proposal, matter).file()
    with InternalClient(arguments.internal, arguments.internal_key) as exchange:
        published = exchange.post(matter.path, {"file": base64.b64encode(file).decode()})
    print(json.dumps(published))
    return 0


def _read(path: Path, matter: Matter) -> Proposal:
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.proposal import MAX_PROPOSAL_BYTES, read_proposal
    from bluezone.protocol.signature import Kind

    return read_proposal(read_bounded(path, MAX_PROPOSAL_BYTES), Kind(matter.kind))


def _described(proposal: Proposal, matter: Matter, mirror: Mirror) -> dict[str, Any]:
    """Describes the document, once the signatures so far are those of persons whom the key list names."""
    from bluezone.protocol.signature import VerifyingKey, identity_of, signed_message

    for made in proposal.signatures:
        listed = mirror.keys.key(proposal.kind, made.key_id)
        message = signed_message(proposal.kind, identity_of(proposal.body))
        VerifyingKey(listed.public).verify(made.signature, message)
    signers = [made.key_id.hex() for made in proposal.signatures]
    return {**matter.describe(proposal.body, mirror), "fingerprint": proposal.fingerprint, "signed_by": signers}
