"""Which version a portal's data are noted as of: that of the program that carried them, also where an upgrade was cut
off between the data and the note, and the next one finds nothing to change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.joining.portal.opening import Place
from bluezone.joining.upgrading import portal
from bluezone.joining.upgrading.versions import note_version, noted_version, this_version
from bluezone.portal.operations.preparing import SECRETS

EARLIER, NOW = "0.0.1", "2026-11-30T00:00:00+00:00"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data of this version by their tables, and of an earlier one by their note."""
    monkeypatch.setattr(portal, "_carry_a_copy", lambda *_told: (0, 7))
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
