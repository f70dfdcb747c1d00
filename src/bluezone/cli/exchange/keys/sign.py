"""`bluezone exchange keys sign`: the root's word over a requested list, on the machine that has the root key."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.exchange.keys.public_keys import difference, list_in_words
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.protocol.signature import KeyList, VerifyingKey


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Sign a requested key list with the root key, without a network, and print what it changes."
    parser = commands.add_parser("sign", help=sentence, description=sentence)
    parser.add_argument("request", type=Path, metavar="REQUEST", help="what `keys request` wrote")
    parser.add_argument("--root-key", type=Path, required=True, metavar="FILE", help="the root's private key")
    parser.add_argument(
        "--fingerprint", required=True, metavar="…", help="as the person at the exchange reads it from there"
    )
    parser.add_argument("--previous", type=Path, metavar="LIST", help="the list signed before; not for the first one")
    parser.add_argument("--out", type=Path, required=True, metavar="LIST", help="the signed list")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.durable_files import replace_file
    from bluezone.exchange.keyring import root_key
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.proposal import MAX_PROPOSAL_BYTES, read_proposal
    from bluezone.protocol.signature import Kind, read_key_list

    root = root_key(arguments.root_key)
    proposal = read_proposal(read_bounded(arguments.request, MAX_PROPOSAL_BYTES), Kind.KEYS)
    if proposal.signatures or arguments.fingerprint.lower() != proposal.fingerprint:
        raise RefusedError(f"this is not what was asked for: the request's fingerprint is {proposal.fingerprint}")
    file = proposal.signed_by(root).file()
    keys = read_key_list(file, root.verifying_key)
    before = _previous(arguments.previous, keys, root.verifying_key)
    replace_file(arguments.out, file)
    print(json.dumps({**list_in_words(keys), **difference(before, keys)}))
    return 0


def _previous(path: Path | None, keys: KeyList, root: VerifyingKey) -> KeyList | None:
    """Finds the list that this one follows. Raises RefusedError for one that follows nothing, or something else."""
    from bluezone.cli.inspect.reading import read_keys

    if path is None:
        if keys.sequence != 1:
            raise RefusedError(f"list {keys.sequence} follows another: give it with --previous")
        return None
    before = read_keys(path, root)
    if keys.sequence != before.sequence + 1:
        raise RefusedError(f"list {keys.sequence} does not follow list {before.sequence}")
    return before
