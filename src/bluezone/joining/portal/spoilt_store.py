"""A portal's file that SQLite does not read: spoilt, shut to this account, or no file at all."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from bluezone.joining.refusal import RefusedError


@contextlib.contextmanager
def spoilt_store_refused(name: str) -> Iterator[None]:
    """Says of what SQLite refuses, asked by itself or by Django, what to do: it is no fault of the program. What a room
    refuses by itself comes through. Raises RefusedError."""
    try:
        yield
    except Exception as error:
        said = error if isinstance(error, sqlite3.Error) else error.__cause__
        if type(error).__module__.startswith("bluezone.") or not isinstance(said, sqlite3.Error):
            raise
        raise RefusedError(
            f"{name} cannot be read ({said}): look at its owner and mode, and whether the disk is full; where it is "
            "spoilt, bring a copy back (`bluezone portal restore`)"
        ) from error
