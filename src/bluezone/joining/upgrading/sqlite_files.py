"""A store in one SQLite file: copied, exchanged for another, put back. A rename is the moment in which it is the other.

A write-ahead log belongs to a name and not to a file, and would be played into whatever has that name next. So none
lies beside either file while they change places.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from bluezone.joining.patience import try_for
from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading.written_since import LAST_LINE, WrittenSince, question, told
from bluezone.portal.operations.journal import journal_of
from bluezone.portal.operations.kept_upgrade import Note
from bluezone.portal.secrets_on_disk import flush_folder

_WAITS_S = 5.0


def copy_store(store: Path, copy: Path) -> None:
    """Copies one moment of the store into a file that only its owner may read; flushed."""
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.closing(sqlite3.connect(store)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)


@contextlib.contextmanager
def unwritten(store: Path) -> Iterator[Callable[[], None]]:
    """Watches the store, and gives what settles it: that raises RefusedError where somebody wrote into it meanwhile, as
    a command of an earlier release does, which knows no lock of ours and is gone before anybody asks."""
    with contextlib.closing(_opened(store)) as watching:
        seen = _writes_of_others(watching)

        def settle_unwritten() -> None:
            _settle(watching, store)
            if _writes_of_others(watching) != seen:
                raise RefusedError(f"somebody wrote into {store.name} meanwhile; it stands as they left it: try again")

        yield settle_unwritten


def settle(store: Path) -> None:
    """Puts the log back into the file, and leaves none. Raises RefusedError while somebody has the store open."""
    with contextlib.closing(_opened(store)) as connection:
        _settle(connection, store)
    flush(store)


def flush(store: Path) -> None:
    """Has the disk keep a settled file. Nobody of this process has it open then: SQLite's locks would go."""
    with store.open("rb") as file:
        os.fsync(file.fileno())


def _opened(store: Path) -> sqlite3.Connection:
    return sqlite3.connect(store, timeout=0, isolation_level=None)


def _writes_of_others(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _settle(connection: sqlite3.Connection, store: Path) -> None:
    if not try_for(_WAITS_S, lambda: _is_settled(connection, store)):
        raise RefusedError(f"somebody reads {store.name}: stop the service and whatever else has it open")


def _is_settled(connection: sqlite3.Connection, store: Path) -> bool:
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    return mode == "delete" and not journal_of(store).exists()


def keep_as(store: Path, kept: Path) -> None:
    """Gives a settled store a second name, under which it stays when the first goes to another file."""
    kept.unlink(missing_ok=True)
    kept.hardlink_to(store)
    flush_folder(kept.parent)


def forget_names(store: Path, folder: Path) -> None:
    """Takes other names of the store's file in that folder away; the file stays under its own."""
    for path in folder.iterdir():
        if is_same(store, path):
            path.unlink()


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


def last_line(store: Path) -> int:
    """What the newest line of the audit is counted as."""
    with contextlib.closing(sqlite3.connect(store)) as connection:
        return int(connection.execute(LAST_LINE).fetchone()[0])


def written_since(store: Path, note: Note) -> WrittenSince:
    """Counts the lines of the audit since the upgrade."""
    with contextlib.closing(sqlite3.connect(store)) as connection:
        return told(*connection.execute(*question(note, "?")).fetchone())


def require_sound(store: Path) -> None:
    """Has SQLite itself read all of it. Raises RefusedError where a page or a reference is broken."""
    with contextlib.closing(sqlite3.connect(store)) as connection:
        ((said,), *_) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if said != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise RefusedError("the changed store is not whole; the data stand as they stood")
