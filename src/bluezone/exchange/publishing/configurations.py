"""The configuration in force: the newest published one (docs/protocol/7-configuration.md)."""

from __future__ import annotations

from bluezone.exchange.errors import ForkError
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.protocol.config import Configuration, read_configuration
from bluezone.protocol.signature import KeyList

FIRST_SEQUENCE = 1


def newest_configuration(files: PublicFiles, keys: KeyList) -> Configuration:
    """Before anything is published: the first one, with its defaults."""
    sequences = [int(name) for name in files.names("v1/config") if name.isdigit()]
    if not sequences:
        return Configuration(sequence=FIRST_SEQUENCE, issued_s=0)
    file = files.read(f"v1/config/{max(sequences)}")
    if file is None:
        raise ForkError(f"configuration {max(sequences)} has no file")
    return read_configuration(file.data, keys)
