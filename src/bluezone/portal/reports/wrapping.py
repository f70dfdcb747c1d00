"""The file under which the report key is wrapped from day to day. It stays on this machine and enters no backup."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from bluezone.portal.secrets_on_disk import read_drawn_secret

WRAPPING_FILE = "report-wrapping.key"


def wrapping_key() -> bytes:
    """Reads the wrapping key of this portal's data directory. Raises ConfigurationError where there is none."""
    return bytes.fromhex(read_drawn_secret(Path(settings.DATA_FOLDER or "") / WRAPPING_FILE))
