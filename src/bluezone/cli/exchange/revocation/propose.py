"""`bluezone exchange revocation propose`: which file is meant, for two persons to look at and sign."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.exchange.internal_client import InternalClient, add_internal_arguments
from bluezone.cli.exchange.two_persons import write_new_proposal
from bluezone.cli.whole_numbers import whole_number
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.protocol.revocation import Revocation

_MOST = 10**12


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Propose that one batch or roll-up must not count; nothing changes until two persons have signed."
    parser = commands.add_parser("propose", help=sentence, description=sentence)
    meant = parser.add_mutually_exclusive_group(required=True)
    meant.add_argument("--batch", type=whole_number(1, _MOST), metavar="N", help="the batch's number")
    meant.add_argument("--rollup", type=whole_number(1, _MOST), metavar="N", help="the roll-up's number")
    meant.add_argument(
        "--again",
        type=whole_number(1, _MOST),
        metavar="N",
        help="instead: a revocation that is out, for others to sign before a key is dropped",
    )
    add_internal_arguments(parser)
    parser.add_argument("--published", metavar="URL|DIR", help="with --again: what phones read, or a copy")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the proposal")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.protocol.proposal import propose
    from bluezone.protocol.signature import Kind

    revocation = _published_before(arguments) if arguments.again else _next(arguments)
    proposal = propose(Kind.REVOCATION, revocation)
    write_new_proposal(arguments.out, proposal)
    revokes = f"{revocation.kind} {revocation.revoked}"
    print(json.dumps({"revokes": revokes, "sequence": revocation.sequence, "fingerprint": proposal.fingerprint}))
    return 0


def _published_before(arguments: argparse.Namespace) -> Revocation:
    """Reads what was published under this number, whoever signed it: those who sign it now look at it themselves."""
    from bluezone.cli.exchange.mirror import fetch_from
    from bluezone.protocol.revocation import Revocation
    from bluezone.protocol.signature import decode_body, identity_of, split_unverified

    if arguments.published is None:
        raise RefusedError("--again needs --published")
    with InternalClient(arguments.internal, arguments.internal_key) as exchange:
        files = exchange.get("published")["files"]
    listed = {file["identity"] for file in files if (file["kind"], file["sequence"]) == ("revocation", arguments.again)}
    for body in split_unverified(fetch_from(arguments.published)(f"v1/revocation/{arguments.again}")):
        if identity_of(body).hex() in listed:
            return decode_body(body, Revocation, "revocation")
    raise RefusedError(f"the exchange has published no revocation {arguments.again}, or it is listed no more")


def _next(arguments: argparse.Namespace) -> Revocation:
    from bluezone.protocol.revocation import Revocation
    from bluezone.protocol.signature import Kind

    kind, number = (Kind.BATCH, arguments.batch) if arguments.batch else (Kind.ROLLUP, arguments.rollup)
    with InternalClient(arguments.internal, arguments.internal_key) as exchange:
        published = exchange.get("published")
    known = {(file["kind"], file["sequence"]): file for file in published["files"]}
    if (kind.value, number) not in known:
        raise RefusedError(f"the exchange has published no {kind} {number}, or it is forgotten already")
    following = 1 + max((sequence for name, sequence in known if name == Kind.REVOCATION.value), default=0)
    identity = bytes.fromhex(known[kind.value, number]["identity"])
    return Revocation(following, kind, number, identity, published["now_s"])
