"""Photos taken apart: what a second look would show is no part of what is kept."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from bluezone.portal.directives.services.anatomy import MOST_PLAIN_PIXELS, plain_photo
from bluezone.portal.errors import RefusedError
from tests.support.portal.rolling import a_photo


@pytest.mark.parametrize("marker", [0xC0, 0xC3, 0xC9, 0xCF, 0xD8])
def test_a_second_frame_breaks_a_photo_of_whatever_kind_it_is(marker: int):
    """Readers differ in which of two frames they draw."""
    photo = a_photo(64, 48)
    at = photo.index(b"\xff\xda")
    frame = b"\xff" + bytes([marker]) + struct.pack(">HBHHBBBB", 11, 8, 48, 64, 1, 1, 17, 0)

    with pytest.raises(RefusedError, match="broken"):
        plain_photo(photo[:at] + frame + photo[at:])


def pieces(webp: bytes) -> list[tuple[bytes, int]]:
    """Kinds and lengths; behind one of odd length stands a byte that is none of its own."""
    at, found = 12, []
    while at < len(webp):
        kind, length = struct.unpack_from("<4sI", webp, at)
        found.append((kind, length))
        at += 8 + length + length % 2
    assert (len(webp), len(webp) - 8) == (at, struct.unpack_from("<I", webp, 4)[0])
    return found


def test_the_pieces_of_a_webp_stand_behind_each_other_as_they_did():
    picture, out = Image.new("RGB", (35, 20), (1, 2, 3)), io.BytesIO()
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(out, "WEBP", exif=b"Exif\0\0ba Tu")
    head, alpha, colours, _exif = pieces(out.getvalue())
    assert 1 == alpha[1] % 2

    assert [head, alpha, colours] == pieces(plain_photo(out.getvalue()).content)


WAYS = {
    "JPEG": {},
    "JPEG, progressive": {"progressive": True},
    "PNG": {},
    "WEBP": {},
    "WEBP, lossless": {"lossless": True},
    "WEBP, extended": {"exif": b"Exif\0\0ba Tu"},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_photo_is_as_wide_and_as_high_as_its_file_says(way: str):
    out = io.BytesIO()
    Image.new("RGB", (350, 20), (1, 2, 3)).save(out, way.partition(",")[0], **WAYS[way])

    plain = plain_photo(out.getvalue())

    assert (350, 20) == (plain.width, plain.height)
    assert Image.open(io.BytesIO(plain.content)).tobytes() == Image.open(out).tobytes()


def test_a_jpeg_of_the_extended_kind_is_read():
    plain = plain_photo(a_photo(64, 48).replace(b"\xff\xc0", b"\xff\xc1"))

    assert (64, 48) == (plain.width, plain.height)


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + b"\0" * 4


def head(width: int, height: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


def png(*chunks: bytes) -> bytes:
    """Of these pieces and its end; there is no pixel."""
    return b"\x89PNG\r\n\x1a\n" + b"".join((*chunks, chunk(b"IDAT"), chunk(b"IEND")))


def test_what_is_unpacked_as_a_whole_has_sixteen_million_pixels_and_no_more():
    assert 16_000_000 == MOST_PLAIN_PIXELS == plain_photo(png(head(4_000, 4_000))).width * 4_000

    with pytest.raises(RefusedError, match="16 million"):
        plain_photo(png(head(16_000_001, 1)))


@pytest.mark.parametrize(
    "broken",
    [
        png(head(40, 30), head(8_000, 8_000)),
        png(chunk(b"tEXt", b"ba Tu"), head(40, 30)),
        png(),
        png(head(40, 30))[:-1],
    ],
    ids=["told twice", "told late", "not told", "cut off"],
)
def test_how_large_a_png_is_it_tells_first_and_once_and_then_it_is_there_to_its_end(broken: bytes):
    """Readers differ in which of two sizes they make room for."""
    with pytest.raises(RefusedError, match="broken"):
        plain_photo(broken)


@pytest.mark.parametrize(("marker", "stays"), [(0xE1, True), (0xE2, False), (0xE5, False)])
def test_how_a_photo_lies_is_told_in_one_place_alone(marker: int, stays: bool):
    out, tags = io.BytesIO(), Image.Exif()
    tags[0x0112] = 6
    Image.new("RGB", (64, 48), "white").save(out, "JPEG", exif=tags)
    photo = out.getvalue().replace(b"\xff\xe1", b"\xff" + bytes([marker]), 1)

    assert stays is (b"Exif" in plain_photo(photo).content)


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", 2 + len(body)) + body


def test_how_colours_are_meant_is_told_in_one_place_and_once():
    """Readers differ in which of two they believe."""
    photo, first, second = a_photo(64, 48), b"Adobe\0d\0\0\0\0\1", b"Adobe\0d\0\0\0\0\0"
    told = segment(0xED, b"Adobe\0ba Tu") + segment(0xEE, first) + segment(0xEE, second)

    kept = plain_photo(photo[:2] + told + photo[2:]).content

    assert plain_photo(photo[:2] + segment(0xEE, first) + photo[2:]).content == kept
    assert (True, 1) == (first in kept, kept.count(b"Adobe"))


def test_what_stands_behind_the_end_of_a_webp_is_no_part_of_it():
    out = io.BytesIO()
    Image.new("RGB", (35, 20), (1, 2, 3)).save(out, "WEBP")

    assert plain_photo(out.getvalue()) == plain_photo(out.getvalue() + b"junkjunkjunk")


def test_a_jpeg_that_broke_off_on_its_way_is_kept_as_far_as_it_came():
    """A telephone lost its network while it sent: half of a poster says more than none."""
    whole = a_photo(64, 48)
    half = whole[: (whole.index(b"\xff\xda") + len(whole)) // 2]
    assert not half.endswith(b"\xff\xd9")

    plain = plain_photo(half)

    assert (64, 48) == (plain.width, plain.height)
    assert plain_photo(whole).content.startswith(plain.content)
