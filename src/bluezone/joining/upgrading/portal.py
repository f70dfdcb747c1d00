"""A portal's data carried to this version; the way back of it is in `taking_back.py`.

The steps, in this order; killed at any of them, the data are those of before or those of after:

    nobody else works here → a copy, or a transaction → tables, units and keys of this version → what must be well
    → the data of before kept → the new data in their place → the version noted
"""

from __future__ import annotations

import contextlib
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

from bluezone.joining.folders import alone_in
from bluezone.joining.portal.opening import Place, look_into_portal, open_portal
from bluezone.joining.portal.spoilt_store import spoilt_store_refused
from bluezone.joining.refusal import RefusedError
from bluezone.joining.telling import Tell, unheard
from bluezone.joining.upgrading import postgresql_dumps, sqlite_files
from bluezone.joining.upgrading.outcome import Upgraded
from bluezone.joining.upgrading.versions import note_version, this_version, version_of_data
from bluezone.joining.upgrading.written_since import LAST_LINE
from bluezone.portal.operations.kept_upgrade import BEFORE_DUMP, BEFORE_FILE, FOLDER, Note, write_note
from bluezone.portal.operations.preparing import GIVEN_UP_FILE, SECRETS, STORE_FILE
from bluezone.portal.secrets_on_disk import flush_folder
from bluezone.portal.training import MARK_FILE

_TRIAL = "next"
_MUST_BE_WELL = frozenset({"secrets", "store", "audit", "identity-numbers"})
"""What the doctor says of these decides; a backup that is missing, or a work that is late, keeps nobody back."""


def upgrade_portal(place: Place, *, check_only: bool, at: str, tell: Tell = unheard) -> Upgraded:
    """Carries the data to this version, or with `check_only` tries whether that goes well and changes nothing. Raises
    RefusedError, or what a room refuses; the data stand as they stood then. Each step is told as it begins."""
    data = place.data.resolve()
    if not (data / SECRETS[0]).exists():
        raise RefusedError("there is no portal in this directory")
    with alone_in(data), _trial(data) as trial:
        carry = _carry_a_copy if place.database is None else _carry_in_a_transaction
        with spoilt_store_refused(STORE_FILE):
            before, changes, rows = carry(data, Place(trial, place.database), at, check_only, tell)
        is_new = bool(changes) and not check_only
        if not check_only:  # also where nothing changed: an upgrade that was cut off here had carried the data
            note_version(data, this_version())
    return Upgraded(before, this_version(), changes, rows, is_new)


@contextlib.contextmanager
def _trial(data: Path) -> Iterator[Path]:
    """Makes a folder with the keys and what is noted of them, in which everything is tried; of a trial that was killed
    nothing is left."""
    kept = data / FOLDER
    kept.mkdir(mode=0o700, exist_ok=True)
    trial = kept / _TRIAL
    shutil.rmtree(trial, ignore_errors=True)
    if sqlite_files.is_same(data / STORE_FILE, kept / BEFORE_FILE):
        (kept / BEFORE_FILE).unlink()
    trial.mkdir(mode=0o700)
    for name in (*SECRETS, GIVEN_UP_FILE, MARK_FILE):
        if (data / name).exists():
            shutil.copy2(data / name, trial / name)
    try:
        yield trial
    finally:
        shutil.rmtree(trial, ignore_errors=True)
        if not any(kept.iterdir()):
            kept.rmdir()


def _carry_a_copy(data: Path, trial: Place, at: str, check_only: bool, tell: Tell) -> tuple[str, int, int]:
    store, copy = data / STORE_FILE, trial.data / STORE_FILE
    if not store.exists():
        raise RefusedError("the store's file is missing; name a store on PostgreSQL by --database")
    _require_room(store)
    with sqlite_files.unwritten(store) as settle_unwritten:
        tell("upgrade: copying the store")
        sqlite_files.copy_store(store, copy)
        changes, rows = _changed_and_checked(trial, tell)
        applied = sqlite_files.applied_changes(store)
        before = version_of_data(data, applied)
        if not changes:
            if not check_only:
                _take_new_keys(trial.data, data)
            return before, 0, rows
        tell("upgrade: reading all of the changed store")
        sqlite_files.settle(copy)
        sqlite_files.require_sound(copy)
        if check_only:
            return before, changes, rows
        tell("upgrade: keeping the data of before, and putting the new ones in their place")
        settle_unwritten()
    sqlite_files.flush(store)
    _note(data, Note(at, before, this_version(), applied, sqlite_files.last_line(copy)))
    sqlite_files.keep_as(store, data / FOLDER / BEFORE_FILE)
    _take_new_keys(trial.data, data)
    sqlite_files.give_name(copy, store)
    return before, changes, rows


