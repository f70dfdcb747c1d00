"""The append-only log (docs/protocol/4-log.md)."""

from __future__ import annotations

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.loose import known_kind
from bluezone.conformance.exchange.rule import Rule, require
from bluezone.conformance.exchange.visit import TILE, Visit
from bluezone.protocol.index import LISTED_KINDS
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, leaf_hash, root_of

_PAGE = "4-log.md, Leaves"


def tiles_hold_every_leaf(visit: Visit) -> str:
    size = visit.head.size
    for number in range(-(-size // TILE_LEAVES)):
        found, wanted = len(visit.tile(number)), min(TILE_LEAVES, size - number * TILE_LEAVES) * HASH_BYTES
        whole = found >= wanted and found % HASH_BYTES == 0
        require(whole, f"{TILE}/{number} has {found} bytes, and {wanted} belong to the head")
    return f"{size} leaves"


def leaves_make_the_root(visit: Visit) -> str:
    if any(len(leaf) != HASH_BYTES for leaf in visit.leaves):
        raise NotMetError("the tiles hold fewer leaves than the head")
    require(root_of(visit.leaves) == visit.head.root, "the leaves do not make the signed root")
    return f"{visit.head.size} leaves"


def every_listed_file_is_a_leaf(visit: Visit) -> str:
    known = set(visit.leaves)
    lines = visit.listed(*sorted(LISTED_KINDS))
    for line in lines:
        kind = known_kind(line.kind)
        if kind is None or len(line.identity) != HASH_BYTES or not 0 <= line.sequence < 1 << 63:
            raise NotMetError(f"{line.name} is listed in a form that has no leaf")
        require(leaf_hash(kind, line.sequence, line.identity) in known, f"{line.name} is listed, and is no leaf")
    return f"{len(lines)} files"


def no_leaf_stands_twice(visit: Visit) -> str:
    twice = len(visit.leaves) - len(set(visit.leaves))
    require(not twice, f"{twice} leaves stand in the log again")
    return f"{len(visit.leaves)} leaves"


RULES = (
    Rule("log-tiles", _PAGE, "The tiles hold every leaf of the head, 32 bytes each.", tiles_hold_every_leaf),
    Rule("log-root", _PAGE, "The leaves make the root in the signed head.", leaves_make_the_root),
    Rule(
        "log-leaf",
        _PAGE,
        "Every listed file is a leaf, named by kind, sequence and identity.",
        every_listed_file_is_a_leaf,
    ),
    Rule("log-once", _PAGE, "No leaf stands twice.", no_leaf_stands_twice),
)
