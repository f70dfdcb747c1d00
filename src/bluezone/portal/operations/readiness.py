"""Whether this process can serve now, for a monitor: asked by whoever comes, answered in one word, nothing written.

the database answers → its tables are this version's → the folder's disk takes one more request
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from django.db import Error

from bluezone.portal.errors import LaterStoreError
from bluezone.portal.frame.middleware import MAX_REQUEST_BYTES
from bluezone.portal.operations.tables import changes_to_come
from bluezone.portal.settings.chosen import CONFIGURATION


class Readiness(StrEnum):
    """How it stands; one word, as a monitor reads it."""

    READY = "ready"
    UNREACHABLE = "unreachable"
    """The database does not answer, or the data directory is gone."""
    MISMATCHED = "mismatched"
    """Its tables are another version's, or there are none."""
    FULL = "full"
    """The disk under the data directory has no room for the largest request."""


def readiness() -> Readiness:
    """Looks at the database, its tables and the disk, in this order; what is found first is told."""
    try:
        if changes_to_come() != 0:  # None: there are no tables at all
            return Readiness.MISMATCHED
        return Readiness.READY if CONFIGURATION.data is None or has_room(CONFIGURATION.data) else Readiness.FULL
    except LaterStoreError:
        return Readiness.MISMATCHED
    except (Error, OSError):
        return Readiness.UNREACHABLE


def has_room(folder: Path) -> bool:
    """Whether the disk under a folder takes one more request of the largest size."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize >= MAX_REQUEST_BYTES
