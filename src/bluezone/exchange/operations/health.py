"""How an exchange stands, as its files and its store tell: for the operator. Nothing is opened for writing, and no
table is brought up to date.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from bluezone.exchange.errors import StoreError
from bluezone.exchange.keyring import ROOT_FILE, Keyring, load_keyring
from bluezone.exchange.operations.noted_copies import NotedCopies, noted_copies
from bluezone.exchange.publishing import open_files
from bluezone.exchange.publishing.configurations import why_not_taken
from bluezone.exchange.publishing.index import read_own_index
from bluezone.exchange.rotation import signs_for_two
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store import reading_store
from bluezone.exchange.store.at_once import DATABASE_ERRORS, kind_of
from bluezone.exchange.store.entries import newest_window
from bluezone.exchange.store.leading import Leader, leader_now
from bluezone.protocol.errors import PeerError


@dataclass(frozen=True, slots=True)
class Health:
    """What was found."""

    keys_end_s: int
    """The moment from which some kind could not be signed any more, in seconds since 1970."""
    root_lies_here: bool
    """Whether the private root key lies beside the keys that it vouches for."""
    signs_for_two: bool
    """Whether it has two keys that phones take for those of two persons."""
    changes_to_come: int
    """How many changes of the tables this version brings and the store does not have."""
    closed_until_s: int | None
    """The end of the newest published hour; None before the first."""
    index_issued_s: int | None
    """When the published index was signed; None where there is none that the list in force lets be read."""
    required_witnesses: int
    """How many witnesses must co-sign a head before the index can be signed anew."""
    configuration_refused: str | None
    """Why this version does not start with the configuration in force; None if it does."""
    copies: NotedCopies | None
    """When it was last backed up; None where its store is backed up by other tools."""
    leader: Leader | None = None
    """Which process publishes; None on SQLite, which has one, and before the first."""


def health_of(settings: ExchangeSettings) -> Health:
    """Looks at an exchange, running or not. Raises KeyringError or StoreError."""
    keyring = load_keyring(settings.key_directory)
    store = reading_store(settings.store_address)
    try:
        return Health(
            keys_end_s=keyring.ends_s,
            root_lies_here=(settings.data / ROOT_FILE).exists(),
            signs_for_two=signs_for_two(keyring),
            changes_to_come=store.changes_to_come,
            closed_until_s=None if store.changes_to_come else _closed_until(store.engine),
            index_issued_s=_index_issued(settings, keyring),
            required_witnesses=keyring.key_list.required_witnesses,
            configuration_refused=None if store.changes_to_come else _refused(store.engine, settings, keyring),
            copies=noted_copies(settings),
            leader=_leader(store.engine) if settings.is_shared and not store.changes_to_come else None,
        )
    finally:
        store.engine.dispose()


def _index_issued(settings: ExchangeSettings, keyring: Keyring) -> int | None:
    files = open_files(settings)
    index = files.read_anew("v1/index")
    try:
        return None if index is None else read_own_index(index.data, files, keyring).index.issued_s
    except PeerError:
        return None


def _refused(engine: sa.Engine, settings: ExchangeSettings, keyring: Keyring) -> str | None:
    with _reading(engine) as connection:
        return why_not_taken(connection, open_files(settings), keyring.key_list)


def _leader(engine: sa.Engine) -> Leader | None:
    with _reading(engine) as connection:
        return leader_now(connection)


def _closed_until(engine: sa.Engine) -> int | None:
    with _reading(engine) as connection:
        newest = newest_window(connection)
    return None if newest is None else newest.end_s


@contextlib.contextmanager
def _reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    try:
        with engine.connect() as connection:
            yield connection
    except DATABASE_ERRORS as error:
        raise StoreError(f"the store cannot be read ({kind_of(error)})") from error
