"""What a portal was last served with beside its store, noted in its data directory for the doctor: nobody has to tell
it again. An address may hold a password: the note is as private as the keys beside it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bluezone.exchange.durable_files import replace_file
from bluezone.joining.refusal import RefusedError

NOTE = "served-with"


class ServedWith(msgspec.Struct, frozen=True):
    """What `serve` was given."""

    origin: str
    database: str | None = None
    lists_from: str | None = None
    outlets: str | None = None
    exchange: str | None = None
    exchange_key: str | None = None


def note_served_with(data: Path, given: ServedWith) -> None:
    """Notes it; a later start takes its place."""
    if given != _read(data / NOTE):
        replace_file(data / NOTE, msgspec.json.encode(given), mode=0o600)


def served_with(data: Path) -> ServedWith | None:
    """Reads the note; None of a portal that was never served. Raises RefusedError for one that is none."""
    return _read(data / NOTE)


def _read(note: Path) -> ServedWith | None:
    try:
        return msgspec.json.decode(note.read_bytes(), type=ServedWith)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise RefusedError(f"{note} is not as the portal wrote it: remove it and start the portal again") from error
