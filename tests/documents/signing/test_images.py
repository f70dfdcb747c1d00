"""Images of signatures are blue on nothing, those of seals red on nothing."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from bluezone.documents.errors import PaperError
from bluezone.documents.signing import SealImage, SignatureImage
from tests.support.documents.certificates import ink

BLUE, RED, BLACK = ink((20, 50, 190)), ink((210, 20, 20)), ink((10, 10, 10))


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50), (0, 0, 200)).save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_blue_signature_and_a_red_seal_are_taken() -> None:
    assert 24 == SignatureImage(BLUE, 24).height_mm
    assert 36 == SealImage(RED, 36).height_mm


def test_an_image_is_five_millimetres_wide_or_more_and_no_wider_than_its_place() -> None:
    assert [5, 80] == [SignatureImage(BLUE, width).width_mm for width in (5, 80)]
    assert 60 == SealImage(RED, 60).width_mm
    for made, image, width in ((SignatureImage, BLUE, 4.9), (SignatureImage, BLUE, 80.1), (SealImage, RED, 60.1)):
        with pytest.raises(PaperError, match="mm wide"):
            made(image, width)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: SignatureImage(RED, 24), "not in blue"),
        (lambda: SignatureImage(BLACK, 24), "not in blue"),
        (lambda: SealImage(BLUE, 36), "not in red"),
        (lambda: SealImage(ink((210, 20, 20), transparent=False), 36), "transparent"),
        (lambda: SealImage(RED, 100), "mm wide"),
        (lambda: SignatureImage(jpeg(), 24), "no PNG"),
        (lambda: SignatureImage(BLUE[:200], 24), "no PNG"),
        (lambda: SignatureImage(b"\x89PNG\r\n\x1a\n" + bytes(3 << 20), 24), "no PNG"),
    ],
)
def test_anything_else_is_refused(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(PaperError, match=said):
        wrong()


def test_an_image_has_up_to_four_thousand_dots_a_side() -> None:
    def sheet(width: int) -> bytes:
        picture, buffer = Image.new("RGBA", (width, 64)), io.BytesIO()
        picture.paste((20, 50, 190, 255), (0, 0, width // 2, 64))
        picture.save(buffer, "PNG")
        return buffer.getvalue()

    assert 24 == SignatureImage(sheet(4_000), 24).width_mm
    with pytest.raises(PaperError, match="4000"):
        SignatureImage(sheet(4_001), 24)
