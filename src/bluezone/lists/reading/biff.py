"""How far the sheets of an .xls file reach, which rows are hidden, and which fonts it names ([MS-XLS], BIFF5 and 8).

A record is a number, a length and that many bytes. Only the head of those that place a cell is looked at.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from bluezone.lists.reading.refusing import bomb, check_extent, damaged, encrypted
from bluezone.lists.reading.sheet import Bounds, Extent

_BEGIN, _BOUND_SHEET, _FILE_PASS, _FONT, _ROW = 0x0809, 0x0085, 0x002F, 0x0031, 0x0208
_DATE_MODE = 0x0022
_SHARED, _CONTINUE, _LABEL_SHARED, _MANY_NUMBERS = 0x00FC, 0x003C, 0x00FD, 0x00BD
_CELLS = frozenset({0x0203, 0x00FD, 0x027E, 0x00BD, 0x0204, 0x0006, 0x0205, 0x00D6})
"""NUMBER, LABELSST, RK, MULRK, LABEL, FORMULA, BOOLERR, RSTRING; blank cells reach nowhere."""
_ROW_IS_HIDDEN = 0x20
_BIFF8 = 0x0600


class WorkbookStream:
    """The sheets of a stream without their contents. Raises UnreadableListError beyond bounds."""

    def __init__(self, stream: bytes, bounds: Bounds) -> None:
        self.fonts: set[str] = set()
        self.counts_from_1904 = False
        self._bounds = bounds
        self._wide = True
        self._order: list[int] = []
        self._reaches: dict[int, list[int]] = {}
        self._hidden: dict[int, set[int]] = {}
        self._sheet = -1
        self._mentioned: dict[int, int] = {}
        self._shared: list[bytes] = []
        try:
            self._look(stream)
        except (struct.error, IndexError) as error:
            raise damaged() from error

    def extents(self) -> list[Extent]:
        """The extent of each sheet, in the workbook's order."""
        found = []
        for position in self._order:
            last_row, last_column = self._reaches.get(position, [0, 0])
            hidden = frozenset(number for number in self._hidden.get(position, ()) if number <= last_row)
            found.append(Extent(last_row, last_column, hidden))
        for extent in found:
            check_extent(extent, self._bounds)
        return found

    def _look(self, stream: bytes) -> None:
        before = 0
        for position, kind, body in _records(stream):
            if kind == _BEGIN:
                self._begin(position, body)
            elif kind == _FILE_PASS:
                raise encrypted()
            elif kind == _BOUND_SHEET:
                self._order.append(struct.unpack_from("<I", body)[0])
            elif kind == _DATE_MODE:
                self.counts_from_1904 = body[:2] == b"\x01\x00"
            elif kind == _FONT:
                self.fonts.add(_font_name(body, wide=self._wide))
            elif kind == _SHARED or (kind == _CONTINUE and before in {_SHARED, _CONTINUE} and self._shared):
                self._shared.append(body)
            elif self._sheet >= 0:
                self._look_at_cell(kind, body)
            before = kind
        self._check_text()

    def _begin(self, position: int, body: bytes) -> None:
        version, content = struct.unpack_from("<HH", body)
        self._wide = version >= _BIFF8
        self._sheet = position if content != 0x0005 else -1

    def _look_at_cell(self, kind: int, body: bytes) -> None:
        if kind == _ROW:
            if struct.unpack_from("<H", body, 12)[0] & _ROW_IS_HIDDEN:
                self._hidden.setdefault(self._sheet, set()).add(struct.unpack_from("<H", body)[0] + 1)
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            if kind == _MANY_NUMBERS:
                column = struct.unpack_from("<H", body, len(body) - 2)[0]
            elif kind == _LABEL_SHARED:
                index = struct.unpack_from("<I", body, 6)[0]
                self._mentioned[index] = self._mentioned.get(index, 0) + 1
            reach = self._reaches.setdefault(self._sheet, [0, 0])
            reach[0], reach[1] = max(reach[0], row + 1), max(reach[1], column + 1)

    def _check_text(self) -> None:
        """Bounds the text of shared cells: one long text is as many long texts once each cell has its own."""
        if sum(map(len, self._shared)) * max(self._mentioned.values(), default=0) <= self._bounds.text_bytes:
            return
        sizes = list(_shared_sizes(self._shared))
        total = sum(sizes[index] * times for index, times in self._mentioned.items() if index < len(sizes))
        if total > self._bounds.text_bytes:
            raise bomb()


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == 0 and length == 0:
            return  # the padding behind the last record
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _font_name(body: bytes, *, wide: bool) -> str:
    length = body[14]
    if not wide:
        return body[15 : 15 + length].decode("latin-1")
    if body[15] & 1:
        return body[16 : 16 + 2 * length].decode("utf-16-le", "replace")
    return body[16 : 16 + length].decode("latin-1")


def _shared_sizes(records: list[bytes]) -> Iterator[int]:
    """The bytes of each shared text as UTF-8, at most: three for a letter. A text that runs over into the next record
    begins there with its flags anew ([MS-XLS] 2.5.293)."""
    bodies = iter(records)
    body = next(bodies)
    count, at = struct.unpack_from("<I", body, 4)[0], 8
    for _ in range(count):
        if at >= len(body):
            body, at = next(bodies, b""), 0
            if not body:
                return
        letters, flags = struct.unpack_from("<HB", body, at)
        at += 3
        runs = 4 * struct.unpack_from("<H", body, at)[0] if flags & 8 else 0
        at += 2 if flags & 8 else 0
        extra = struct.unpack_from("<I", body, at)[0] if flags & 4 else 0
        at += 4 if flags & 4 else 0
        yield 3 * letters
        left = letters
        while True:
            width = 2 if flags & 1 else 1
            here = min(left, (len(body) - at) // width)
            left, at = left - here, at + here * width
            if not left:
                break
            body = next(bodies, b"")
            if not body:
                return
            flags, at = body[0], 1
        at += runs + extra
        while at > len(body):
            at -= len(body)
            body = next(bodies, b"")
            if not body:
                return