def _carry_in_a_transaction(data: Path, trial: Place, at: str, check_only: bool, tell: Tell) -> tuple[str, int, int]:
    look_into_portal(trial)

    from django.db import connection, transaction

    from bluezone.portal.operations.tables import changes_to_come, one_portal_at_a_time

    database, dumped = trial.database or "", trial.data / BEFORE_DUMP
    with one_portal_at_a_time():
        due = changes_to_come()
        applied = 0 if due is None else postgresql_dumps.applied_changes(database)  # an empty store is refused below
        before = version_of_data(data, applied)
        if due and not check_only:
            postgresql_dumps.require_no_others(database, connection.connection.info.backend_pid)
            tell("upgrade: dumping the store, for the way back")
            postgresql_dumps.dump(database, dumped)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be changed
            changes, rows = _changed_and_checked(trial, tell)
            if check_only or not due:
                transaction.set_rollback(True)
                if not check_only:
                    _take_new_keys(trial.data, data)
            else:  # not before: where the changes fail, the way back of an earlier upgrade stands as it stood
                _note(data, Note(at, before, this_version(), applied, _last_line()))
                dumped.replace(data / FOLDER / BEFORE_DUMP)
                flush_folder(data / FOLDER)  # before the commit: where the power fails, there is a way back
                _take_new_keys(trial.data, data)
    return before, changes, rows


def _last_line() -> int:
    """What the newest line of the audit is counted as, within this transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(LAST_LINE)
        return int(cursor.fetchone()[0])


def _changed_and_checked(trial: Place, tell: Tell) -> tuple[int, int]:
    """Changes the tables at this place, or draws keys that are missing where nothing needs the ones before, and looks
    whether all is well; how many changes, and rows that stood there."""
    look_into_portal(trial)

    from bluezone.portal.operations.carried_rows import count_rows, require_all_rows
    from bluezone.portal.operations.tables import changes_to_come

    changes, before = changes_to_come(), count_rows()
    if changes is None:
        raise RefusedError("the store is empty: `bluezone portal migrate` makes its tables")
    if changes or not all((trial.data / name).exists() for name in SECRETS):
        tell(f"upgrade: changing the tables (changes: {changes})")
        _change(trial)
        tell("upgrade: counting the rows, and asking the doctor")
        require_all_rows(before, count_rows())
        _require_well(trial)
    _let_go(trial)
    return changes, sum(before.values())


def _change(trial: Place) -> None:
    try:
        open_portal(trial, may_change=True)
    except Exception as error:
        if type(error).__module__.startswith("bluezone."):
            raise
        raise RefusedError(
            f"a change of the tables failed ({type(error).__name__}); the data stand as they stood"
        ) from error


def _require_well(trial: Place) -> None:
    from bluezone.joining.doctor.portal import look_at_portal

    for check in look_at_portal(trial.data, trial.database):
        if check.name in _MUST_BE_WELL and check.state == "bad":
            raise RefusedError(f"{check.name}: {check.said.en} The data stand as they stood.")


def _let_go(trial: Place) -> None:
    """Lets go of the copy's file; a transaction needs its connection."""
    from django.db import connections

    if trial.database is None:
        connections.close_all()


def _require_room(store: Path) -> None:
    needed = 3 * store.stat().st_size
    if shutil.disk_usage(store.parent).free < needed:
        raise RefusedError(f"an upgrade needs {_in_words(needed)} free on this disk; nothing was changed")


def _in_words(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB" if size >= 1 << 30 else f"{math.ceil(size / (1 << 20))} MiB"


def _note(data: Path, note: Note) -> None:
    """Notes which upgrade it is. The version of before comes first: whether an act before it was cut off is judged by
    the note of that one (`version_of_data`), whose place this one takes."""
    note_version(data, note.before)
    write_note(data / FOLDER, note)


def _take_new_keys(trial: Path, data: Path) -> None:
    """Takes keys that this version drew; the version before knows nothing of them and leaves them alone."""
    for name in SECRETS:
        if (trial / name).exists() and not (data / name).exists():
            (trial / name).replace(data / name)
    flush_folder(data)
