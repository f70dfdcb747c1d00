"""A store in one SQLite file: copied, exchanged for another, put back. A rename is the moment in which it is the other.

A write-ahead log belongs to a name and not to a file, and would be played into whatever has that name next. So none
lies beside either file while they change places.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from bluezone.joining.patience import try_for
from bluezone.joining.refusal import RefusedError
from bluezone.portal.operations.journal import journal_of
from bluezone.portal.secrets_on_disk import flush_folder

_WAITS_S = 5.0


def copy_store(store: Path, copy: Path) -> None:
    """Copies one moment of the store into a file that only its owner may read; flushed."""
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.closing(sqlite3.connect(store)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def settle(store: Path) -> None:
    """Puts the log back into the file, and leaves none. Raises RefusedError while somebody has the store open."""
    if not try_for(_WAITS_S, lambda: _is_settled(store)):
        raise RefusedError(f"somebody reads {store.name}: stop the service and whatever else has it open")
    with store.open("rb") as file:
        os.fsync(file.fileno())


def _is_settled(store: Path) -> bool:
    connection = sqlite3.connect(store, timeout=0, isolation_level=None)
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return mode == "delete" and not journal_of(store).exists()


def keep_as(store: Path, kept: Path) -> None:
    """Gives a settled store a second name, under which it stays when the first goes to another file."""
    kept.unlink(missing_ok=True)
    kept.hardlink_to(store)
    flush_folder(kept.parent)


def give_name(file: Path, store: Path) -> None:
    """Gives the store's name to a settled file; whoever had it goes on under a name that was kept, or is gone."""
    file.replace(store)
    flush_folder(store.parent)
    flush_folder(file.parent)


def is_same(one: Path, other: Path) -> bool:
    """Whether two names lead to one file: what was kept by an upgrade that never came to its end."""
    return one.exists() and other.exists() and one.samefile(other)


def applied_changes(store: Path) -> int:
    """Counts the changes of tables that the store has seen."""
    with contextlib.closing(sqlite3.connect(store)) as connection:
        return int(connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0])


def require_sound(store: Path) -> None:
    """Has SQLite itself read all of it. Raises RefusedError where a page or a reference is broken."""
    with contextlib.closing(sqlite3.connect(store)) as connection:
        ((said,), *_) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if said != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise RefusedError("the changed store is not whole; the data stand as they stood")
