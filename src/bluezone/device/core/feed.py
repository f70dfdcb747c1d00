"""Following what is published: which files to fetch, and what must hold before any of it is believed.

docs/protocol/3-batches.md and 4-log.md. The conversation is a generator: it yields what it needs and is sent what
came; it touches no network. It ends with a new Feed only if everything held: key list under the pinned root, index,
head and witnesses, every leaf of the log, configuration, revocations and batches in sequence, and nothing in the log
that the index keeps to itself. On any doubt it raises and the old Feed stays, so that nobody can be served half an
update. The wall clock is asked too: what is dated far ahead of it is refused, and so binds nobody later.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

from bluezone.device.core.anchor import ALLOWANCE_MS, is_far_ahead
from bluezone.device.core.public_log import Fetch, File, PublicLog
from bluezone.protocol.batch import Batch, read_batch
from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration, open_configuration, read_configuration
from bluezone.protocol.errors import (
    AheadError,
    EmbargoError,
    ExpiredError,
    GapError,
    VerificationError,
)
from bluezone.protocol.index import MAX_INDEX_BYTES, Index, Published, VerifiedIndex, read_index
from bluezone.protocol.revocation import MAX_REVOCATION_BYTES, Revocation, read_revocation
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

__all__ = [
    "INDEX_PATH",
    "KEYS_PATH",
    "TELLS_THE_TIME",
    "Conversation",
    "Examine",
    "Feed",
    "Fetch",
    "File",
    "HeldBack",
    "Withdraw",
    "follow",
]

INDEX_PATH = "/v1/index"
KEYS_PATH = "/v1/newest-keys"
"""The newest key list: what a phone asks for when it cannot verify the index, and so cannot believe its numbers."""
_RETAINED_S = 13 * DAY_MS // 1000
_NO_IDENTITY = bytes(32)
TELLS_THE_TIME = frozenset({Kind.INDEX, Kind.TIME})
"""Kinds of keys whose signatures a phone takes as proof of the time."""
_REMEMBERED_BATCHES = 22 * 24
"""No more than one comes out an hour: of one so far back nothing is kept any more that it could match."""
_TO_BE_MATCHED_ANEW = -1
"""In place of a tolerance: no batch was examined with this one."""


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
class HeldBack:
    """Tells that a batch and those behind it wait: it names a day that is not over by the phone's own clock."""

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
    """Batches that are revoked, as long as they could match anything, whatever an index lists meanwhile."""
    first_batch: int = 0
    """Sequence of the oldest batch listed when this phone began, or came back from being away; 0 if unknown."""

    def to_be_matched_anew(self) -> Feed:
        """Has the next update examine every listed batch once more, as if the tolerance had changed."""
        return replace(self, matched_tolerance=_TO_BE_MATCHED_ANEW)


Conversation = Generator["Fetch | Examine | Withdraw | HeldBack", File, Feed]


class _ListAheadError(VerificationError):
    """The newest key list is newer than the index: it was published between our two requests, or it is false."""


def follow(feed: Feed, root: VerifyingKey, wall_ms: int) -> Conversation:
    """One update, from the index to the last new batch. `wall_ms` is the phone's own clock."""
    if is_far_ahead(feed.issued_s * 1000, wall_ms):
        feed = replace(feed, issued_s=0)  # it was believed by a clock that has been set right since
    try:
        return (yield from _follow_once(feed, root, wall_ms))
    except _ListAheadError:
        return (yield from _follow_once(feed, root, wall_ms))  # an index fetched now names it, or the list is refused


def _follow_once(feed: Feed, root: VerifyingKey, wall_ms: int) -> Conversation:
    index_file = bytes((yield Fetch(INDEX_PATH, MAX_INDEX_BYTES)))
    trusted = yield from _verified_index(feed, index_file, root)
    _require_of_now(trusted.verified, wall_ms)
    log = PublicLog(feed.log_size, feed.log_peaks, trusted.verified.head)
    yield from log.extend()
    trusted = yield from _newest_keys(feed, trusted, index_file, log, root)
    index, keys = trusted.verified.index, trusted.keys
    followed = yield from _newest_configuration(replace(feed, keys=keys), index, keys, log)
    followed = yield from _new_revocations(followed, index, keys, log)
    followed = yield from _new_batches(_rewound(followed), _Shelf(index, keys, log, wall_ms))
    _require_all_told(feed, followed, trusted.verified, log)
    return replace(
        followed,
        log_size=log.head.size,
        log_peaks=log.peaks,
        issued_s=index.issued_s,
        valid_until_s=index.valid_until_s,
        witnessed_by=trusted.verified.witnessed_by,
        root=log.head.root,
    )


@dataclass(frozen=True, slots=True)
class _Trusted:
    """An index, and the key list under which it holds."""

    verified: VerifiedIndex
    keys: KeyList
    keys_identity: bytes = b""
    """Of a list that was fetched just now, and so must be in the log; empty for the one we had."""


