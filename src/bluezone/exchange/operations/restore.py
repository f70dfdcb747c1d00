"""After a restore: first learn what was published since the backup, then go on from there (docs/protocol/4-log.md).

A backup is older than the last head that phones have seen. Signing on from the backup would fork the log. So the
published mirror is read first, verified like a phone would, and adopted: its leaves, its files, its windows. If it does
not extend the backup, nothing is signed any more. Codes issued before the restore are void.

Everything happens beside the data directory, which appears only when it is whole: half of a restore would start, sign,
and fork the log.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from bluezone.exchange.durable_files import replace_file, sync_folder
from bluezone.exchange.errors import ForkError, SettingsError
from bluezone.exchange.keyring import KEY_LIST_FILE, Keyring, keyring_under, load_keyring
from bluezone.exchange.operations.backup import read_backup, require_empty
from bluezone.exchange.ports import DAY_S
from bluezone.exchange.publishing.files import (
    PublicFiles,
    chosen_bucket,
    note_bucket,
    noted_bucket,
    open_files,
)
from bluezone.exchange.publishing.placing import place_file
from bluezone.exchange.publishing.revocations import revoked_batches
from bluezone.exchange.publishing.signers import sign_anew
from bluezone.exchange.retention import erase_files
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store import Store, open_store
from bluezone.exchange.store import codes as stored_codes
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.entries import StagedEntry, Window
from bluezone.exchange.store.log import Leaf
from bluezone.exchange.store.tables import entries, windows
from bluezone.protocol.batch import ENTRY_BYTES, Batch, Group, read_batch
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.index import Published, VerifiedIndex, read_index
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, leaf_hash, root_of
from bluezone.protocol.signature import Kind, identity_of, read_key_list, split_unverified

_AT_ONCE = 5_000
_REPLACED = (Kind.KEYS, Kind.CONFIG)
"""Kinds of which the index lists the newest alone."""
Fetch = Callable[[str], bytes]
"""A path below the mirror, such as `v1/index`; raises OSError where there is nothing."""


def restore(backup: Path, key: bytes, data: Path, fetch: Fetch, *, publishes_into: str | None = None) -> int:
    """The exchange of a backup, gone on to what is published; how many files that were. On failure nothing is left.

    One that published into a bucket is not restored into that bucket by default: a drill beside the running exchange
    would publish in its place. `publishes_into` is a bucket's address or FOLDER.
    """
    require_empty(data)
    data = data.resolve()
    aside = data.with_name(f".{data.name}.restoring")
    shutil.rmtree(aside, ignore_errors=True)  # of a restore that was killed
    try:
        read_backup(backup, key, aside)
        bucket = _bucket_of_restored(aside, publishes_into)
        adopted = _adopt_restored(ExchangeSettings(data=aside, bucket=bucket), fetch)
        os.sync()
        aside.replace(data)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sync_folder(data.parent)
    return adopted


def _bucket_of_restored(data: Path, publishes_into: str | None) -> str | None:
    """Noted beside what was restored. Raises SettingsError where a choice has to be made and was not."""
    noted = noted_bucket(data)
    if noted is not None and publishes_into is None:
        raise SettingsError(f"this exchange published into {noted}: say where the restored one does (--public-files)")
    bucket = chosen_bucket(data, publishes_into)
    note_bucket(data, bucket)
    return bucket


def adopt(settings: ExchangeSettings, fetch: Fetch) -> int:
    """An exchange whose database was put back with its own tools goes on to what is published; how many files.

    Nothing is changed beside others: first the store is held alone. Then the mirror's index is put in place: beside it
    no service starts on the old database, whatever fails here. Raises StoreError where somebody uses the store.
    """
    with _held_alone(settings) as store:
        files = open_files(settings)
        keyring = adopt_key_list(settings.key_directory, fetch)
        _require_not_newer(files, fetch, keyring)
        files.replace("v1/index", fetch("v1/index"))
        return adopt_published(store, files, fetch, keyring)


def _adopt_restored(settings: ExchangeSettings, fetch: Fetch) -> int:
    with _held_alone(settings) as store:
        files = open_files(settings)
        keyring = adopt_key_list(settings.key_directory, fetch)
        if settings.bucket is not None:
            _require_not_newer(files, fetch, keyring)
        return adopt_published(store, files, fetch, keyring)


@contextlib.contextmanager
def _held_alone(settings: ExchangeSettings) -> Iterator[Store]:
    store = open_store(settings.store_address, may_change=True)  # a copy that nobody has worked with, or a restored one
    try:
        store.hold(alone=True)
        yield store
    finally:
        store.close()


def _require_not_newer(files: PublicFiles, fetch: Fetch, keyring: Keyring) -> None:
    here = files.read("v1/index")
    if here is None:
        return
    newest = read_index(fetch("v1/index"), keyring.key_list).head.size
    if read_index(here.data, keyring.key_list).head.size > newest:
        raise ForkError("what is published where this exchange publishes is newer than the mirror: adopt that")


def adopt_key_list(directory: Path, fetch: Fetch) -> Keyring:
    """The list in force: the backup's, or a newer one that was installed since, if its keys are in the backup."""
    current = load_keyring(directory)
    file = fetch("v1/newest-keys")
    if read_key_list(file, current.root).sequence <= current.key_list.sequence:
        return current
    newer = keyring_under(directory, file)
    replace_file(directory / KEY_LIST_FILE, file, mode=0o600)
    return newer


