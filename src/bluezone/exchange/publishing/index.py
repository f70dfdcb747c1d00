"""The signed index: the one file that changes (docs/protocol/3-batches.md)."""

from __future__ import annotations

from bluezone.exchange.keyring import Keyring
from bluezone.exchange.ports import DAY_S
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import (
    LIFETIME_S,
    Cosignature,
    Index,
    Published,
    VerifiedIndex,
    read_index,
    write_head,
    write_index,
)
from bluezone.protocol.signature import Kind, read_key_list

LISTED_DAYS = 14
"""Batches and roll-ups are listed, and kept, this long."""


def listed_files(log: Logbook, now_s: int) -> tuple[Published, ...]:
    """What a phone may still need."""
    since = max(0, now_s - LISTED_DAYS * DAY_S)
    newest = [file for file in (log.newest(Kind.KEYS), log.newest(Kind.CONFIG)) if file is not None]
    windows = [file for kind in (Kind.BATCH, Kind.ROLLUP) for file in log.of_kind(kind, ends_after_s=since)]
    return (*newest, *windows, *log.of_kind(Kind.REVOCATION, ends_after_s=since))


def signed_head(log: Logbook, keyring: Keyring, now_s: int) -> bytes:
    return write_head(log.head(now_s), keyring.signer(Kind.HEAD, now_s))


def signed_index(log: Logbook, keyring: Keyring, head: bytes, witnesses: tuple[Cosignature, ...], now_s: int) -> bytes:
    """The index as a file."""
    index = Index(now_s, now_s + LIFETIME_S, head, listed_files(log, now_s), witnesses)
    return write_index(index, keyring.signer(Kind.INDEX, now_s))


def read_own_index(data: bytes, files: PublishedFiles, keyring: Keyring) -> VerifiedIndex:
    """Reads our index under the list in force, or under the one before it if that withdrew the key of the index."""
    before = files.read("v1/newest-keys")
    try:
        return read_index(data, keyring.key_list)
    except PeerError:
        if before is None:
            raise
        return read_index(data, read_key_list(before.data, keyring.root))
