"""A photo's file taken apart without reading a pixel: what it says it is, and only what its pixels need.

JPEG, PNG and WEBP are lists of pieces. Whoever writes such a file by hand can repeat a piece ten thousand times, say
sizes that no memory holds, or hang another file on it. So pieces are counted, sizes looked at, and what no pixel needs
(places, texts, profiles, further pictures, whatever follows the end) is left out before any library reads the rest.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from bluezone.portal.errors import RefusedError

MOST_PIXELS = 64_000_000
"""Of a JPEG, which is read at a fraction of its size."""
MOST_PLAIN_PIXELS = 16_000_000
"""Of anything else, which is unpacked as a whole: a quarter of a megabyte can hold a gigabyte."""
MOST_SCANS = 64
"""A camera's progressive JPEG has ten."""
MOST_VISITS = 640_000_000
"""Pixels times scans: each scan goes over all of them."""
MOST_SEGMENTS, MOST_CHUNKS, MOST_RIFF_CHUNKS = 1_024, 20_000, 64

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_WEBP_KEPT = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH")
_ALPHA_FLAG = 0x10
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_FRAMES = {0xC0, 0xC1, 0xC2}
"""Baseline, extended, progressive."""
_TABLES = {0xC4, 0xDB, 0xDD}
_APP0, _APP1, _APP14 = 0xE0, 0xE1, 0xEE
_FILLED_MARKER = re.compile(rb"\xff+[^\x00\xff]")
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A photo's file without what no pixel needs."""

    kind: str
    width: int
    height: int
    content: bytes


def plain_photo(content: bytes) -> Plain:
    """The photo's file, taken apart and put together again. Raises RefusedError with what is wrong."""
    try:
        if content.startswith(b"\xff\xd8\xff"):
            plain = _plain_jpeg(content)
        elif content.startswith(_PNG):
            plain = _plain_png(content)
        elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            plain = _plain_webp(content)
        else:
            raise RefusedError("this file is no photo that can be read; JPEG, PNG and WEBP can")
    except (struct.error, IndexError) as error:
        raise _broken() from error
    if plain.kind != "JPEG" and plain.width * plain.height > MOST_PLAIN_PIXELS:
        raise RefusedError("a picture that is no JPEG has at most 16 million pixels")
    return plain


def _broken() -> RefusedError:
    return RefusedError("this photo is broken")


def _within(width: int, height: int) -> int:
    """How many pixels that are. Raises RefusedError for none, and for more than any photo has."""
    if not width or not height:
        raise _broken()
    if width * height > MOST_PIXELS:
        raise RefusedError("a photo has at most 64 million pixels")
    return width * height


def _plain_jpeg(content: bytes) -> Plain:
    jpeg, at = _Jpeg(content), 2
    for _ in range(MOST_SEGMENTS):
        marker, start = _marker(content, at)
        if marker == _EOI:
            return jpeg.whole(b"\xff\xd9")
        at = jpeg.take(marker, start)
        if at >= len(content):  # cut off: whether enough is there for a picture, the library says
            return jpeg.whole()
    raise _broken()


class _Jpeg:
    """What of a JPEG is wanted, segment by segment."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._kept, self._seen = [b"\xff\xd8"], set[int]()
        self._width = self._height = self._scans = 0

    def take(self, marker: int, start: int) -> int:
        """Takes one segment, or leaves it; where the next begins. Raises RefusedError."""
        length = int.from_bytes(self._content[start : start + 2], "big")
        end = start + length
        if length < 2 or end > len(self._content):
            raise _broken()
        if marker == _SOS:
            end = self._end_of_scan(end)
        elif marker in _FRAMES:
            self._note_frame(start)
        elif marker not in _TABLES and not _is_wanted(marker, self._content[start + 2 : start + 8], self._seen):
            return end
        self._kept.append(b"\xff" + bytes([marker]) + self._content[start:end])
        return end

    def whole(self, end: bytes = b"") -> Plain:
        if not self._scans:
            raise _broken()
        return Plain("JPEG", self._width, self._height, b"".join([*self._kept, end]))

    def _end_of_scan(self, at: int) -> int:
        self._scans += 1
        visits = self._scans * self._width * self._height
        if not visits or self._scans > MOST_SCANS or visits > MOST_VISITS:
            raise _broken()
        found = _NEXT_MARKER.search(self._content, at)
        return found.start() if found else len(self._content)

    def _note_frame(self, start: int) -> None:
        if self._width:
            raise _broken()
        self._height, self._width = struct.unpack_from(">HH", self._content, start + 3)
        _within(self._width, self._height)


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at a place, which any number of fill bytes may precede, and where its segment begins."""
    found = _FILLED_MARKER.match(content, at)
    if found is None:
        raise _broken()
    return content[found.end() - 1], found.end()


def _is_wanted(marker: int, beginning: bytes, seen: set[int]) -> bool:
    """How a picture lies (one EXIF) and how its colours are meant; each once. Raises RefusedError for another frame."""
    if 0xC0 <= marker <= 0xCF or marker == _SOI:
        raise _broken()
    wanted = (
        (marker == _APP0 and beginning.startswith(b"JFIF"))
        or (marker == _APP1 and beginning.startswith(b"Exif\0"))
        or (marker == _APP14 and beginning.startswith(b"Adobe"))
    )
    if not wanted or marker in seen:
        return False
    seen.add(marker)
    return True


def _plain_png(content: bytes) -> Plain:
    kept, at, size = [_PNG], len(_PNG), (0, 0)
    for _ in range(MOST_CHUNKS):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", content, at + 8)
            _within(width, height)
            if size != (0, 0):
                raise _broken()
            size = (width, height)
        if size == (0, 0) or end > len(content):
            raise _broken()
        if kind in _PNG_KEPT:
            kept.append(content[at:end])
        at = end
        if kind == b"IEND":
            return Plain("PNG", *size, b"".join(kept))
    raise _broken()


def _plain_webp(content: bytes) -> Plain:
    kept: list[bytes] = []
    at, size, end = 12, (0, 0), min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", content, at)
        after = at + 8 + length + (length & 1)
        if kind in {b"ANIM", b"ANMF"} or at + 8 + length > end or len(kept) > MOST_RIFF_CHUNKS:
            raise _broken()
        body = content[at + 8 : at + 8 + length]
        if size == (0, 0):
            size = _webp_size(kind, body)
            _within(*size)
        if kind == b"VP8X":
            body = bytes([body[0] & _ALPHA_FLAG]) + body[1:]
        if kind in _WEBP_KEPT:
            kept.append(struct.pack("<4sI", kind, length) + body + b"\0" * (length & 1))
        at = after
    whole = b"".join(kept)
    return Plain("WEBP", *size, b"RIFF" + struct.pack("<I", 4 + len(whole)) + b"WEBP" + whole)


def _webp_size(kind: bytes, body: bytes) -> tuple[int, int]:
    """Reads the size as the first piece says it; whatever the others say, the library holds them to it."""
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise _broken()
