"""Pages of a paper register: how many lines they have, how they and their lines are numbered. Pure.

A page that lies at a door is keyed by somebody later, perhaps by two. Its number is on no other page, and a line's row
has its number from that alone: so whoever keys it, and however often, means the same row (wire.Row.number).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bluezone.portal.posts.wire import Row, Way
from bluezone.portal.world import VIET_NAM
from bluezone.protocol.crockford import is_written, meant, written

SHEET_SIGNS = 8
SHEET_ENTROPY = 5
LINES = 18
_SEEN_ON_PAPER = ("shown", "none", "not_running", "unasked")
"""Of an app; paper proves no mark."""


def make_number(entropy: bytes) -> str:
    """Writes five random bytes as a page's number."""
    return written(int.from_bytes(entropy[:SHEET_ENTROPY], "big"), SHEET_SIGNS)


def number_meant(typed: str) -> str:
    """The number that somebody typed or scanned; empty for what is none."""
    signs = meant(typed)
    return signs if is_written(signs, SHEET_SIGNS) else ""


def spaced(number: str) -> str:
    """Spaces a number as it is printed: 4-4."""
    return f"{number[:4]} {number[4:]}"


def number_of_line(sheet: str, line: int, way: Way) -> bytes:
    """The number of the row of a page's line, in one direction."""
    return f"{sheet}-{line:02d}-{way:.<4}".encode()


def pages_named_by(row: Row) -> set[str]:
    """The numbers of pages that a row names: by its page, and by a number of its own that is one of a line."""
    signs, rest = row.number[:SHEET_SIGNS].decode("ascii", errors="replace"), row.number[SHEET_SIGNS:]
    of_line = signs if rest.startswith(b"-") and is_written(signs, SHEET_SIGNS) else ""
    return {row.page, of_line} - {""}


def is_of_sheet(row: Row, sheet: str) -> bool:
    """Whether a row is one that this page can have."""
    stands = row.page == sheet and row.line <= LINES and row.number == number_of_line(sheet, row.line, row.way)
    entered = row.of in (b"", number_of_line(sheet, row.line, "in"))
    return stands and entered and row.who == "visitor" and row.app in _SEEN_ON_PAPER and row.keeper is None


def days_of(rows: Iterable[Row]) -> set[dt.date]:
    """The days on which these people came in, in Viet Nam. Who goes out after midnight came the day before."""
    return {row.at.astimezone(VIET_NAM).date() for row in rows if row.way == "in"}
