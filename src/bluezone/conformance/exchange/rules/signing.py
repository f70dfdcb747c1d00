"""Who signed what, for what, and how many of them (docs/protocol/3-batches.md, "Signatures" and "Key list")."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.loose import LooseFile, holds, known_kind
from bluezone.conformance.exchange.rule import Rule, require
from bluezone.conformance.exchange.visit import INDEX, NEWEST_KEYS, Visit
from bluezone.protocol.errors import ExpiredError, PeerError
from bluezone.protocol.index import LISTED_KINDS
from bluezone.protocol.log import leaf_hash
from bluezone.protocol.signature import KeyList, Kind, VerifyingKey, open_key_list, read_key_list, signed_message

_PAGE = "3-batches.md, Signatures"
_BY_TWO_OR_ONE = (2, 1)


def the_root_signed_the_key_list(visit: Visit) -> str:
    try:
        keys = read_key_list(visit.first(NEWEST_KEYS), visit.root)
    except PeerError as error:
        raise NotMetError(f"{NEWEST_KEYS}: {error}") from error
    return f"key list {keys.sequence} with {len(keys.keys)} keys"


def the_newest_key_list_is_a_leaf(visit: Visit) -> str:
    """A list that came out between two requests is named by the log at a second look."""
    keys = visit.keys
    leaf = leaf_hash(Kind.KEYS, keys.sequence, open_key_list(visit.first(NEWEST_KEYS), visit.root).identity)
    if leaf not in visit.leaves:
        require(leaf in visit.anew().leaves, f"{NEWEST_KEYS} is a key list {keys.sequence} that the log does not hold")
    return f"key list {keys.sequence}"


def every_file_is_signed_for_its_own_kind(visit: Visit) -> str:
    count = 0
    for name, kind, file in _signed_files(visit):
        for signature in file.signatures:
            _require_of_kind(visit.keys, name, kind, file.identity, signature)
            count += 1
    return f"{count} signatures"


def every_signer_was_valid_at_the_files_own_time(visit: Visit) -> str:
    count = 0
    for name, kind, file in _signed_files(visit):
        time_s = _time_of(visit, name, kind)
        for key_id, _ in file.signatures:
            _require_valid(visit.keys, name, key_id, time_s)
            count += 1
    return f"{count} signatures"


def every_file_has_as_many_signatures_as_the_list_asks(visit: Visit) -> str:
    count = 0
    for name, kind, file in _signed_files(visit):
        asked = visit.keys.signatures_for(kind)
        allowed = {asked, *_BY_TWO_OR_ONE[: 1 if asked == 1 and kind is Kind.CONFIG else 0]}
        given = len(file.signatures)
        require(given in allowed, f"{name} has {given} signature(s), and the key list asks for {asked}")
        different = len({key_id for key_id, _ in file.signatures})
        require(different == given, f"{name} has {given} signatures by {different} key")
        count += 1
    return f"{count} files"


def _signed_files(visit: Visit) -> Iterator[tuple[str, Kind, LooseFile]]:
    """What keys of the key list sign. The list itself is the root's."""
    _ = visit.keys
    yield INDEX, Kind.INDEX, visit.index_file
    yield "the head", Kind.HEAD, visit.head_file
    for line in visit.listed(*sorted(LISTED_KINDS)):
        kind = known_kind(line.kind)
        if kind is not None and kind is not Kind.KEYS:
            yield line.name, kind, visit.file(line)


def _time_of(visit: Visit, name: str, kind: Kind) -> int:
    """A document's own time, as its page names it."""
    lines = {line.name: line for line in visit.index.files}
    times: dict[Kind, Callable[[], int]] = {
        Kind.BATCH: lambda: visit.batch(lines[name]).header.window_end_s,
        Kind.ROLLUP: lambda: visit.batch(lines[name]).header.window_end_s,
        Kind.REVOCATION: lambda: visit.revocation(lines[name]).issued_s,
        Kind.CONFIG: lambda: visit.configuration(lines[name]).issued_s,
    }
    return times[kind]() if kind in times else visit.index.issued_s


def _require_valid(keys: KeyList, name: str, key_id: bytes, time_s: int) -> None:
    """A key that is not listed is the matter of another rule."""
    for listed in keys.keys:
        if VerifyingKey(listed.public).key_id == key_id:
            try:
                listed.require_valid_at(time_s)
            except ExpiredError as error:
                raise NotMetError(
                    f"{name} is of {time_s}, and its key {key_id.hex()} is valid from {listed.valid_from_s} to "
                    f"{listed.valid_until_s}"
                ) from error


def _require_of_kind(keys: KeyList, name: str, kind: Kind, identity: bytes, signed: tuple[bytes, bytes]) -> None:
    key_id, signature = signed
    named = [listed for listed in keys.keys if VerifyingKey(listed.public).key_id == key_id]
    require(named, f"{name} is signed by {key_id.hex()}, which the key list does not name")
    key = named[0]
    for signed_as in (kind, *(other for other in Kind if other is not kind)):
        if holds(VerifyingKey(key.public), signature, signed_message(signed_as, identity)):
            require(signed_as is kind, f"{name} is signed as {signed_as}, and not as {kind}")
            require(key.kind is kind, f"{name} is signed by a key for {key.kind}")
            return
    raise NotMetError(f"a signature of {name} does not hold")


RULES = (
    Rule(
        "key-list",
        "3-batches.md, Key list",
        "The newest key list is signed by the root and readable.",
        the_root_signed_the_key_list,
    ),
    Rule(
        "newest-keys",
        "3-batches.md, What a phone does",
        "The newest key list is a leaf of the log, at a second look at the latest.",
        the_newest_key_list_is_a_leaf,
    ),
    Rule(
        "signature-kind",
        _PAGE,
        "Every signature is made for the file's own kind, by a listed key of that kind.",
        every_file_is_signed_for_its_own_kind,
    ),
    Rule(
        "signature-time",
        _PAGE,
        "Every signer was valid at the document's own time.",
        every_signer_was_valid_at_the_files_own_time,
    ),
    Rule(
        "signature-count",
        _PAGE,
        "A file has as many signatures, by different keys, as its kind needs; a configuration may have two.",
        every_file_has_as_many_signatures_as_the_list_asks,
    ),
)
