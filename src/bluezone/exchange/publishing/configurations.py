"""The configuration in force: the newest one in the log (docs/protocol/7-configuration.md).

A file is served from the moment it is written, and caches keep it. So one that was written and then not logged, because
the process was killed or the store was busy, keeps its number: it is logged next, and no other takes its place.
"""

from __future__ import annotations

from bluezone.exchange.errors import ForkError
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.protocol.config import Configuration, open_configuration, read_configuration
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Published
from bluezone.protocol.signature import KeyList

FIRST_SEQUENCE = 1


def configuration_in_force(files: PublicFiles, logged: Published | None, keys: KeyList) -> Configuration:
    """Before anything is published: the first one, with its defaults."""
    if logged is None:
        return Configuration(sequence=FIRST_SEQUENCE, issued_s=0)
    file = files.read_anew(logged.path[1:])
    if file is None:
        raise ForkError(f"configuration {logged.sequence} has no file")
    if open_configuration(file.data, keys).identity != logged.identity:
        raise ForkError(f"what lies in the place of configuration {logged.sequence} is not the one in the log")
    return read_configuration(file.data, keys)


def unlogged_configuration(files: PublicFiles, sequence: int, keys: KeyList) -> bytes | None:
    """The file with the number that the log gives next, if phones would take it."""
    file = files.read(f"v1/config/{sequence}")
    if file is None:
        return None
    try:
        found = read_configuration(file.data, keys)
    except PeerError:
        return None
    return file.data if found.sequence == sequence else None
