"""Backups: the store as of one moment, secret keys, sealed. Never the key that wraps the report key.

So whoever finds a backup and its key still opens no report; on another machine two officers bring that key back. While
one is written, nothing of the store lies anywhere in the plain under a name: a killed backup leaves nothing to read.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bluezone.portal.cases.identity_numbers import PERSONS_FILE
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.leaving import Way, leave_from
from bluezone.portal.operations.preparing import GIVEN_UP_FILE, SECRET_FILE, STORE_FILE
from bluezone.portal.operations.sealed_stream import OpeningReader, SealingWriter
from bluezone.portal.premises.codes import VENUE_FILE
from bluezone.portal.secrets_on_disk import flush_folder
from bluezone.portal.training import MARK_FILE, is_training

NOTE_FILE, TRIED_FILE = "last-backup", "last-restored"
_NEEDED = (SECRET_FILE, STORE_FILE)
_KEPT_KEYS = (PERSONS_FILE, VENUE_FILE)
_MEMBERS = (*_NEEDED, *_KEPT_KEYS, GIVEN_UP_FILE)
"""Backups of earlier releases hold no key of identity numbers nor of places, and nothing made with them."""
_BLOCK = 64 * 1024


def write_backup(data: Path, target: Path, key: bytes) -> int:
    """Writes a backup while the portal runs or not; its size. Raises ConfigurationError without an SQLite store."""
    leave_from(data, Way.BACKUP)
    if not (data / STORE_FILE).exists():
        raise ConfigurationError("there is no SQLite store here; PostgreSQL is backed up with its own tools")
    unfinished = target.with_name(target.name + ".new")
    _drop_leftovers(data)
    with _snapshot(data / STORE_FILE, data) as snapshot, unfinished.open("wb") as file:
        sealing = SealingWriter(file, key)
        with tarfile.open(fileobj=sealing, mode="w|", bufsize=_BLOCK) as tar:
            tar.addfile(_member(STORE_FILE, snapshot), snapshot)
            for name in (SECRET_FILE, *_KEPT_KEYS):
                tar.add(data / name, name)
            if (data / GIVEN_UP_FILE).exists():
                tar.add(data / GIVEN_UP_FILE, GIVEN_UP_FILE)
        sealing.finish()
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    flush_folder(target.parent)
    return target.stat().st_size


def note_backup(data: Path, now: dt.datetime) -> None:
    """Notes in the data directory when a backup was written, for the portal's page; not which, nor where it lies."""
    _note(data / NOTE_FILE, now)


def note_restored(data: Path, now: dt.datetime) -> None:
    """Notes in the data directory of a portal when a copy of it was last restored elsewhere, and its audit read to the
    end."""
    _note(data / TRIED_FILE, now)


def last_backup(data: Path) -> dt.datetime | None:
    """When a backup was last noted here; None for never, or for a note that says nothing."""
    return _noted(data / NOTE_FILE)


def last_restored(data: Path) -> dt.datetime | None:
    """When a copy was last restored for a trial; None for never, or for a note that says nothing."""
    return _noted(data / TRIED_FILE)


def _note(file: Path, now: dt.datetime) -> None:
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.write_text(now.astimezone(dt.UTC).isoformat(), "ascii")
    if os.geteuid() == 0:  # or the service's own account could write none in its place
        of_folder = file.parent.stat()
        os.chown(unfinished, of_folder.st_uid, of_folder.st_gid)
    unfinished.replace(file)


def _noted(file: Path) -> dt.datetime | None:
    try:
        noted = dt.datetime.fromisoformat(file.read_text("ascii"))
    except (OSError, ValueError):
        return None
    return noted if noted.tzinfo is not None else None


def read_backup(source: Path, data: Path, key: bytes) -> None:
    """Unpacks a backup into a folder that is empty or does not exist; on any doubt it stays so."""
    if (data / MARK_FILE).exists():
        raise ConfigurationError("a training takes nothing in that was somebody's: a backup is restored elsewhere")
    if data.exists() and any(data.iterdir()):
        raise ConfigurationError("a backup is restored into an empty directory")
    with _begun(data), tempfile.TemporaryDirectory(dir=data) as folder:  # within it, for it may be a disk of its own
        _unpack(source, Path(folder), key)
        for file in [one for name in _MEMBERS if (one := Path(folder) / name).exists()]:
            file.replace(data / file.name)
            (data / file.name).chmod(0o600)
        flush_folder(data)


@contextlib.contextmanager
def _begun(data: Path) -> Iterator[None]:
    """The folder, made if it does not exist; where what follows fails, gone again if it was made for that."""
    is_new = not data.exists()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield
    except BaseException:
        if is_new:
            shutil.rmtree(data, ignore_errors=True)
        raise


def _unpack(source: Path, folder: Path, key: bytes) -> None:
    with source.open("rb") as file:
        reader = OpeningReader(file, key)
        try:
            with tarfile.open(fileobj=reader, mode="r|", bufsize=_BLOCK) as tar:
                for member in tar:
                    if member.name in _MEMBERS and member.isfile():
                        tar.extract(member, folder, filter="data")
        except tarfile.TarError as error:
            raise ConfigurationError("the backup is damaged") from error
        while reader.read(_BLOCK):
            pass  # to the sealed end, which proves that nothing is missing
    if missing := [name for name in _NEEDED if not (folder / name).exists()]:
        raise ConfigurationError(f"the backup holds no {missing[0]}")
    if is_training(folder):
        raise ConfigurationError("this was made to learn with; nothing of it becomes a real portal")


@contextlib.contextmanager
def _snapshot(database: Path, folder: Path) -> Iterator[BinaryIO]:
    """Copies the store with SQLite's own online copy: one moment of it, while others write.

    The copy is plain, so it has no name: the file is unlinked while it is empty, and its bytes go with this process,
    however that ends.
    """
    named, name = tempfile.mkstemp(prefix=".snapshot-", dir=folder)
    with os.fdopen(named, "rb") as file, contextlib.closing(sqlite3.connect(database)) as source:
        with contextlib.closing(sqlite3.connect(name)) as copy:
            Path(name).unlink()
            copy.execute("PRAGMA journal_mode = OFF")  # a journal would have a name, and what it would save is nobody's
            source.backup(copy)
        yield file


def _member(name: str, file: BinaryIO) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
    return member


def _drop_leftovers(data: Path) -> None:
    """Removes the folders with a plain copy that killed backups of earlier releases left."""
    for found in data.glob(f"tmp????????/{STORE_FILE}"):
        shutil.rmtree(found.parent, ignore_errors=True)
