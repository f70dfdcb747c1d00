"""Photos are written anew: pixels only, at most 200 kB, upright; hostile ones are refused with a reason."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from bluezone.portal.directives.services.anatomy import plain_photo
from bluezone.portal.directives.services.photos import LONGEST_SIDE, MOST_BYTES_KEPT, cleaned_photo
from bluezone.portal.errors import RefusedError
from tests.support.portal.rolling import a_photo


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.copy()


def noise(width: int, height: int) -> bytes:
    """Pixels that no compression likes."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 180).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def a_png_that_says_it_is(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_where_and_with_which_phone_it_was_taken_is_gone():
    tagged = a_photo(exif=True)
    assert b"ba Tu" in tagged

    kept = cleaned_photo(tagged)

    assert {} == dict(opened(kept).getexif())
    assert b"ba Tu" not in kept


def test_a_photo_lying_on_its_side_is_turned_upright():
    out, tags = io.BytesIO(), Image.Exif()
    tags[0x0112] = 6
    Image.new("RGB", (400, 200), "white").save(out, "JPEG", exif=tags)

    assert (200, 400) == opened(cleaned_photo(out.getvalue())).size


@pytest.mark.slow
@pytest.mark.parametrize("size", [(4_000, 3_000), (300, 5_000), (64, 64)])
def test_whatever_comes_in_what_is_kept_is_small(size):
    kept = cleaned_photo(noise(*size))

    assert len(kept) <= MOST_BYTES_KEPT
    assert max(opened(kept).size) <= LONGEST_SIDE


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "PNG")

    assert (255, 255, 255) == opened(cleaned_photo(out.getvalue())).getpixel((5, 5))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no photo"),
        (b"GIF89a" + bytes(40), "no photo"),
        (a_photo()[:400], "broken"),
        (a_png_that_says_it_is(40_000, 40_000), "64 million"),
        (a_png_that_says_it_is(8_000, 8_000), "16 million"),
        (bytes((16 << 20) + 1), "16 MB"),
    ],
)
def test_a_hostile_photo_is_refused_with_a_reason(content, reason):
    with pytest.raises(RefusedError, match=reason):
        cleaned_photo(content)


@given(st.binary(max_size=300), st.integers(0, 600))
def test_no_bytes_bring_anything_but_a_small_photo_or_a_refusal(rubbish, at):
    sample = a_photo(64, 48)
    try:
        kept = cleaned_photo(sample[:at] + rubbish + sample[at + len(rubbish) :])
    except RefusedError:
        return

    assert len(kept) <= MOST_BYTES_KEPT


def test_a_cameras_largest_photo_is_never_unpacked_as_a_whole(monkeypatch):
    unpacked = []
    loaded = JpegImageFile.load
    monkeypatch.setattr(JpegImageFile, "load", lambda one: (unpacked.append(one.size), loaded(one))[1])

    kept = cleaned_photo(a_photo(6_400, 4_800))

    with Image.open(io.BytesIO(kept)) as small:
        assert (1_600, 1_200) == small.size
    assert (3_200, 2_400) == unpacked[0]


def test_a_picture_without_a_single_pixel_is_broken():
    with pytest.raises(RefusedError, match="broken"):
        plain_photo(a_png_that_says_it_is(0, 5))


def test_of_a_webp_only_its_transparency_is_left_beside_its_pixels():
    out, tags = io.BytesIO(), Image.Exif()
    tags[0x010F] = "ba Tu"
    Image.new("RGBA", (300, 200), (1, 2, 3, 90)).save(out, "WEBP", exif=tags)
    assert b"ba Tu" in out.getvalue()

    plain = plain_photo(out.getvalue())

    assert ("WEBP", 300, 200) == (plain.kind, plain.width, plain.height)
    assert b"ba Tu" not in plain.content
    assert 90 == opened(plain.content).getpixel((5, 5))[3]
    assert 0x10 == plain.content[plain.content.index(b"VP8X") + 8]
