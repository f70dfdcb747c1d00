"""Following what is published: which files to fetch, and what must hold before any of it is believed.

docs/protocol/3-batches.md and 4-log.md. The conversation is a generator: it yields what it needs and is sent what
came; it touches no network. It ends with a new Feed only if everything held: key list under the pinned root, index,
head and witnesses, every leaf of the log, configuration, and every batch in sequence. On any doubt it raises and the
old Feed stays, so that nobody can be served half an update.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TypeAlias

from bluezone.protocol.batch import Batch, read_batch
from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration, open_configuration, read_configuration
from bluezone.protocol.errors import EmbargoError, ExpiredError, GapError, MalformedError, VerificationError
from bluezone.protocol.index import MAX_INDEX_BYTES, Head, Index, Published, VerifiedIndex, read_index
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, CompactRange, leaf_hash
from bluezone.protocol.revocation import MAX_REVOCATION_BYTES, read_revocation
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    MAX_KEY_LIST_BYTES,
    SIGNATURE_BYTES,
    KeyList,
    Kind,
    VerifyingKey,
    identity_of,
    open_file,
    read_key_list,
)

INDEX_PATH = "/v1/index"
KEYS_PATH = "/v1/newest-keys"
"""The newest key list: what a phone asks for when it cannot verify the index, and so cannot believe its numbers."""
TILE_PATH = "/v1/log/tile"
MAX_TILES_AT_ONCE = 1_024
_RETAINED_S = 13 * DAY_MS // 1000
_NO_IDENTITY = bytes(32)
File: TypeAlias = bytes | memoryview
"""A published file; a large one is a view of a file mapped into memory."""


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
    anew: bool = False
    """The tolerance has changed: what was found in this batch before is to be judged again."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A batch that was revoked: whatever rests on it alone no longer counts. Doing it again must do no harm."""

    sequence: int


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
    matched_tolerance: int | None = None
    """Tolerance in slots with which the batches were examined."""
    next_revocation: int = 0
    """Sequence of the first revocation not yet read."""
    revoked: tuple[int, ...] = ()
    """Batches that are revoked, as long as they are listed."""


Conversation = Generator["Fetch | Examine | Withdraw", File, Feed]


class _ListAheadError(VerificationError):
    """The newest key list is newer than the index: it was published between our two requests, or it is false."""


def follow(feed: Feed, root: VerifyingKey) -> Conversation:
    """Follows what is published: one update, from the index to the last new batch."""
    try:
        return (yield from _follow_once(feed, root))
    except _ListAheadError:
        return (yield from _follow_once(feed, root))  # an index that is fetched now names it, or the list is refused


def _follow_once(feed: Feed, root: VerifyingKey) -> Conversation:
    index_file = bytes((yield Fetch(INDEX_PATH, MAX_INDEX_BYTES)))
    trusted = yield from _verified_index(feed, index_file, root)
    log = _Log(feed, trusted.verified.head)
    yield from log.extend()
    trusted = yield from _newest_keys(feed, trusted, index_file, log, root)
    index, keys = trusted.verified.index, trusted.keys
    followed = yield from _newest_configuration(replace(feed, keys=keys), index, keys, log)
    followed = yield from _new_revocations(followed, index, keys, log)
    followed = yield from _new_batches(_rewound(followed), index, keys, log)
    return replace(
        followed,
        log_size=log.head.size,
        log_peaks=log.peaks,
        issued_s=index.issued_s,
        valid_until_s=index.valid_until_s,
        witnessed_by=trusted.verified.witnessed_by,
        root=log.head.root,
        matched_tolerance=followed.configuration.risk.tolerance_slots,
    )


@dataclass(frozen=True, slots=True)
class _Trusted:
    """An index, and the key list under which it holds."""

    verified: VerifiedIndex
    keys: KeyList
    keys_identity: bytes = b""
    """Of a list that was fetched just now, and so must be in the log; empty for the one we had."""


