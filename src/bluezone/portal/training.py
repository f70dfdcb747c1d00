"""What makes a folder a training's: a mark that is set once, in an empty folder, and in two places that must agree.

One is a file that whoever looks into the folder reads; the other stands in the head of the store's own file, from
before the first table until the last byte, and goes along with every copy of it. A folder in which one says what the
other does not is opened by nobody: so a real portal cannot become a training by a file that somebody lays into it, nor
a training a real one by a file that somebody takes away. Django is not needed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.secrets_on_disk import write_whole
from bluezone.vietnam.practice import MARK_IN_BOTH

MARK_FILE = "TRAINING"
STORE_FILE = "portal.db"
APPLICATION_ID = 0x426C5472
"""SQLite's application id, bytes 68 to 72 of the file's head (SQLite, "Database File Format", 1.3.17)."""
_AT, _BYTES = 68, 4


def is_training(data: Path) -> bool:
    """Whether the store in this folder was made to learn with. For whoever has no line to that store: to close a file
    lets go of every lock that this process holds on it, SQLite's own (fcntl(2))."""
    try:
        with (data / STORE_FILE).open("rb") as store:
            store.seek(_AT)
            return store.read(_BYTES) == APPLICATION_ID.to_bytes(_BYTES, "big")
    except FileNotFoundError:
        return False


def mark_as_training(data: Path) -> None:
    """Makes an empty folder a training's, for ever; one that was marked and not yet filled stays so. Raises
    ConfigurationError for a folder in which anything else lies."""
    if is_training(data) and (data / MARK_FILE).exists():
        return
    if data.exists() and any(one.name not in {MARK_FILE, STORE_FILE} for one in data.iterdir()):
        raise ConfigurationError("a training begins in an empty directory, and no portal ever becomes one")
    if (data / STORE_FILE).exists() and (data / STORE_FILE).stat().st_size and not is_training(data):
        raise ConfigurationError("a training begins in an empty directory, and no portal ever becomes one")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _mark_store(data / STORE_FILE)
    write_whole(data / MARK_FILE, f"{MARK_IN_BOTH}\n")


def require_one_kind(data: Path, *, is_on_server: bool) -> None:
    """Requires that both marks agree, and that a training's store lies in its folder. Raises ConfigurationError."""
    says, is_one = (data / MARK_FILE).is_file(), is_training(data)
    if says and is_on_server:
        raise ConfigurationError("a training lives in its own directory: leave --database out")
    if is_on_server or says == is_one:
        return
    if says:
        raise ConfigurationError(
            f"the file {MARK_FILE} lies beside a store that bears no mark: a real portal never becomes one, so take "
            f"the file away from one; where people in it are invented, throw the store away"
        )
    raise ConfigurationError(
        f"this store was made to learn with, and the file {MARK_FILE} that says so is gone: a training never becomes a "
        f"real portal; begin one in an empty directory"
    )


def _mark_store(store: Path) -> None:
    os.close(os.open(store, os.O_RDONLY | os.O_CREAT, 0o600))
    with contextlib.closing(sqlite3.connect(store)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()