def adopt_published(store: Store, files: PublicFiles, fetch: Fetch, keyring: Keyring) -> int:
    """Adopts everything that was published since the backup; how many files. Raises ForkError rather than fork."""
    index_file = fetch("v1/index")
    index = read_index(index_file, keyring.key_list)
    hashes = _fetch_hashes(fetch, index)
    with store.transaction() as connection:
        known = stored_log.all_leaves(connection)
        _require_extension(known, hashes)
        missing = _missing_files(index, hashes, known, fetch)
        for number, published in enumerate(missing, start=len(known)):
            data = _place(files, published, fetch, keyring)
            stored_log.add_leaf(connection, Leaf(number, published))
            if published.kind is Kind.BATCH:
                _adopt_batch(connection, read_batch(data, Kind.BATCH, keyring.key_list)[0])
        stored_codes.void_open_codes(connection)
    for published in (*index.index.files, *_still_asked_for(known, index)):
        if not _lies_there(files, published):  # of before the backup, where that held no published files or others
            _place(files, published, fetch, keyring)
    _forget_revoked(store, files, index)
    sign_anew(files, index.index.files, keyring)  # what the backup holds under keys that were stolen since
    erase_files(files, index.index.files)  # what was written and never logged: its number is given anew
    for tile in range(-(-len(hashes) // TILE_LEAVES)):
        files.replace(f"v1/log/tile/{tile}", b"".join(hashes[tile * TILE_LEAVES : (tile + 1) * TILE_LEAVES]))
    files.replace("v1/index", index_file)
    return len(missing)


def _still_asked_for(known: list[Leaf], index: VerifiedIndex) -> list[Published]:
    """Configurations and key lists that were replaced while the oldest listed batch was out: whoever audits the log
    asks for them, since a leaf that stands for nothing may have been logged for somebody alone."""
    oldest = min((file.sequence for file in index.index.of_kind(Kind.BATCH)), default=None)
    since = [leaf.number for leaf in known if (leaf.published.kind, leaf.published.sequence) == (Kind.BATCH, oldest)]
    replaced = (leaf for leaf in known if since and leaf.number > since[0] and leaf.published.kind in _REPLACED)
    return [leaf.published for leaf in replaced]


def _lies_there(files: PublicFiles, published: Published) -> bool:
    present = files.read_anew(published.path[1:])
    return present is not None and _is(published, present.data)


def _place(files: PublicFiles, published: Published, fetch: Fetch, keyring: Keyring) -> bytes:
    data = fetch(published.path[1:])
    _require_identity(published, data)
    place_file(files, published, data, keyring)
    return data


def _fetch_hashes(fetch: Fetch, index: VerifiedIndex) -> list[bytes]:
    tiles = range(-(-index.head.size // TILE_LEAVES))
    joined = b"".join(fetch(f"v1/log/tile/{tile}") for tile in tiles)[: index.head.size * HASH_BYTES]
    hashes = [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]
    if root_of(hashes) != index.head.root:
        raise ForkError("the mirror's leaves do not lead to its head")
    return hashes


def _require_extension(known: list[Leaf], hashes: list[bytes]) -> None:
    if [leaf.hash for leaf in known] != hashes[: len(known)]:
        raise ForkError("the backup and the published log have parted ways; nothing will be signed")


def _missing_files(index: VerifiedIndex, hashes: list[bytes], known: list[Leaf], fetch: Fetch) -> list[Published]:
    new = hashes[len(known) :]
    found = _by_hash(index.index.files)
    if not found.keys() >= set(new):
        found |= _by_hash(_replaced_files(index, known, fetch))
    if not found.keys() >= set(new):
        raise ForkError("the mirror does not hold everything that was published since the backup")
    return [found[one] for one in new]


def _by_hash(files: Iterable[Published]) -> dict[bytes, Published]:
    return {leaf_hash(file.kind, file.sequence, file.identity): file for file in files}


def _replaced_files(index: VerifiedIndex, known: list[Leaf], fetch: Fetch) -> Iterable[Published]:
    """Key lists and configurations that the index lists no more, since a newer one took their place.

    The log alone says whether such a file is the one that was published; it need not be good any more.
    """
    for kind in _REPLACED:
        before = max((leaf.published.sequence for leaf in known if leaf.published.kind is kind), default=0)
        newest = max((file.sequence for file in index.index.of_kind(kind)), default=0)
        for sequence in range(before + 1, newest):
            data = fetch(f"v1/{kind.value}/{sequence}")
            yield from (Published(kind, sequence, identity_of(body), len(data)) for body in split_unverified(data))


def _require_identity(published: Published, data: bytes) -> None:
    if not _is(published, data):
        raise ForkError(f"the mirror's {published.kind} {published.sequence} is not the one in the log")


def _is(published: Published, data: bytes) -> bool:
    return published.identity in map(identity_of, split_unverified(data))


def _adopt_batch(connection: sa.Connection, batch: Batch) -> None:
    """The window is out: its entries are what was published, and what the backup had staged of them is not again."""
    published = list(_entries_of(batch))
    connection.execute(windows.delete().where(windows.c.end_s == batch.window_end_s))
    for group in batch.groups:
        _unstage(connection, group)
    connection.execute(entries.delete().where(entries.c.dummy == 1, entries.c.window_end_s == batch.window_end_s))
    late = entries.c.window_end_s == batch.window_end_s
    connection.execute(entries.update().where(late).values(window_end_s=batch.window_end_s + DAY_S))
    stored_entries.add_entries(connection, published)
    days = len({group.key.day for group in batch.groups}) or PathogenProfile().tracing_days
    window = Window(batch.sequence, batch.window_start_s, batch.window_end_s, batch.config_sequence, days, True)
    stored_entries.add_window(connection, window)


def _unstage(connection: sa.Connection, group: Group) -> None:
    """Unstages seeds that are out at their level or a higher one: an F1 who has become an F0 still has to come out."""
    out = (
        (entries.c.day == group.key.day.number)
        & (entries.c.format == int(group.key.format))
        & (entries.c.level >= int(group.key.level))
    )
    column = bytes(group.column)
    values = [column[at : at + ENTRY_BYTES] for at in range(0, len(column), ENTRY_BYTES)]
    for start in range(0, len(values), _AT_ONCE):
        connection.execute(entries.delete().where(out, entries.c.entry.in_(values[start : start + _AT_ONCE])))


def _forget_revoked(store: Store, files: PublicFiles, index: VerifiedIndex) -> None:
    """Forgets the entries of batches that were taken back, so that they may come again."""
    revoked = revoked_batches(files, index.index.of_kind(Kind.REVOCATION))
    with store.transaction() as connection:
        for batch in index.index.of_kind(Kind.BATCH):
            if batch.sequence in revoked:
                stored_entries.forget_window(connection, batch.window_end_s)


def _entries_of(batch: Batch) -> Iterable[StagedEntry]:
    for group in batch.groups:
        column = bytes(group.column)
        for at in range(0, len(column), ENTRY_BYTES):
            yield StagedEntry(batch.window_end_s, group.key, column[at : at + ENTRY_BYTES])
