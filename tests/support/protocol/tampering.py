"""What an enemy does to a signed file: every way to change or shorten it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bluezone.protocol.errors import PeerError


def flips(data: bytes, *, step: int = 1) -> Iterator[bytes]:
    """The file with one bit flipped, for every `step`-th byte, and always for the first and last 200."""
    for at in range(len(data)):
        if at % step == 0 or at < 200 or at >= len(data) - 200:
            yield data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]


def cuts(data: bytes, *, step: int = 1) -> Iterator[bytes]:
    """The file without its end, or without its beginning."""
    for at in range(0, len(data), step):
        yield data[:at]
    yield data[1:]


def assert_all_refused(read: Callable[[bytes], object], data: bytes, *, step: int = 1) -> None:
    """No changed, shortened or lengthened form of the file is read; the file itself is."""
    read(data)
    for changed in (*flips(data, step=step), *cuts(data, step=step), data + b"\0", data + data[-145:], data * 2):
        with pytest.raises(PeerError):
            read(changed)
