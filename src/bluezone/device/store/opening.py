"""Opening the encrypted file: the key first, then every doubt about the file, then the schema.

Also the one place where the library's complaints become ours.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from bluezone.device.errors import StoreCorruptError, StoreError, StoreInUseError, StoreKeyError
from bluezone.device.store.key_file import KEY_BYTES
from bluezone.device.store.schema import STEPS

SQLITE_MAGIC = b"SQLite format 3\0"
BUSY_MS = 5_000
_PAGE_BYTES = 4_096


def connect(path: Path, key: bytes, *, durable: bool) -> Any:
    """An open connection to the store in this file. Raises the errors of `open_store`."""
    if len(key) != KEY_BYTES:
        raise StoreKeyError(f"a store's key has {KEY_BYTES} bytes")
    if not path.exists():
        _make(path, key)
    _refuse_plain_file(path)
    return _open(path, key, durable=durable)


def _make(path: Path, key: bytes) -> None:
    """A new store appears whole or not at all, so an empty file is never a new one: it is one that lost everything."""
    unfinished = path.with_name(f".{path.name}.new")
    try:
        with _alone_in(path.parent):  # Android allows no hard link, and a rename overwrites the store of a quicker one
            if path.exists():
                return
            unfinished.unlink(missing_ok=True)
            unfinished.touch(mode=0o600)
            _open(unfinished, key, durable=True).close()  # the last one to leave folds the log into the file
            for left_over in ("-wal", "-shm"):  # of a store that somebody took away: it would be folded into this one
                path.with_name(path.name + left_over).unlink(missing_ok=True)
            unfinished.rename(path)
    except OSError as error:
        raise StoreError(f"the store cannot be made: {error.strerror}") from error


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keeps everybody else who makes a store in this folder waiting; the system lets go when a process dies."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path, key: bytes, *, durable: bool) -> Any:
    try:
        connection = dbapi2.connect(str(path), isolation_level=None, timeout=BUSY_MS / 1000, check_same_thread=False)
    except dbapi2.DatabaseError as error:
        raise as_ours(error) from error
    try:
        _prepare(connection, key, durable=durable)
        _migrate(connection)
    except dbapi2.DatabaseError as error:
        connection.close()
        raise as_ours(error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def as_ours(error: dbapi2.DatabaseError) -> StoreError:
    text = str(error)
    if "not a database" in text or "file is encrypted" in text:
        return StoreKeyError("the store does not open with this key")
    if "locked" in text:
        return StoreInUseError("the store is in use by another process")
    if "malformed" in text or "corrupt" in text:
        return StoreCorruptError(f"the store is damaged: {text}")
    return StoreError(f"the store cannot be used: {text}")  # no room, no permission, no such folder


def _refuse_plain_file(path: Path) -> None:
    """A forgotten key would silently make a plain file; one that is plain already is not ours.

    The library takes a file of less than a page, none at all included, for a new one, and would write over it.
    """
    with path.open("rb") as file:
        begin = file.read(_PAGE_BYTES)
    if begin.startswith(SQLITE_MAGIC):
        raise StoreKeyError(f"{path.name} is not encrypted, so it is no store of ours")
    if len(begin) < _PAGE_BYTES:
        raise StoreCorruptError(f"{path.name} is cut off, or no store of ours")


def _prepare(connection: Any, key: bytes, *, durable: bool) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")  # a pragma takes no bound parameter; the text is our own hex
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # a wrong key fails here, and only here
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -512")


def _migrate(connection: Any) -> None:
    done = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if done > len(STEPS):
        raise StoreCorruptError("the store was written by a newer version of Bluezone")
    for number, step in enumerate(STEPS[done:], done + 1):
        connection.execute("BEGIN IMMEDIATE")
        if int(connection.execute("PRAGMA user_version").fetchone()[0]) < number:  # nobody else did it meanwhile
            for statement in step:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
