"""Who signed what, for what, and how many of them (docs/protocol/3-batches.md, "Signatures" and "Key list")."""

from __future__ import annotations

from collections.abc import Iterator

from bluezone.conformance.exchange.loose import LooseFile, holds, known_kind
from bluezone.conformance.exchange.rule import NotMetError, Rule, require
from bluezone.conformance.exchange.visit import INDEX, NEWEST_KEYS, Visit
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import LISTED_KINDS
from bluezone.protocol.signature import KeyList, Kind, VerifyingKey, read_key_list, signed_message

_PAGE = "3-batches.md, Signatures"
_BY_TWO_OR_ONE = (2, 1)


def the_root_signed_the_key_list(visit: Visit) -> str:
    try:
        keys = read_key_list(visit.first(NEWEST_KEYS), visit.root)
    except PeerError as error:
        raise NotMetError(f"{NEWEST_KEYS}: {error}") from error
    return f"key list {keys.sequence} with {len(keys.keys)} keys"


def every_file_is_signed_for_its_own_kind(visit: Visit) -> str:
    count = 0
    for name, kind, file in _signed_files(visit):
        for signature in file.signatures:
            _require_of_kind(visit.keys, name, kind, file.identity, signature)
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
        "signature-kind",
        _PAGE,
        "Every signature is made for the file's own kind, by a listed key of that kind.",
        every_file_is_signed_for_its_own_kind,
    ),
    Rule(
        "signature-count",
        _PAGE,
        "A file has as many signatures, by different keys, as its kind needs; a configuration may have two.",
        every_file_has_as_many_signatures_as_the_list_asks,
    ),
)
