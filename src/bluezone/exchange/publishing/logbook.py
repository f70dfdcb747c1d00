"""The append-only log as the exchange keeps it: leaves in the store, tiles as files (docs/protocol/4-log.md)."""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.errors import ForkError
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.exchange.store import log as stored
from bluezone.exchange.store.log import Leaf
from bluezone.protocol.index import Head, Published, VerifiedIndex
from bluezone.protocol.log import TILE_LEAVES, CompactRange, root_of
from bluezone.protocol.signature import Kind


class Logbook:
    """Every leaf so far. `record` runs in the writer's transaction, `append` once that is committed."""

    def __init__(self, leaves: list[Leaf]) -> None:
        self._leaves: list[Leaf] = []
        self._hashes: list[bytes] = []
        self._files: dict[tuple[Kind, int], Published] = {}
        self._range = CompactRange()
        for leaf in leaves:
            self.append(leaf)

    def next_leaf(self, published: Published) -> Leaf:
        """The leaf that this file would become. Raises ForkError if another file has its place already."""
        if self.find(published.kind, published.sequence) is not None:
            raise ForkError(f"the log already holds a {published.kind} {published.sequence}")
        return Leaf(len(self._leaves), published)

    @staticmethod
    def record(connection: sa.Connection, leaf: Leaf) -> None:
        stored.add_leaf(connection, leaf)

    def append(self, leaf: Leaf) -> None:
        if leaf.number != len(self._leaves):
            raise ForkError(f"leaf {leaf.number} does not follow the {len(self._leaves)} that are there")
        self._leaves.append(leaf)
        self._hashes.append(leaf.hash)
        self._files[leaf.published.kind, leaf.published.sequence] = leaf.published
        self._range.append(leaf.hash)

    def head(self, issued_s: int) -> Head:
        return Head(self._range.size, self._range.root(), issued_s)

    def find(self, kind: Kind, sequence: int) -> Published | None:
        """The file in the log with this number."""
        return self._files.get((kind, sequence))

    def newest(self, kind: Kind) -> Published | None:
        return next((leaf.published for leaf in reversed(self._leaves) if leaf.published.kind == kind), None)

    def next_sequence(self, kind: Kind) -> int:
        newest = self.newest(kind)
        return newest.sequence + 1 if newest else 1

    def of_kind(self, kind: Kind, *, ends_after_s: int = 0) -> list[Published]:
        """Files of a kind whose window ended after a moment, in the log's order."""
        files = (leaf.published for leaf in self._leaves if leaf.published.kind == kind)
        return [file for file in files if file.window_end_s >= ends_after_s]

    @property
    def hashes(self) -> list[bytes]:
        return self._hashes

    @property
    def size(self) -> int:
        return len(self._leaves)

    def write_tiles(self, files: PublishedFiles, first_leaf: int) -> None:
        """Writes every tile that holds a leaf from this one on."""
        for tile in range(first_leaf // TILE_LEAVES, -(-self.size // TILE_LEAVES)):
            hashes = self._hashes[tile * TILE_LEAVES : (tile + 1) * TILE_LEAVES]
            files.replace(f"v1/log/tile/{tile}", b"".join(hashes))


def require_extends(known_hashes: list[bytes], index: VerifiedIndex) -> None:
    """Raises ForkError unless the log that we would sign on extends a head that was signed before."""
    if index.head.size > len(known_hashes):
        raise ForkError("more is published than the store knows of; restore with the published files first")
    if root_of(known_hashes[: index.head.size]) != index.head.root:
        raise ForkError("what is published is not what the store says; nothing more will be signed")
