"""A stream that is sealed piece by piece, and opened the same way: libsodium's secret stream, a mebibyte at a time.

However long it is, one piece of it lies in memory. Whoever opens one may first make sure that it is whole: the last
piece says that it is the last.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import RuntimeError as SodiumError

from bluezone.exchange.errors import StoreError

_PIECE = 1 << 20
_SEALED_PIECE = _PIECE + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_ANOTHER = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class Sealing(io.RawIOBase):
    """Seals what is written to it. `finish` seals the last piece; without it the stream counts as cut off."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        super().__init__()
        self._file, self._waiting = file, bytearray()
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        file.write(sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = memoryview(data)  # type: ignore[arg-type]  # whatever has bytes
        self._waiting += piece
        while len(self._waiting) > _PIECE:  # what is full may still be the last
            self._push(bytes(self._waiting[:_PIECE]), _ANOTHER)
            del self._waiting[:_PIECE]
        return len(piece)

    def finish(self) -> None:
        self._push(bytes(self._waiting), _LAST)
        self._waiting.clear()

    def _push(self, piece: bytes, tag: int) -> None:
        self._file.write(sodium.crypto_secretstream_xchacha20poly1305_push(self._state, piece, tag=tag))


class Opening(io.RawIOBase):
    """What was sealed, from where its file stands to the end, for reading once."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        super().__init__()
        self._pieces, self._left = opened(file, key), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # whatever takes bytes
        if not self._left:
            self._left = next(self._pieces, b"")
        some, self._left = self._left[: len(into)], self._left[len(into) :]
        into[: len(some)] = some
        return len(some)


def opened(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The pieces. Raises StoreError at one that was changed, and at the end where the last one is not there."""
    header = file.read(sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
    if len(header) < sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES:
        raise StoreError("the backup is cut off")
    state, tag = sodium.crypto_secretstream_xchacha20poly1305_state(), None
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    while sealed := file.read(_SEALED_PIECE):
        try:
            piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
        except (SodiumError, ValueError) as error:
            raise StoreError("the backup is damaged, or the key is another one") from error
        yield piece
    if tag != _LAST:
        raise StoreError("the backup is cut off")
