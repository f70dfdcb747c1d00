"""What the kernel accepts: one place, so that both implementations refuse the same things in the same words.

Bytes come from peers and files: lengths, counts and layouts are checked here, before any work is done in proportion
to them. Every refusal is a ValueError with one plain line.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

MAX_SIGHTINGS = 1 << 24
MAX_KEYS = 1 << 24
MAX_MATCHES = 1 << 22
"""Only repeated keys and repeated sightings multiply; an honest batch stays far below the size of the log."""
TOO_MANY_MATCHES = f"more than {MAX_MATCHES} matches; look fewer keys up at once"
MAX_THREADS = 64

Times: TypeAlias = "array[int] | memoryview"


def rows(buffer: Buffer, width: int, *, at_most: int, what: str) -> memoryview:
    """A flat view of whole rows of `width` bytes; nothing is copied."""
    view = _flat(buffer, what)
    if len(view) % width:
        raise ValueError(f"{what} have {width} bytes each; {len(view)} bytes are no whole number of them")
    if len(view) // width > at_most:
        raise ValueError(f"{len(view) // width} {what} at once exceed {at_most}")
    return view


def times(values: Sequence[int] | Buffer, *, expected: int) -> Times:
    """Checks that there are as many 64-bit milliseconds as sightings."""
    try:
        _require_count(len(values), expected)  # type: ignore[arg-type]  # every buffer with times in it has a length
        read = _sixty_four_bits(values)
    except (TypeError, OverflowError, BufferError) as error:
        raise ValueError("times are whole milliseconds that fit 64 bits") from error
    _require_count(len(read), expected)  # a sequence may say one length and have another
    return read


def whole_number(value: object, low: int, high: int, what: str) -> int:
    """An integer within its bounds."""
    if not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{what} lies in {low}..{high}, not {value!r}")
    return value


def _require_count(count: int, expected: int) -> None:
    if count != expected:
        raise ValueError(f"{expected} sightings need {expected} times, not {count}")


def _flat(buffer: Buffer, what: str) -> memoryview:
    try:
        view = memoryview(buffer)
    except TypeError as error:
        raise ValueError(f"{what} come as bytes, not as {type(buffer).__name__}") from error
    if not view.c_contiguous:
        raise ValueError(f"{what} must lie without gaps in memory")
    try:
        return view.cast("B") if view.nbytes else memoryview(b"")
    except (TypeError, ValueError) as error:
        raise ValueError(f"{what} come as plain bytes") from error


def _sixty_four_bits(values: Sequence[int] | Buffer) -> Times:
    try:
        view = memoryview(values)  # type: ignore[arg-type]  # the TypeError says that it is no buffer
    except TypeError:
        return array("q", values)  # type: ignore[arg-type]  # so it is a sequence
    if view.format not in ("q", "l") or view.itemsize != 8 or view.ndim != 1:
        raise TypeError("not 64-bit integers")
    return view if view.c_contiguous else array("q", view.tolist())
