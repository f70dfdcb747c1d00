"""Photos taken apart: what a second look would show is no part of what is kept."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from bluezone.portal.directives.services.anatomy import plain_photo
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


def test_the_pieces_of_a_webp_stand_behind_each_other_without_a_gap():
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (1, 2, 3, 90)).save(out, "WEBP", exif=b"Exif\0\0ba Tu")

    plain = plain_photo(out.getvalue()).content

    at, kinds = 12, []
    while at < len(plain):
        kind, length = struct.unpack_from("<4sI", plain, at)
        kinds.append(kind)
        at += 8 + length + length % 2
    assert [b"VP8X", b"ALPH", b"VP8 "] == kinds
    assert (len(plain), len(plain) - 8) == (at, struct.unpack_from("<I", plain, 4)[0])