class _Log:
    """The public log, grown from what this phone knew to the signed head (docs/protocol/4-log.md).

    Root against head proves consistency and inclusion at once, for the leaves that went into it.
    """

    def __init__(self, feed: Feed, head: Head) -> None:
        self.head = head
        self.peaks: tuple[bytes, ...] = ()
        self._known = CompactRange(feed.log_size, list(feed.log_peaks))
        self._proven: set[bytes] = set()
        self._is_whole = feed.log_size == 0

    def extend(self) -> Generator[Fetch, File, None]:
        """Fetches and checks the leaves that are new to this phone."""
        if self.head.size < self._known.size:
            raise VerificationError("the public log has shrunk")
        yield from self._grow(self._known.copy())

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


def _verified_index(feed: Feed, index_file: bytes, root: VerifyingKey) -> Generator[Fetch, File, _Trusted]:
    """The index under the key list we hold, or under a newer one that the pinned root signed."""
    if feed.keys is not None:
        try:
            return _Trusted(_no_older(feed, read_index(index_file, feed.keys)), feed.keys)
        except (VerificationError, ExpiredError):
            pass  # perhaps the keys were rotated: only a list signed by the root can say so
    file = bytes((yield Fetch(KEYS_PATH, MAX_KEY_LIST_BYTES)))
    keys = _no_older_keys(feed, read_key_list(file, root))
    identity = b"" if keys == feed.keys else _identity_of_key_list(file)
    return _Trusted(_no_older(feed, read_index(index_file, keys)), keys, identity)


def _newest_keys(
    feed: Feed, trusted: _Trusted, index_file: bytes, log: _Log, root: VerifyingKey
) -> Generator[Fetch, File, _Trusted]:
    """Any new key list must be in the log; and one that the index names is taken although the old one still works:
    it may withdraw keys, and it names those of calls and certificates."""
    newest = trusted.verified.index.newest(Kind.KEYS)
    if newest is not None and newest.sequence > trusted.keys.sequence:
        file = bytes((yield Fetch(newest.path, MAX_KEY_LIST_BYTES)))
        keys = _no_older_keys(feed, read_key_list(file, root))
        _require_listed(newest, file, _identity_of_key_list(file), keys.sequence)
        trusted = _Trusted(_no_older(feed, read_index(index_file, keys)), keys, newest.identity)
    if trusted.keys_identity:
        try:
            yield from log.require(Kind.KEYS, trusted.keys.sequence, trusted.keys_identity)
        except VerificationError as error:
            raise _ListAheadError(str(error)) from error
    return trusted


def _no_older(feed: Feed, verified: VerifiedIndex) -> VerifiedIndex:
    if verified.index.issued_s < feed.issued_s:
        raise GapError("the index is older than one seen before")
    return verified


def _no_older_keys(feed: Feed, keys: KeyList) -> KeyList:
    if feed.keys is not None:
        if keys.sequence < feed.keys.sequence:
            raise GapError("the key list went backwards")
        if keys.sequence == feed.keys.sequence and keys != feed.keys:
            raise VerificationError(f"key list {keys.sequence} is not the one seen before")
    return keys


def _identity_of_key_list(file: bytes) -> bytes:
    return identity_of(file[: -(1 + KEY_ID_BYTES + SIGNATURE_BYTES)])  # the root signs alone


def _cut(tile: bytes) -> list[bytes]:
    if len(tile) % HASH_BYTES:
        raise MalformedError("a tile of the log is cut off")
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def _newest_configuration(feed: Feed, index: Index, keys: KeyList, log: _Log) -> Generator[Fetch, File, Feed]:
    newest = index.newest(Kind.CONFIG)
    if newest is None or newest.sequence == feed.configuration.sequence:
        return feed
    if newest.sequence < feed.configuration.sequence:
        raise GapError("the configuration went backwards")
    yield from log.require(newest.kind, newest.sequence, newest.identity)
    file = bytes((yield Fetch(newest.path, min(newest.size, MAX_CONFIG_BYTES))))
    configuration = read_configuration(file, keys)
    _require_listed(newest, file, open_configuration(file, keys).identity, configuration.sequence)
    return replace(feed, configuration=configuration)


