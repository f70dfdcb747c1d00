"""A portal's data taken back to the version before; what was written since is put aside, and said before.

The steps, in this order; killed at any of them, the data are those of after or those of before, and the next rollback
ends what was begun:

    nobody else works here → what would be undone → whoever asked agrees → what was written since put aside
    → the version of before noted → the data of before in their place → the note that it is over

The version comes before the data, and not after them: data that saw more changes than those of the noted version tell
by that which version they are of (`version_of_data`), and data that were put back would not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bluezone.joining.folders import alone_in
from bluezone.joining.portal.opening import Place
from bluezone.joining.portal.spoilt_store import spoilt_store_refused
from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading import postgresql_dumps, sqlite_files
from bluezone.joining.upgrading.outcome import RolledBack
from bluezone.joining.upgrading.versions import note_version, version_of_data
from bluezone.joining.upgrading.written_since import NOTHING, WrittenSince
from bluezone.portal.operations.kept_upgrade import (
    BEFORE_DUMP,
    BEFORE_FILE,
    FOLDER,
    Note,
    aside_name,
    is_taking_back,
    note_taking_back,
    read_note,
    write_note,
)
from bluezone.portal.operations.preparing import STORE_FILE


def look_back(place: Place) -> RolledBack:
    """Tells what a rollback would undo, and undoes nothing. Raises RefusedError where none would be done."""
    note = _note_of(place)
    with alone_in(place.data.resolve()):
        return _told(note, _undone(place, note) or NOTHING, "")


def roll_back_portal(place: Place, *, at: str, agree: Callable[[RolledBack], None] = lambda _: None) -> RolledBack:
    """Puts the data of before the upgrade back; what was written since is kept beside them. Whoever agrees is told
    before what would be undone, and raises to leave all as it is; nobody is asked where a rollback was killed once the
    data of before had their place, for nothing more is undone by its end. Raises RefusedError where nothing was
    upgraded, or the data are not the upgraded ones."""
    data, note = place.data.resolve(), _note_of(place)
    with alone_in(data):
        undone, aside = _undone(place, note), ""
        if undone is not None:
            agree(_told(note, undone, ""))
            put = _put_back_the_file if place.database is None else _put_back_the_dump
            aside = put(data, place.database or "", note, at)
        (data / FOLDER / BEFORE_DUMP).unlink(missing_ok=True)
        write_note(data / FOLDER, Note(at, note.after, note.before, 0))  # last: until it says so, it is not over
    return _told(note, undone or NOTHING, aside)


def _note_of(place: Place) -> Note:
    note = read_note(place.data.resolve() / FOLDER)
    if note is None:
        raise _nothing_kept()
    return note


def _told(note: Note, undone: WrittenSince, aside: str) -> RolledBack:
    return RolledBack(note.before, note.at, undone.lines, undone.first_at, undone.last_at, aside)


def _undone(place: Place, note: Note) -> WrittenSince | None:
    """What would be undone; None where a rollback of this very upgrade was killed once the data of before had their
    place, so that it is only to be ended. Raises RefusedError where there is nothing to take back."""
    data = place.data.resolve()
    if place.database is None:
        with spoilt_store_refused(STORE_FILE):
            return _undone_in_the_file(data, note)
    applied = postgresql_dumps.applied_changes(place.database)
    if is_taking_back(data / FOLDER, note) and applied == note.applied:
        return None
    if not (data / FOLDER / BEFORE_DUMP).exists():
        raise _nothing_kept()
    _require_upgraded(applied, note)
    return postgresql_dumps.written_since(place.database, note)


def _undone_in_the_file(data: Path, note: Note) -> WrittenSince | None:
    store, before = data / STORE_FILE, data / FOLDER / BEFORE_FILE
    if not store.exists():
        raise RefusedError("the store's file is missing; name a store on PostgreSQL by --database")
    if not before.exists():
        if is_taking_back(data / FOLDER, note) and sqlite_files.applied_changes(store) == note.applied:
            return None
        raise _nothing_kept()
    if sqlite_files.is_same(store, before):
        raise _not_upgraded()
    _require_upgraded(sqlite_files.applied_changes(store), note)
    return sqlite_files.written_since(store, note)


def _put_back_the_file(data: Path, _database: str, note: Note, at: str) -> str:
    store, kept = data / STORE_FILE, data / FOLDER
    aside = kept / aside_name(at, STORE_FILE)
    sqlite_files.settle(store)
    sqlite_files.forget_names(store, kept)  # that a rollback gave it which was killed
    sqlite_files.keep_as(store, aside)
    _note_begun(data, note, sqlite_files.applied_changes(store))
    sqlite_files.give_name(kept / BEFORE_FILE, store)
    return aside.name


def _put_back_the_dump(data: Path, database: str, note: Note, at: str) -> str:
    kept = data / FOLDER
    aside = kept / aside_name(at, BEFORE_DUMP)
    with postgresql_dumps.one_at_a_time(database) as own:
        applied = postgresql_dumps.applied_changes(database)
        _require_upgraded(applied, note)
        postgresql_dumps.require_no_others(database, own)
        postgresql_dumps.dump(database, aside)
        _note_begun(data, note, applied)
        postgresql_dumps.require_no_others(database, own)
        postgresql_dumps.put_back(database, kept / BEFORE_DUMP)
    return aside.name


def _note_begun(data: Path, note: Note, applied: int) -> None:
    """Notes which version is left, which may be a later one of the same tables, that it is, and the one of before."""
    write_note(data / FOLDER, replace(note, after=version_of_data(data, applied)))
    note_taking_back(data / FOLDER, note)
    note_version(data, note.before)


def _require_upgraded(applied: int, note: Note) -> None:
    """An upgrade that was killed left a note; whatever was written since then must not be thrown away by it."""
    if applied <= note.applied:
        raise _not_upgraded()


def _nothing_kept() -> RefusedError:
    return RefusedError("no upgrade is kept here that could be taken back")


def _not_upgraded() -> RefusedError:
    return RefusedError("the data here are not the upgraded ones: there is nothing to take back")
