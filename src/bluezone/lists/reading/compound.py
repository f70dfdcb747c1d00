"""The streams of an OLE compound file ([MS-CFB]), which is what an .xls, a .doc and an encrypted .xlsx are.

Calamine reads these itself; we look in first, to know what the file is and how far its sheets reach.
"""

from __future__ import annotations

import struct

from bluezone.lists.reading.refusing import damaged

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""From here on a sector number is a mark (end, free, table), not a sector."""
_ENTRY_BYTES = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """A file's streams by name. Raises UnreadableListError for whatever does not fit together."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._streams: dict[str, tuple[int, int]] = {}
        self._small: bytes | None = None
        self._root_start = _END
        try:
            self._open()
        except (struct.error, IndexError) as error:
            raise damaged() from error

    def names(self) -> frozenset[str]:
        return frozenset(self._streams)

    def read(self, name: str) -> bytes:
        start, size = self._streams[name]
        try:
            if size >= self._cutoff:
                return self._chain(start, self._fat)[:size]
            if self._small is None:
                self._small = self._chain(self._root_start, self._fat)
            return self._small_chain(start)[:size]
        except (struct.error, IndexError) as error:
            raise damaged() from error

    def _open(self) -> None:
        head = self._data[:512]
        sector_shift, small_shift = struct.unpack_from("<HH", head, 30)
        if not 7 <= sector_shift <= 12 or not 3 <= small_shift <= sector_shift:
            raise damaged()
        self._sector, self._small_sector = 1 << sector_shift, 1 << small_shift
        fat_count, directory, _, self._cutoff, small_fat, _, more, more_count = struct.unpack_from("<8I", head, 44)
        self._fat = self._table(self._fat_sectors(head, more, more_count)[:fat_count])
        self._small_fat = _numbers(self._chain(small_fat, self._fat)) if small_fat < _END else ()
        self._streams = self._directory(self._chain(directory, self._fat))

    def _fat_sectors(self, head: bytes, more: int, more_count: int) -> list[int]:
        sectors = list(struct.unpack_from("<109I", head, 76))
        for _ in range(min(more_count, len(self._data) // self._sector)):
            if more >= _END:
                break
            numbers = _numbers(self._sector_at(more))
            sectors += numbers[:-1]
            more = numbers[-1]
        return [sector for sector in sectors if sector < _END]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        return _numbers(b"".join(self._sector_at(sector) for sector in sectors))

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        found = self._data[start : start + self._sector]
        if not found:
            raise damaged()
        return found.ljust(self._sector, b"\0")

    def _chain(self, start: int, table: tuple[int, ...]) -> bytes:
        return b"".join(self._sector_at(number) for number in _followed(start, table))

    def _small_chain(self, start: int) -> bytes:
        size, small = self._small_sector, self._small or b""
        return b"".join(small[number * size : (number + 1) * size] for number in _followed(start, self._small_fat))

    def _directory(self, raw: bytes) -> dict[str, tuple[int, int]]:
        streams: dict[str, tuple[int, int]] = {}
        for at in range(0, len(raw) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            start, size = struct.unpack_from("<II", raw, at + 116)
            if kind == _ROOT:
                self._root_start = start
            elif kind == _STREAM:
                name = raw[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                streams[name] = (start, size)
        return streams


def _followed(start: int, table: tuple[int, ...]) -> list[int]:
    """Follows a chain of sectors; one that comes back to itself is damaged."""
    chain: list[int] = []
    while start < _END:
        chain.append(start)
        if len(chain) > len(table):
            raise damaged()
        start = table[start]
    return chain


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