def _new_revocations(feed: Feed, index: Index, keys: KeyList, log: _Log) -> Generator[Fetch | Withdraw, File, Feed]:
    """Takes new revocations before the batches, so that a phone that comes late never examines a revoked one."""
    listed = {file.sequence: file.identity for file in index.of_kind(Kind.BATCH)}
    revoked = {sequence for sequence in feed.revoked if sequence >= min(listed, default=0)}
    for file in index.of_kind(Kind.REVOCATION):
        if file.sequence < feed.next_revocation:
            continue
        yield from log.require(file.kind, file.sequence, file.identity)
        data = bytes((yield Fetch(file.path, min(file.size, MAX_REVOCATION_BYTES))))
        revocation = read_revocation(data, keys)
        _require_listed(file, data, open_file(Kind.REVOCATION, data, keys).identity, revocation.sequence)
        feed = replace(feed, next_revocation=file.sequence + 1)
        names_it = listed.get(revocation.revoked, revocation.identity) == revocation.identity
        if revocation.kind is Kind.BATCH and names_it:  # else it takes back nothing that there is
            revoked.add(revocation.revoked)
            yield Withdraw(revocation.revoked)
    return replace(feed, revoked=tuple(sorted(revoked)))


def _rewound(feed: Feed) -> Feed:
    """Goes back to the oldest batch if the tolerance has changed (docs/protocol/8-matching.md)."""
    if feed.matched_tolerance in (None, feed.configuration.risk.tolerance_slots):
        return feed
    return replace(feed, next_batch=0, last_identity=_NO_IDENTITY)


def _new_batches(feed: Feed, index: Index, keys: KeyList, log: _Log) -> Generator[Fetch | Examine, File, Feed]:
    """Every batch from the next one on, without a gap, each naming the one before it."""
    listed = {file.sequence: file for file in index.of_kind(Kind.BATCH)}
    if not listed:
        return feed
    if max(listed) + 1 < feed.next_batch:
        raise GapError(f"batch {feed.next_batch - 1} was published and is not listed any more")
    feed = _started(feed, listed, index)
    for sequence in range(feed.next_batch, max(listed) + 1):
        if sequence not in listed:
            raise GapError(f"batch {sequence} is missing")
        feed = yield from _next_batch(feed, listed[sequence], index, keys, log)
    return feed


def _started(feed: Feed, listed: dict[int, Published], index: Index) -> Feed:
    """Starts a new phone at the oldest batch; one that was away for two weeks resumes there, and only then."""
    oldest = min(listed)
    if feed.next_batch >= oldest:
        return feed
    aged = listed[oldest].window_end_s <= index.issued_s - _RETAINED_S
    if feed.next_batch and not aged:
        raise GapError(f"batch {feed.next_batch} is missing")
    return replace(feed, next_batch=oldest, last_identity=_NO_IDENTITY)


def _next_batch(
    feed: Feed, file: Published, index: Index, keys: KeyList, log: _Log
) -> Generator[Fetch | Examine, File, Feed]:
    yield from log.require(file.kind, file.sequence, file.identity)
    data = yield Fetch(file.path, file.size)
    batch, opened = read_batch(data, Kind.BATCH, keys)
    _require_listed(file, data, opened.identity, batch.sequence)
    if feed.last_identity not in (_NO_IDENTITY, batch.previous):
        raise GapError(f"batch {batch.sequence} does not follow the one before it")
    if batch.config_sequence > feed.configuration.sequence:
        raise GapError(f"batch {batch.sequence} needs a newer configuration than the index names")
    if batch.window_end_s != file.window_end_s or batch.window_end_s > index.issued_s:
        raise EmbargoError(f"batch {batch.sequence} claims a window that has not ended")
    if batch.sequence not in feed.revoked:
        tolerance = feed.configuration.risk.tolerance_slots
        yield Examine(batch, feed.configuration, anew=feed.matched_tolerance not in (None, tolerance))
    return replace(feed, next_batch=batch.sequence + 1, last_identity=opened.identity)


def _require_listed(file: Published, data: File, identity: bytes, sequence: int) -> None:
    if identity != file.identity or sequence != file.sequence or len(data) != file.size:
        raise VerificationError(f"{file.kind} {file.sequence} is not the file that the index names")
