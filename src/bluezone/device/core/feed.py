"""Following what is published: which files to fetch, and what must hold before any of it is believed.

docs/protocol/3-batches.md and 4-log.md. The conversation is a generator: it yields what it needs and is sent what
came; it touches no network. It ends with a new Feed only if everything held: key list under the pinned root, index,
head and witnesses, every leaf of the log, configuration, and every batch in sequence. On any doubt it raises and the
old Feed stays, so that nobody can be served half an update.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

from bluezone.protocol.batch import MAX_BATCH_BYTES, Batch, read_batch
from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration, read_configuration
from bluezone.protocol.errors import GapError, MalformedError, PeerError, VerificationError
from bluezone.protocol.index import MAX_INDEX_BYTES, Head, Index, Published, VerifiedIndex, read_index
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, CompactRange, leaf_hash
from bluezone.protocol.signature import (
    MAX_KEY_LIST_BYTES,
    KeyList,
    Kind,
    VerifyingKey,
    open_file,
    read_key_list,
)

INDEX_PATH = "/v1/index"
KEYS_PATH = "/v1/newest-keys"
TILE_PATH = "/v1/log/tile"
MAX_TILES_AT_ONCE = 1_024
_RETAINED_S = 13 * DAY_MS // 1000
_NO_IDENTITY = bytes(32)


@dataclass(frozen=True, slots=True)
class Fetch:
    """Wanted: the bytes at this path, at most so many."""

    path: str
    limit: int


@dataclass(frozen=True, slots=True)
class Examine:
    """A verified batch to be matched now; examining the same one again must do no harm."""

    batch: Batch
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Feed:
    """How far this phone has followed what is published."""

    configuration: Configuration
    keys: KeyList | None = None
    log_size: int = 0
    log_peaks: tuple[bytes, ...] = ()
    next_batch: int = 0
    """Sequence of the first batch not yet examined; 0 before the first one."""
    last_identity: bytes = _NO_IDENTITY
    """Of the last batch examined."""
    issued_s: int = 0
    """The greatest index time seen."""
    valid_until_s: int = 0
    witnessed_by: int = 0
    root: bytes = b""
    """Root of the log at `log_size`, for the owner to compare with others."""


Conversation = Generator["Fetch | Examine", bytes, Feed]


def follow(feed: Feed, root: VerifyingKey) -> Conversation:
    """One update, from the index to the last new batch."""
    index_file = yield Fetch(INDEX_PATH, MAX_INDEX_BYTES)
    feed, verified = yield from _verified_index(feed, index_file, root)
    leaves = yield from _extended_log(feed, verified.head)
    feed = yield from _newest_configuration(feed, verified.index, leaves)
    feed = yield from _new_batches(feed, verified.index, leaves)
    index = verified.index
    return replace(
        feed,
        log_size=leaves.grown.size,
        log_peaks=tuple(leaves.grown.peaks),
        issued_s=index.issued_s,
        valid_until_s=index.valid_until_s,
        witnessed_by=verified.witnessed_by,
        root=verified.head.root,
    )


@dataclass(frozen=True, slots=True)
class _Leaves:
    """The log, grown to the new head, and the leaves that are new in it."""

    grown: CompactRange
    new: frozenset[bytes]

    def require(self, file: Published) -> None:
        if leaf_hash(file.kind, file.sequence, file.identity) not in self.new:
            raise VerificationError(f"{file.kind} {file.sequence} is not in the public log")


def _verified_index(
    feed: Feed, index_file: bytes, root: VerifyingKey
) -> Generator[Fetch, bytes, tuple[Feed, VerifiedIndex]]:
    """The index under the key list we hold, or under a newer one that the pinned root signed."""
    if feed.keys is not None:
        try:
            return feed, _no_older(feed, read_index(index_file, feed.keys))
        except VerificationError:
            pass  # perhaps the keys were rotated: only a list signed by the root can say so
    keys = read_key_list((yield Fetch(KEYS_PATH, MAX_KEY_LIST_BYTES)), root)
    if feed.keys is not None and keys.sequence < feed.keys.sequence:
        raise GapError("the key list went backwards")
    return replace(feed, keys=keys), _no_older(feed, read_index(index_file, keys))


def _no_older(feed: Feed, verified: VerifiedIndex) -> VerifiedIndex:
    if verified.index.issued_s < feed.issued_s:
        raise GapError("the index is older than one seen before")
    return verified


def _extended_log(feed: Feed, head: Head) -> Generator[Fetch, bytes, _Leaves]:
    """Fetches all new leaves, in whole tiles, and compares the root: consistency and inclusion at once.

    Only leaves past our own size enter the root, so only they are proven and count; what a tile says about older
    places is not looked at.
    """
    if head.size < feed.log_size:
        raise VerificationError("the public log has shrunk")
    grown = CompactRange(feed.log_size, list(feed.log_peaks))
    first = feed.log_size // TILE_LEAVES
    last = max(0, head.size - 1) // TILE_LEAVES
    if last - first > MAX_TILES_AT_ONCE:
        raise MalformedError("the public log grew beyond reason")
    seen = set()
    for tile in range(first, last + 1) if head.size > feed.log_size else ():
        leaves = _cut((yield Fetch(f"{TILE_PATH}/{tile}", TILE_LEAVES * HASH_BYTES)))
        for leaf in leaves[grown.size - tile * TILE_LEAVES : head.size - tile * TILE_LEAVES]:
            seen.add(leaf)
            grown.append(leaf)
    if grown.size != head.size or grown.root() != head.root:
        raise VerificationError("the public log does not lead to its signed head")
    return _Leaves(grown, frozenset(seen))


def _cut(tile: bytes) -> list[bytes]:
    if len(tile) % HASH_BYTES:
        raise MalformedError("a tile of the log is cut off")
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def _newest_configuration(feed: Feed, index: Index, leaves: _Leaves) -> Generator[Fetch, bytes, Feed]:
    newest = index.newest(Kind.CONFIG)
    if newest is None or newest.sequence == feed.configuration.sequence:
        return feed
    if newest.sequence < feed.configuration.sequence:
        raise GapError("the configuration went backwards")
    leaves.require(newest)
    keys = _keys(feed)
    file = yield Fetch(newest.path, MAX_CONFIG_BYTES)
    configuration = read_configuration(file, keys)
    _require_listed(newest, open_file(Kind.CONFIG, file, keys).identity, configuration.sequence)
    return replace(feed, configuration=configuration)


def _new_batches(feed: Feed, index: Index, leaves: _Leaves) -> Generator[Fetch | Examine, bytes, Feed]:
    """Every batch from the next one on, without a gap, each naming the one before it."""
    listed = {file.sequence: file for file in index.of_kind(Kind.BATCH)}
    if not listed:
        return feed
    feed = _started(feed, listed, index)
    for sequence in range(feed.next_batch, max(listed) + 1):
        if sequence not in listed:
            raise GapError(f"batch {sequence} is missing")
        feed = yield from _next_batch(feed, listed[sequence], leaves)
    return feed


def _started(feed: Feed, listed: dict[int, Published], index: Index) -> Feed:
    """A new phone starts at the oldest batch; one that was away for two weeks resumes there, and only then."""
    oldest = min(listed)
    if feed.next_batch >= oldest:
        return feed
    aged = listed[oldest].window_end_s <= index.issued_s - _RETAINED_S
    if feed.next_batch and not aged:
        raise GapError(f"batch {feed.next_batch} is missing")
    return replace(feed, next_batch=oldest, last_identity=_NO_IDENTITY)


def _next_batch(feed: Feed, file: Published, leaves: _Leaves) -> Generator[Fetch | Examine, bytes, Feed]:
    leaves.require(file)
    data = yield Fetch(file.path, min(file.size, MAX_BATCH_BYTES))
    batch, opened = read_batch(data, Kind.BATCH, _keys(feed))
    _require_listed(file, opened.identity, batch.sequence)
    if feed.last_identity not in (_NO_IDENTITY, batch.previous):
        raise GapError(f"batch {batch.sequence} does not follow the one before it")
    if batch.config_sequence > feed.configuration.sequence:
        raise GapError(f"batch {batch.sequence} needs a newer configuration than the index names")
    yield Examine(batch, feed.configuration)
    return replace(feed, next_batch=batch.sequence + 1, last_identity=opened.identity)


def _require_listed(file: Published, identity: bytes, sequence: int) -> None:
    if identity != file.identity or sequence != file.sequence:
        raise VerificationError(f"{file.kind} {file.sequence} is not the file that the index names")


def _keys(feed: Feed) -> KeyList:
    if feed.keys is None:
        raise PeerError("no key list is known yet")
    return feed.keys
