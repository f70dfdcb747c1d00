"""Which store an exchange uses, noted in its data directory by the service for all commands beside it.

Without the note a command that was not told would open a second, empty store, hand out codes from it that the service
does not know, and back it up. The address may hold a password: the note is as private as the keys beside it.
"""

from __future__ import annotations

from pathlib import Path

from bluezone.exchange.durable_files import replace_file

_NOTE = "store-address"


def note_store(data: Path, address: str | None) -> None:
    """Notes what `serve` was given, once the store was opened; a later one takes its place."""
    if address is not None and address != _noted(data):
        replace_file(data / _NOTE, address.encode(), mode=0o600)


def chosen_store(data: Path, given: str | None) -> str | None:
    """Reads the address that was given, or else the noted one; None is SQLite in the data directory."""
    return _noted(data) if given is None else given


def _noted(data: Path) -> str | None:
    try:
        return (data / _NOTE).read_text()
    except FileNotFoundError:
        return None
