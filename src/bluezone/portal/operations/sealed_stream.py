"""A file that is written and read in constant memory, encrypted and whole: libsodium's secret stream.

A changed byte, a cut end or another key is refused; what was read before it shows is the caller's to throw away.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import RuntimeError as SodiumError

from bluezone.portal.errors import ConfigurationError

KEY_BYTES = 32
_MAGIC = b"BZP1"
_CHUNK = 1 << 20
_SEALED_CHUNK = _CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class SealingWriter(io.RawIOBase):
    """Seals what is written to it into `target`; `finish` ends the stream."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        self._target, self._waiting = target, bytearray()
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        target.write(_MAGIC + sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, _checked(key)))

    def writable(self) -> bool:
        """Tells that the stream can be written to."""
        return True

    def write(self, data: object) -> int:
        """Seals these bytes; how many they are."""
        added = memoryview(data)  # type: ignore[arg-type] # bytes-like, as RawIOBase has it
        self._waiting += added
        while len(self._waiting) > _CHUNK:
            self._push(bytes(self._waiting[:_CHUNK]), _MESSAGE)
            del self._waiting[:_CHUNK]
        return len(added)

    def finish(self) -> None:
        """Ends the stream; without its end, a reader takes none of it for whole."""
        self._push(bytes(self._waiting), _FINAL)

    def _push(self, plain: bytes, tag: int) -> None:
        self._target.write(sodium.crypto_secretstream_xchacha20poly1305_push(self._state, plain, tag=tag))


class OpeningReader(io.RawIOBase):
    """Reads what a SealingWriter wrote. Raises ConfigurationError where it is not what was written."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source, self._ready, self._ended = source, bytearray(), False
        if source.read(len(_MAGIC)) != _MAGIC:
            raise ConfigurationError("this is no backup of a portal")
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = source.read(sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
        try:
            sodium.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, _checked(key))
        except (SodiumError, ValueError, TypeError) as error:
            raise ConfigurationError("the backup is cut off") from error

    def readable(self) -> bool:
        """Tells that the stream can be read from."""
        return True

    def readinto(self, buffer: object) -> int:
        """Opens the next bytes into the buffer; how many they are."""
        wanted = memoryview(buffer)  # type: ignore[arg-type] # bytes-like, as RawIOBase has it
        while not self._ready and not self._ended:
            self._pull()
        taken = self._ready[: len(wanted)]
        wanted[: len(taken)] = taken
        del self._ready[: len(taken)]
        return len(taken)

    def _pull(self) -> None:
        sealed = self._source.read(_SEALED_CHUNK)
        if not sealed:
            raise ConfigurationError("the backup is cut off")
        try:
            plain, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed)
        except (SodiumError, ValueError) as error:
            raise ConfigurationError("the backup is damaged, or the key is another one") from error
        self._ready += plain
        self._ended = tag == _FINAL
        if self._ended and self._source.read(1):
            raise ConfigurationError("something was added to the backup")


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"a backup key has {KEY_BYTES} bytes, not {len(key)}")
    return key
