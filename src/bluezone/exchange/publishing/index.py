"""The signed index: the one file that changes (docs/protocol/3-batches.md)."""

from __future__ import annotations

from bluezone.exchange.keyring import Keyring
from bluezone.exchange.ports import DAY_S
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.protocol.index import LIFETIME_S, Cosignature, Index, Published, write_head, write_index
from bluezone.protocol.signature import Kind

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
