"""Photos that nobody took: to take long, to need memory, or to be something else as well; the same for each seed."""

from __future__ import annotations

import functools
import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image

from tests.support.portal.pictures import a_photo

MOST = 399_000
_SOS, _EOI, _DHT = 0xDA, 0xD9, 0xC4


def segments(jpeg: bytes) -> list[tuple[int, bytes]]:
    """The pieces of a JPEG after its first two bytes, each with its marker."""
    found, at = [], 2
    while jpeg[at + 1] != _EOI:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] == _SOS:
            while jpeg[end] != 0xFF or jpeg[end + 1] in (0, *range(0xD0, 0xD8)):
                end += 1
        found.append((jpeg[at + 1], jpeg[at:end]))
        at = end
    return found


@functools.cache
def _progressive(side: int, mode: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, side), 120 if mode == "L" else (120, 10, 60)).save(out, "JPEG", progressive=True, quality=50)
    return out.getvalue()


def scans(chance: random.Random, most: int = MOST) -> bytes:
    """A small progressive JPEG whose last scan comes again and again, until the file is as large as may be."""
    pieces = segments(_progressive(chance.choice((1_000, 2_000)), chance.choice(("L", "RGB"))))
    again = pieces[chance.choice([place for place, (marker, _) in enumerate(pieces) if marker == _SOS][1:])][1]
    head = b"\xff\xd8" + b"".join(piece for _, piece in pieces)
    return head + again * ((chance.randint(10_000, most) - len(head)) // len(again)) + b"\xff\xd9"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *more: bytes, data: bytes = b"", interlaced: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(more) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def dimensions(chance: random.Random) -> bytes:
    """A head that says sizes of which the rest holds nothing, or zeros."""
    width, height = (chance.choice((0, 1, 2_000, 4_000, 30_000, 65_535, 2**31 - 1)) for _ in range(2))
    if chance.random() < 0.5:
        jpeg = bytearray(a_photo(chance.randint(1, 9)))
        at = jpeg.index(b"\xff\xc0")
        jpeg[at + 5 : at + 9] = struct.pack(">HH", height & 0xFFFF, width & 0xFFFF)
        return bytes(jpeg)
    packed = zlib.compress(bytes(min(60_000_000, 3 * width * height + height)), 9)
    return _png(width, height, data=packed, interlaced=chance.choice((0, 1)))


def chunks(chance: random.Random) -> bytes:
    """Pieces by the ten thousand, texts that unpack to much, profiles, tables, comments."""
    text = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(8_000_000), 9))
    profile = _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(8_000_000), 9))
    pixels = zlib.compress(bytes(4 * 3 * 4 + 4))
    many = (
        lambda: _png(4, 4, *[text] * chance.randint(2, 40), data=pixels),
        lambda: _png(4, 4, profile, data=pixels),
        lambda: _png(4, 4, _chunk(b"tEXt", b"a\0b") * chance.randint(1_000, 20_000), data=pixels),
        lambda: _png(4, 4, _chunk(b"IDAT", b"") * chance.randint(1_000, 25_000), data=pixels),
        lambda: b"\xff\xd8" + b"\xff\xfe\0\2" * chance.randint(100, 90_000) + a_photo(1)[2:],
        lambda: b"\xff\xd8" + segments(_progressive(1_000, "L"))[1][1] * chance.randint(1_000, 4_000) + a_photo(2)[2:],
        lambda: b"\xff\xd8" + b"\xff" * chance.randint(1_000, 300_000) + a_photo(3)[2:],
        lambda: _riff(chance.randint(10, 30_000)),
    )
    return chance.choice(many)()


def _riff(count: int) -> bytes:
    webp = a_photo(4, kind="WEBP")
    body = webp[12:] + b"EXIF\0\0\0\0" * count
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def polyglots(chance: random.Random) -> bytes:
    """A photo that another program reads as a page, an archive, a paper or a program."""
    others = (
        b"<html><script>alert(1)</script></html>",
        b"PK\3\4" + bytes(60),
        b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj",
        b"GIF89a" + bytes(30),
        b"MZ" + bytes(90),
        b"II*\0" + bytes(90),
    )
    other, kind = chance.choice(others), chance.choice(("JPEG", "PNG", "WEBP"))
    photo = a_photo(chance.randint(1, 9), kind=kind)
    if kind == "JPEG" and chance.random() < 0.5:
        return b"\xff\xd8\xff\xfe" + struct.pack(">H", 2 + len(other)) + other + photo[2:]
    return chance.choice((photo + other, other + photo, photo[:12] + other + photo[12:]))


def torn(chance: random.Random) -> bytes:
    """A genuine photo, cut, or with bytes turned."""
    photo = bytearray(a_photo(chance.randint(1, 9), kind=chance.choice(("JPEG", "PNG", "WEBP")), exif=True))
    for _ in range(chance.randint(1, 30)):
        photo[chance.randrange(len(photo))] = chance.randrange(256)
    return bytes(photo[: chance.randint(1, len(photo))])


KINDS: tuple[Callable[[random.Random], bytes], ...] = (scans, dimensions, chunks, polyglots, torn)


def hostile_photos(count: int) -> Iterator[tuple[str, bytes]]:
    """So many, of each kind in turn, each made when it is asked for: six hundred take long to make."""
    chance = random.Random(14)
    return ((KINDS[place % len(KINDS)].__name__, KINDS[place % len(KINDS)](chance)) for place in range(count))
