"""When a copy of an exchange was last written, and when one was last restored for a trial: notes in the data directory,
for the doctor and a monitor; not which copy, nor where it lies.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bluezone.exchange.durable_files import replace_file
from bluezone.exchange.settings import ExchangeSettings

BACKUP_FILE, RESTORED_FILE = "last-backup", "last-restored"


@dataclass(frozen=True, slots=True)
class NotedCopies:
    """What an exchange knows of its own copies, in seconds since 1970; None for never."""

    backup_s: int | None
    restored_s: int | None


def noted_copies(settings: ExchangeSettings) -> NotedCopies | None:
    """Reads both notes; None of a store that is backed up by tools of its own."""
    if settings.store_url is not None:
        return None
    return NotedCopies(_noted(settings.data / BACKUP_FILE), _noted(settings.data / RESTORED_FILE))


def note_backup(data: Path, now_s: int) -> None:
    """Notes that a copy was written."""
    _note(data / BACKUP_FILE, now_s)


def note_restored(data: Path, now_s: int) -> None:
    """Notes in the data directory of an exchange that a copy of it was restored elsewhere, and its log extended by what
    is published."""
    _note(data / RESTORED_FILE, now_s)


def _note(file: Path, now_s: int) -> None:
    """The service's account reads it, whoever wrote it."""
    replace_file(file, f"{now_s}\n".encode(), mode=0o600)
    if os.geteuid() == 0:
        of_folder = file.parent.stat()
        os.chown(file, of_folder.st_uid, of_folder.st_gid)


def _noted(file: Path) -> int | None:
    try:
        return int(file.read_bytes()[:20])
    except (OSError, ValueError):
        return None