def _verified_index(feed: Feed, index_file: bytes, root: VerifyingKey) -> Generator[Fetch, File, _Trusted]:
    """The index under the key list we hold, or under a newer one that the pinned root signed."""
    if feed.keys is not None:
        try:
            return _Trusted(_no_older(feed, read_index(index_file, feed.keys)), feed.keys)
        except (VerificationError, ExpiredError, GapError):
            pass  # perhaps the keys were rotated, or had told a false time: only a list signed by the root can say so
    file = bytes((yield Fetch(KEYS_PATH, MAX_KEY_LIST_BYTES)))
    keys = _no_older_keys(feed, read_key_list(file, root))
    identity = b"" if keys == feed.keys else _identity_of_key_list(file)
    return _Trusted(_no_older(_renewed(feed, keys), read_index(index_file, keys)), keys, identity)


def _require_of_now(verified: VerifiedIndex, wall_ms: int) -> None:
    """Refuses an index of the future, and one that comes with a head of long ago."""
    issued_s = verified.index.issued_s
    if is_far_ahead(issued_s * 1000, wall_ms):
        raise AheadError("the index is dated far ahead of this phone's clock", issued_s)
    verified.require_head_of_now()


def _renewed(feed: Feed, keys: KeyList) -> Feed:
    """Forgets what was seen under the older list.

    No index has been seen yet under the newer: what older keys said of the time does not bind it. What they published
    does, by the log.
    """
    return replace(feed, issued_s=0) if feed.keys is None or keys.sequence > feed.keys.sequence else feed


def _newest_keys(
    feed: Feed, trusted: _Trusted, index_file: bytes, log: PublicLog, root: VerifyingKey
) -> Generator[Fetch, File, _Trusted]:
    """Any new key list must be in the log; and one that the index names is taken although the old one still works:
    it may withdraw keys, and it names those of calls and certificates."""
    newest = trusted.verified.index.newest(Kind.KEYS)
    if newest is not None and newest.sequence > trusted.keys.sequence:
        file = bytes((yield Fetch(newest.path, MAX_KEY_LIST_BYTES)))
        keys = _no_older_keys(feed, read_key_list(file, root))
        _require_listed(newest, file, _identity_of_key_list(file), keys.sequence)
        trusted = _Trusted(_no_older(_renewed(feed, keys), read_index(index_file, keys)), keys, newest.identity)
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


def _newest_configuration(feed: Feed, index: Index, keys: KeyList, log: PublicLog) -> Generator[Fetch, File, Feed]:
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


def _require_all_told(before: Feed, followed: Feed, verified: VerifiedIndex, log: PublicLog) -> None:
    """Refuses an index that keeps to itself what the log holds: whoever signs it could else suppress a revocation.

    Every leaf since our last visit is a file that the index lists, of whatever kind, but for configurations and key
    lists that have been replaced by newer ones already. After longer than files are listed nobody can tell.
    """
    index = verified.index
    if not before.log_size or before.keys is None or _was_away(before, index):
        return
    replaced = _replaced(Kind.CONFIG, before.configuration.sequence, followed.configuration.sequence, index)
    if followed.keys is not None:
        replaced += _replaced(Kind.KEYS, before.keys.sequence, followed.keys.sequence, index)
    if len(log.new - verified.leaves) > replaced:
        raise GapError("the public log holds more than the index lists")


def _replaced(kind: Kind, before: int, now: int, index: Index) -> int:
    """How many files of a kind came and went between two visits. One that is listed all the same counts for itself:
    in its place something else could be hidden."""
    return max(0, now - before - 1 - sum(before < file.sequence < now for file in index.of_kind(kind)))


def _was_away(feed: Feed, index: Index) -> bool:
    """Whether something may have been published since our last visit that is not listed any more."""
    return index.issued_s - feed.issued_s >= _RETAINED_S


def _new_revocations(
    feed: Feed, index: Index, keys: KeyList, log: PublicLog
) -> Generator[Fetch | Withdraw, File, Feed]:
    """Takes new revocations before the batches, so that a revoked one is never examined by a phone that comes late.

    Without a gap, as batches are, unless this phone was away for longer than they are listed.
    """
    listed = {file.sequence: file.identity for file in index.of_kind(Kind.BATCH)}
    revoked = {sequence for sequence in feed.revoked if sequence >= feed.next_batch - _REMEMBERED_BATCHES}
    words = {file.sequence: file for file in index.of_kind(Kind.REVOCATION)}
    if words and max(words) + 1 < feed.next_revocation:
        raise GapError(f"revocation {feed.next_revocation - 1} was published and is not listed any more")
    starts_anew = not feed.next_revocation or _was_away(feed, index)
    first = max(feed.next_revocation, min(words, default=0)) if starts_anew else feed.next_revocation
    for sequence in range(first, max(words, default=-1) + 1):
        if sequence not in words:
            raise GapError(f"revocation {sequence} is missing")
        file = words[sequence]
        yield from log.require(file.kind, file.sequence, file.identity)
        data = bytes((yield Fetch(file.path, min(file.size, MAX_REVOCATION_BYTES))))
        revocation = read_revocation(data, keys)
        _require_listed(file, data, open_file(Kind.REVOCATION, data, keys).identity, revocation.sequence)
        feed = replace(feed, next_revocation=file.sequence + 1)
        if revocation.kind is Kind.BATCH and (yield from _takes_back(revocation, listed, log)):
            revoked.add(revocation.revoked)
            yield Withdraw(revocation.revoked)
    return replace(feed, revoked=tuple(sorted(revoked)))


