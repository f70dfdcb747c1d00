"""Which version a portal's data are noted as of: that of the program that carried them, also where an upgrade was cut
off between the data and the note, and the next one finds nothing to change.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bluezone.joining.portal.opening import Place
from bluezone.joining.upgrading import portal
from bluezone.joining.upgrading.versions import note_version, noted_version, this_version
from bluezone.portal.operations.kept_upgrade import FOLDER, Note, write_note
from bluezone.portal.operations.preparing import SECRETS

EARLIER, LATER, NOW = "0.0.1", "0.0.2", "2026-11-30T00:00:00+00:00"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data of this version by their tables, and of an earlier one by their note."""
    monkeypatch.setattr(portal, "_carry_a_copy", lambda *_told: (EARLIER, 0, 7))
    (tmp_path / SECRETS[0]).write_text("secret")
    note_version(tmp_path, EARLIER)
    return tmp_path


def test_an_upgrade_that_finds_the_tables_changed_notes_its_version(data: Path) -> None:
    done = portal.upgrade_portal(Place(data), check_only=False, at=NOW)

    assert (EARLIER, False) == (done.before, done.is_kept)
    assert this_version() == noted_version(data)


def test_a_try_notes_nothing(data: Path) -> None:
    portal.upgrade_portal(Place(data), check_only=True, at=NOW)

    assert EARLIER == noted_version(data)


@pytest.mark.parametrize(("changes", "version"), [(3, EARLIER), (4, LATER)])
def test_an_upgrade_after_a_rollback_that_was_cut_off_says_of_which_version_the_data_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: int, version: str
) -> None:
    """It was of an upgrade whose data had seen three changes of tables, and had noted the version already."""
    monkeypatch.setattr(portal, "_changed_and_checked", lambda *_told: (0, 7))
    (tmp_path / SECRETS[0]).write_text("secret")
    with contextlib.closing(sqlite3.connect(tmp_path / "portal.db", isolation_level=None)) as store:
        store.execute("CREATE TABLE django_migrations (id integer)")
        store.executemany("INSERT INTO django_migrations VALUES (?)", [(one,) for one in range(changes)])
    (tmp_path / FOLDER).mkdir()
    write_note(tmp_path / FOLDER, Note("2026-11-29T00:00:00+00:00", EARLIER, LATER, 3))
    note_version(tmp_path, EARLIER)

    assert version == portal.upgrade_portal(Place(tmp_path), check_only=False, at=NOW).before
