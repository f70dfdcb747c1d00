"""`bluezone inspect log`: the audit of a mirror.

Whoever holds all leaf hashes needs no proof shorter than they are: the root is computed anew and must be the signed
one, every published file must be a leaf, and every leaf a published file (explained.py). Only the step from an earlier
audit uses a consistency proof, because that is what two auditors can send each other. A witness is an auditor who signs
what it found (--cosign).
"""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from bluezone.protocol.index import Head, Index, Published, VerifiedIndex
    from bluezone.protocol.signature import KeyList, Kind, Opened, VerifyingKey

_MAX_AUDIT_BYTES = 4_096


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Audit a copy of everything an exchange published and print what was found as JSON."
    parser = commands.add_parser("log", help=sentence, description=sentence)
    parser.add_argument("mirror", type=Path, metavar="FOLDER", help="with index, keys, batch and log/tile in it")
    parser.add_argument("--root", metavar="HEX|FILE", help="the root's public key; unless told, the mirror's own root")
    parser.add_argument(
        "--extends", type=Path, metavar="AUDIT.json", help="what an earlier audit printed; the log must extend it"
    )
    parser.add_argument(
        "--head", type=Path, metavar="FILE", help="a head that waits for witnesses, instead of the index's"
    )
    parser.add_argument(
        "--witness",
        action="append",
        default=[],
        metavar="HEX|FILE",
        help="a witness's public key that must have signed this head, whatever the key list asks for; repeatable",
    )
    parser.add_argument(
        "--cosign", type=Path, metavar="FILE", help="a witness's secret key, 32 bytes: sign the head if all holds"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.inspect.explained import require_explained
    from bluezone.cli.inspect.reading import newest_numbered, read_keys
    from bluezone.joining.reading import read_bounded, read_root
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.index import MAX_HEAD_BYTES

    mirror = _published_folder(arguments.mirror)
    newest = newest_numbered(mirror / "keys")
    if newest is None:
        raise RefusedError(f"{mirror} holds no key list")
    root = read_root(str(mirror / "root") if arguments.root is None else arguments.root)
    keys = read_keys(newest, root)
    verified = _read_served(mirror, keys, root)
    if arguments.head is not None:
        verified = _with_head(verified, read_bounded(arguments.head, MAX_HEAD_BYTES), keys)
    leaves = _read_leaves(mirror / "log" / "tile", verified.head)
    _require_in_log(verified.index.files, leaves)
    for published in verified.index.files:
        _require_genuine(mirror, published, keys, root)
    _require_chain(mirror, verified)
    unexplained = require_explained(mirror, verified, leaves)
    extended = _require_extension(arguments.extends, leaves, verified.head)
    _require_witnesses(verified.index, [read_root(named) for named in arguments.witness])
    found = _describe(verified, extended) | {"unexplained": unexplained}
    if arguments.cosign is not None:
        found |= _cosigned(verified.index.head, arguments.cosign)
    print(json.dumps(found))
    return 0


def _published_folder(folder: Path) -> Path:
    """Finds the folder itself, or its v1, which is how an exchange keeps it."""
    return folder / "v1" if (folder / "v1").is_dir() else folder


def _read_served(mirror: Path, newest: KeyList, root: VerifyingKey) -> VerifiedIndex:
    """Reads the index under the newest list. Where that waits for its first co-signed head, the list that the index
    names asks for the witnesses, unless the newest withdrew a key of that."""
    from bluezone.cli.inspect.reading import read_keys
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.errors import VerificationError
    from bluezone.protocol.index import MAX_INDEX_BYTES, read_index
    from bluezone.protocol.signature import Kind

    data = read_bounded(mirror / "index", MAX_INDEX_BYTES)
    try:
        return read_index(data, newest)
    except VerificationError:
        before = mirror / "keys" / str(newest.sequence - 1)
        if not before.exists():
            raise
        served = read_keys(before, root)
        if served.withdrawn_by(newest, (Kind.INDEX, Kind.HEAD, Kind.WITNESS)):
            raise
        verified = read_index(data, served)
        named = verified.index.newest(Kind.KEYS)
        if named is None or named.sequence != served.sequence:
            raise
        return verified


def _read_leaves(tiles: Path, head: Head) -> list[bytes]:
    """Reads all leaf hashes up to the head, once they make its root."""
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, root_of

    leaves: list[bytes] = []
    while len(leaves) < head.size:
        number = len(leaves) // TILE_LEAVES
        tile = read_bounded(tiles / str(number), TILE_LEAVES * HASH_BYTES)
        wanted = min(TILE_LEAVES, head.size - len(leaves)) * HASH_BYTES
        if len(tile) < wanted or len(tile) % HASH_BYTES:
            raise RefusedError(f"tile {number} has {len(tile)} bytes, and at least {wanted} belong to the head")
        leaves += [tile[at : at + HASH_BYTES] for at in range(0, wanted, HASH_BYTES)]
    if root_of(leaves) != head.root:
        raise RefusedError("the leaves do not make the signed root")
    return leaves


def _require_in_log(files: tuple[Published, ...], leaves: list[bytes]) -> None:
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.log import leaf_hash

    known = set(leaves)
    for file in files:
        if leaf_hash(file.kind, file.sequence, file.identity) not in known:
            raise RefusedError(f"{file.kind} {file.sequence} is listed and is not in the log")


def _require_genuine(mirror: Path, published: Published, keys: KeyList, root: VerifyingKey) -> None:
    """Requires that the file in the mirror is the listed one, and properly signed."""
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.config import open_configuration
    from bluezone.protocol.errors import PeerError
    from bluezone.protocol.signature import Kind, open_file, open_key_list

    data = read_bounded(mirror / published.kind.value / str(published.sequence), published.size)
    if published.kind is Kind.KEYS:
        opened = open_key_list(data, root)
    elif published.kind is Kind.CONFIG:
        opened = open_configuration(data, keys)
    else:
        opened = open_file(published.kind, data, keys)
    if len(data) != published.size or opened.identity != published.identity:
        raise RefusedError(f"{published.kind} {published.sequence} is not the file that the index lists")
    try:
        _require_timely(published.kind, data, opened, keys)
    except PeerError as error:
        raise RefusedError(f"{published.kind} {published.sequence}: {error}") from error


def _require_timely(kind: Kind, data: bytes, opened: Opened, keys: KeyList) -> None:
    """Requires what a phone asks of a genuine file: signers that were valid at its own time, and of a configuration the
    signatures that its values need. Raises PeerError."""
    from bluezone.protocol.batch import parse_batch
    from bluezone.protocol.config import read_configuration
    from bluezone.protocol.revocation import read_revocation
    from bluezone.protocol.signature import Kind

    if kind is Kind.CONFIG:
        read_configuration(data, keys)
    elif kind is Kind.REVOCATION:
        read_revocation(data, keys)
    elif kind in (Kind.BATCH, Kind.ROLLUP):
        opened.require_valid_at(parse_batch(opened.body).window_end_s)


def _require_chain(mirror: Path, verified: VerifiedIndex) -> None:
    """Requires listed batches to follow each other without a gap, each naming the one before; roll-ups, too."""
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.batch import parse_batch
    from bluezone.protocol.signature import Kind, split_unverified

    for kind in (Kind.BATCH, Kind.ROLLUP):
        before: Published | None = None
        for file in verified.index.of_kind(kind):
            data = read_bounded(mirror / kind.value / str(file.sequence), file.size)
            bodies = [body for body in split_unverified(data) if _identity(body) == file.identity]
            batch = parse_batch(bodies[0])
            if batch.sequence != file.sequence or batch.kind != kind:
                raise RefusedError(f"{kind} {file.sequence} calls itself {batch.kind} {batch.sequence}")
            if before and (file.sequence != before.sequence + 1 or batch.previous != before.identity):
                raise RefusedError(f"{kind} {file.sequence} does not follow {before.sequence}")
            before = file


def _identity(body: memoryview) -> bytes:
    from bluezone.protocol.signature import identity_of

    return identity_of(body)


def _require_extension(earlier: Path | None, leaves: list[bytes], head: Head) -> int | None:
    """Requires that the log extends the earlier audit, if one was named; the size of that."""
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.log import consistency_proof, verify_consistency

    if earlier is None:
        return None
    try:
        audit = json.loads(read_bounded(earlier, _MAX_AUDIT_BYTES))
        size, root = int(audit["leaves"]), bytes.fromhex(audit["root"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise RefusedError(f"{earlier} is not what an audit printed") from error
    if not 0 < size <= len(leaves):
        raise RefusedError(f"the log has shrunk from {size} to {len(leaves)} leaves")
    verify_consistency(size, root, head.size, head.root, consistency_proof(leaves, size))
    return size


def _with_head(verified: VerifiedIndex, proposed: bytes, keys: KeyList) -> VerifiedIndex:
    """Puts the same index over a head that nobody has witnessed yet."""
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.index import VerifiedIndex, read_head

    head = read_head(proposed, keys)
    if head.size < verified.head.size:
        raise RefusedError(f"the proposed head has {head.size} leaves, fewer than the {verified.head.size} published")
    index = msgspec.structs.replace(verified.index, head=proposed, witnesses=())
    return VerifiedIndex(index, head, 0, verified.later_leaves)


def _require_witnesses(index: Index, wanted: list[VerifyingKey]) -> None:
    """Requires each of these on the head. The index's own were verified with it; these may be in no list."""
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.errors import VerificationError
    from bluezone.protocol.index import verify_cosignature

    for witness in wanted:
        given = [signed for signed in index.witnesses if signed.key_id == witness.key_id]
        if not given:
            raise RefusedError(f"the witness {witness.key_id.hex()} has not signed this head")
        try:
            verify_cosignature(index.head, given[0], witness)
        except VerificationError as error:
            raise RefusedError(f"the signature of the witness {witness.key_id.hex()} is not genuine") from error


def _cosigned(head: bytes, secret: Path) -> dict[str, str]:
    """Writes what the exchange's internal API takes as a witness's word."""
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.index import cosign
    from bluezone.protocol.signature import KEY_BYTES, Kind, SigningKey

    value = read_bounded(secret, KEY_BYTES)
    if len(value) != KEY_BYTES:
        raise RefusedError(f"{secret} is not a secret key of {KEY_BYTES} bytes")
    given = cosign(head, SigningKey(Kind.WITNESS, value))
    return {"key_id": _base64(given.key_id), "signature": _base64(given.signature)}


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _describe(verified: VerifiedIndex, extended: int | None) -> dict[str, Any]:
    head = verified.head
    return {
        "leaves": head.size,
        "root": head.root.hex(),
        "head_issued_s": head.issued_s,
        "index_issued_s": verified.index.issued_s,
        "index_valid_until_s": verified.index.valid_until_s,
        "files": len(verified.index.files),
        "witnesses": verified.witnessed_by,
        "extends": extended,
    }