def _takes_back(revocation: Revocation, listed: dict[int, bytes], log: PublicLog) -> Generator[Fetch, File, bool]:
    """Whether the word names the batch that there is. The index alone is no witness that there is another: what it
    lists under that number may have been examined long ago, and would not be fetched again."""
    identity = listed.get(revocation.revoked, revocation.identity)
    if identity != revocation.identity:
        yield from log.require(Kind.BATCH, revocation.revoked, identity)
    return identity == revocation.identity


def _rewound(feed: Feed) -> Feed:
    """Goes back to the oldest batch if the tolerance has changed (docs/protocol/8-matching.md)."""
    if feed.matched_tolerance in (None, feed.configuration.risk.tolerance_slots):
        return feed
    return replace(feed, next_batch=0, last_identity=_NO_IDENTITY)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What a batch is held against."""

    index: Index
    keys: KeyList
    log: PublicLog
    wall_ms: int
    """The phone's own clock."""


def _new_batches(feed: Feed, shelf: _Shelf) -> Generator[Fetch | Examine | HeldBack, File, Feed]:
    """Every batch from the next one on, without a gap, each naming the one before it, up to one that is early. What was
    to be matched anew is so only when none is."""
    tolerance = feed.configuration.risk.tolerance_slots
    listed = {file.sequence: file for file in shelf.index.of_kind(Kind.BATCH)}
    if not listed:
        first = 0 if _was_away(feed, shelf.index) else feed.first_batch
        return replace(feed, first_batch=first, matched_tolerance=tolerance)
    if max(listed) + 1 < feed.next_batch:
        raise GapError(f"batch {feed.next_batch - 1} was published and is not listed any more")
    feed = _started(feed, listed, shelf.index)
    for sequence in range(feed.next_batch, max(listed) + 1):
        if sequence not in listed:
            raise GapError(f"batch {sequence} is missing")
        followed = yield from _next_batch(feed, listed[sequence], shelf)
        if followed is None:
            yield HeldBack(sequence)
            return feed if feed.matched_tolerance is not None else replace(feed, matched_tolerance=tolerance)
        feed = followed
    return replace(feed, matched_tolerance=tolerance)


def _started(feed: Feed, listed: dict[int, Published], index: Index) -> Feed:
    """Starts a new phone at the oldest batch; one that was away for two weeks resumes there, and only then. Whoever
    looks through everything anew begins no later than before, but for what has aged."""
    oldest = min(listed)
    if not feed.first_batch or _was_away(feed, index):
        feed = replace(feed, first_batch=oldest)
    if feed.next_batch >= oldest:
        return feed
    aged = listed[oldest].window_end_s <= index.issued_s - _RETAINED_S
    if not aged and (feed.next_batch or feed.first_batch < oldest):
        raise GapError(f"batch {feed.next_batch or oldest - 1} is missing")
    return replace(feed, next_batch=oldest, last_identity=_NO_IDENTITY)


def _next_batch(feed: Feed, file: Published, shelf: _Shelf) -> Generator[Fetch | Examine, File, Feed | None]:
    """The feed behind this batch; None if an embargo in it has not ended by our own clock."""
    yield from shelf.log.require(file.kind, file.sequence, file.identity)
    data = yield Fetch(file.path, file.size)
    batch, opened = read_batch(data, Kind.BATCH, shelf.keys)
    _require_listed(file, data, opened.identity, batch.sequence)
    if feed.last_identity not in (_NO_IDENTITY, batch.previous):
        raise GapError(f"batch {batch.sequence} does not follow the one before it")
    if batch.config_sequence > feed.configuration.sequence:
        raise GapError(f"batch {batch.sequence} needs a newer configuration than the index names")
    if batch.window_end_s != file.window_end_s or batch.window_end_s > shelf.index.issued_s:
        raise EmbargoError(f"batch {batch.sequence} claims a window that has not ended")
    if any(group.key.day.embargo_end_ms > shelf.wall_ms + ALLOWANCE_MS for group in batch.groups):
        return None
    if batch.sequence not in feed.revoked:
        tolerance = feed.configuration.risk.tolerance_slots
        yield Examine(batch, feed.configuration, anew=feed.matched_tolerance not in (None, tolerance))
    return replace(feed, next_batch=batch.sequence + 1, last_identity=opened.identity)


def _require_listed(file: Published, data: File, identity: bytes, sequence: int) -> None:
    if identity != file.identity or sequence != file.sequence or len(data) != file.size:
        raise VerificationError(f"{file.kind} {file.sequence} is not the file that the index names")
