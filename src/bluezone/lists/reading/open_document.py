"""How far the sheets of an ods file reach, which rows are hidden, and which fonts it names.

OpenDocument writes a cell once and says how often it is repeated, so a line of XML may stand for 10^12 cells.
"""

from __future__ import annotations

import re

from bluezone.lists.reading.refusing import check_extent, damaged
from bluezone.lists.reading.sheet import Bounds, Extent

_TAG = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)(>?)"""
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']?\s*([^"'\s/>]*)""")
_NOT_SHOWN = re.compile(rb"""visibility\s*=\s*["'](?:collapse|filter)["']""")
_FONT = re.compile(rb"""(?:font-name|font-family)\s*=\s*["']'?([^"']{1,64})""")
_MOST_HIDDEN = 1_000_000


class _Reach:
    """Adds up repetitions: rows and columns count only once something stands behind them."""

    def __init__(self) -> None:
        self.row = 0
        self.repeated = 1
        self.column = 0
        self.last_row = 0
        self.last_column = 0
        self.hidden: set[int] = set()

    def begin_row(self, attributes: bytes) -> None:
        self.row += self.repeated if self.row else 1
        self.repeated = _repetitions(attributes)
        self.column = 0
        if _NOT_SHOWN.search(attributes) and self.repeated <= _MOST_HIDDEN:
            self.hidden.update(range(self.row, self.row + self.repeated))

    def add_cell(self, attributes: bytes) -> None:
        self.column += _repetitions(attributes)
        if not attributes.endswith(b"/") or b"value" in attributes:
            self.last_column = max(self.last_column, self.column)
            self.last_row = max(self.last_row, self.row + self.repeated - 1)

    def extent(self) -> Extent:
        return Extent(self.last_row, self.last_column, frozenset(n for n in self.hidden if n <= self.last_row))


def extents_of(parts: dict[str, bytes], bounds: Bounds) -> list[Extent]:
    """The extent of each sheet, in order. Raises UnreadableListError beyond bounds."""
    reaches: list[_Reach] = []
    for tag in _TAG.finditer(parts.get("content.xml", b"")):
        kind, attributes, end = tag.groups()
        if not end:
            raise damaged()
        if kind == b"table":
            reaches.append(_Reach())
        elif not reaches:
            continue
        elif kind == b"table-row":
            reaches[-1].begin_row(attributes)
        else:
            reaches[-1].add_cell(attributes)
    extents = [reach.extent() for reach in reaches]
    for extent in extents:
        check_extent(extent, bounds)
    return extents


def fonts_of(parts: dict[str, bytes]) -> frozenset[str]:
    """The fonts that the file's styles name."""
    sources = (parts.get("content.xml", b""), parts.get("styles.xml", b""))
    return frozenset(match.decode("utf-8", "replace") for source in sources for match in set(_FONT.findall(source)))


def is_encrypted(parts: dict[str, bytes]) -> bool:
    return b"encryption-data" in parts.get("META-INF/manifest.xml", b"")


def _repetitions(attributes: bytes) -> int:
    """The most that any attribute of the name says, so that one inside another's value cannot hide the true one."""
    said = _REPEATED.findall(attributes) if b"-repeated" in attributes else []
    if not all(number.isdigit() and len(number) <= 18 for number in said):
        raise damaged()
    return max((int(number) for number in said), default=1) or 1
