"""When an exchange was last copied, and a copy tried: notes that the doctor and a monitor read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bluezone.exchange import ExchangeSettings
from bluezone.exchange.operations.metrics import Metrics
from bluezone.exchange.operations.noted_copies import NotedCopies, note_backup, note_restored, noted_copies

SOMEBODY = 4_242


def test_what_was_noted_is_read_again_and_a_note_that_says_nothing_is_none(tmp_path: Path) -> None:
    settings = ExchangeSettings(data=tmp_path)
    assert NotedCopies(None, None) == noted_copies(settings)

    note_backup(tmp_path, 1_700_000_000)
    note_restored(tmp_path, 1_700_003_600)
    assert NotedCopies(1_700_000_000, 1_700_003_600) == noted_copies(settings)

    (tmp_path / "last-backup").write_text("yesterday")
    assert NotedCopies(None, 1_700_003_600) == noted_copies(settings)


def test_of_a_store_that_other_tools_copy_nothing_is_said(tmp_path: Path) -> None:
    note_backup(tmp_path, 1_700_000_000)
    metrics = Metrics(knows_copies=False)

    assert noted_copies(ExchangeSettings(data=tmp_path, store_url="postgresql://localhost/x")) is None
    metrics.note_copies(None)
    assert b"bluezone_exchange_backup_s" not in metrics.text()


def test_a_monitor_reads_when_and_0_for_never() -> None:
    metrics = Metrics()
    metrics.note_copies(NotedCopies(backup_s=1_700_000_000, restored_s=None))

    assert b"\nbluezone_exchange_backup_s 1.7e+09\n" in metrics.text()
    assert b"\nbluezone_exchange_restored_s 0.0\n" in metrics.text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_a_note_that_root_makes_is_the_folders_accounts(tmp_path: Path) -> None:
    os.chown(tmp_path, SOMEBODY, SOMEBODY)
    note_backup(tmp_path, 1)

    found = (tmp_path / "last-backup").stat()
    assert (SOMEBODY, SOMEBODY, 0o600) == (found.st_uid, found.st_gid, found.st_mode & 0o777)
