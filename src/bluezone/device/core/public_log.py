"""The public log as a phone follows it: only its new leaves are fetched, and they must lead to the signed head.

docs/protocol/4-log.md. A part of the conversation in feed.py: it yields what it needs and is sent what came.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bluezone.protocol.errors import MalformedError, VerificationError
from bluezone.protocol.index import Head
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, CompactRange, leaf_hash
from bluezone.protocol.signature import Kind

TILE_PATH = "/v1/log/tile"
MAX_TILES_AT_ONCE = 1_024
File: TypeAlias = bytes | memoryview
"""A published file; a large one is a view of a file mapped into memory."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Wanted: the bytes at this path, at most so many."""

    path: str
    limit: int


class PublicLog:
    """The public log, grown from what this phone knew to the signed head (docs/protocol/4-log.md).

    Root against head proves consistency and inclusion at once, for the leaves that went into it.
    """

    def __init__(self, size: int, peaks: Sequence[bytes], head: Head) -> None:
        self.head = head
        self.peaks: tuple[bytes, ...] = ()
        self._known = CompactRange(size, list(peaks))
        self._proven: set[bytes] = set()
        self.new: frozenset[bytes] = frozenset()
        """Leaves that were logged since this phone looked last."""
        self._is_whole = size == 0

    def extend(self) -> Generator[Fetch, File, None]:
        """Fetches and checks the leaves that are new to this phone."""
        if self.head.size < self._known.size:
            raise VerificationError("the public log has shrunk")
        yield from self._grow(self._known.copy())
        self.new = frozenset(self._proven)

    def require(self, kind: Kind, sequence: int, identity: bytes) -> Generator[Fetch, File, None]:
        """Refuses a file that is not in the log. One older than our last visit is looked for in the whole log."""
        leaf = leaf_hash(kind, sequence, identity)
        if leaf not in self._proven and not self._is_whole:
            self._is_whole = True
            yield from self._grow(CompactRange())
        if leaf not in self._proven:
            raise VerificationError(f"{kind} {sequence} is not in the public log")

    def _grow(self, grown: CompactRange) -> Generator[Fetch, File, None]:
        for tile in self._tiles(grown.size):
            leaves = _cut(bytes((yield Fetch(f"{TILE_PATH}/{tile}", TILE_LEAVES * HASH_BYTES))))
            first = tile * TILE_LEAVES
            if len(leaves) > TILE_LEAVES or first + len(leaves) < min(first + TILE_LEAVES, self.head.size):
                raise MalformedError(f"tile {tile} of the public log has the wrong size")
            for leaf in leaves[grown.size - first : self.head.size - first]:
                grown.append(leaf)
                self._proven.add(leaf)
                if grown.size == self._known.size and grown.peaks != self._known.peaks:
                    raise VerificationError("the public log was rewritten")
        if grown.size != self.head.size or grown.root() != self.head.root:
            raise VerificationError("the public log does not lead to its signed head")
        self.peaks = tuple(grown.peaks)

    def _tiles(self, size: int) -> range:
        if self.head.size == size:
            return range(0)
        first, last = size // TILE_LEAVES, (self.head.size - 1) // TILE_LEAVES
        if last - first > MAX_TILES_AT_ONCE:
            raise MalformedError("the public log grew beyond reason")
        return range(first, last + 1)


def _cut(tile: bytes) -> list[bytes]:
    if len(tile) % HASH_BYTES:
        raise MalformedError("a tile of the log is cut off")
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]
