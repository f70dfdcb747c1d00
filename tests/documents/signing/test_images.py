"""Images of signatures are blue on nothing, those of seals red on nothing."""

from __future__ import annotations

import colorsys
import io
from collections.abc import Callable

import pytest
from PIL import Image

from bluezone.documents.errors import PaperError
from bluezone.documents.signing import SealImage, SignatureImage
from bluezone.documents.words import Ink, Reason
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


def of_hue(turns: float, *, saturation: float = 1.0, inked: int = 64, beside: int = 0, opacity: int = 255) -> bytes:
    """A sheet of 64 by 64 dots: so many rows in this colour, so many in black, the others empty."""
    picture, buffer = Image.new("RGBA", (64, 64)), io.BytesIO()
    colour = tuple(round(255 * part) for part in colorsys.hsv_to_rgb(turns, saturation, 1.0))
    picture.paste((*colour, opacity), (0, 0, 63, inked))
    picture.paste((0, 0, 0, 255), (0, inked, 63, inked + beside))
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def reason_of(make: Callable[[], object]) -> tuple[Reason, dict[str, object]] | None:
    try:
        make()
    except PaperError as error:
        return error.reason, error.values
    return None


@pytest.mark.parametrize(
    ("kind", "ink_of", "taken", "refused"),
    [
        (SignatureImage, Ink.BLUE, (0.5, 0.51, 0.6, 0.74), (0.47, 0.49, 0.76, 0.78, 0.0, 0.33)),
        (SealImage, Ink.RED, (0.0, 0.03, 0.055, 0.925, 0.99), (0.065, 0.1, 0.9, 0.915, 0.33, 0.6)),
    ],
    ids=["signature", "seal"],
)
def test_ink_is_told_by_its_place_on_the_colour_circle(kind, ink_of: Ink, taken, refused) -> None:
    assert [None] * len(taken) == [reason_of(lambda at=at: kind(of_hue(at), 24)) for at in taken]
    assert [(Reason.IMAGE_INK, {"ink": ink_of})] * len(refused) == [
        reason_of(lambda at=at: kind(of_hue(at), 24)) for at in refused
    ]


@pytest.mark.parametrize(
    ("picture", "is_taken"),
    [
        ({"saturation": 0.27}, True),
        ({"saturation": 0.23}, False),
        ({"opacity": 128}, True),
        ({"opacity": 127}, False),
        ({"inked": 30, "beside": 20}, True),
        ({"inked": 29, "beside": 21}, False),
        ({"inked": 0}, False),
    ],
    ids=str,
)
def test_three_fifths_of_what_is_inked_are_in_the_colour_and_well_seen(picture, is_taken: bool) -> None:
    assert is_taken is (reason_of(lambda: SignatureImage(of_hue(0.6, **picture), 24)) is None)


def test_a_picture_without_any_empty_place_is_opaque() -> None:
    assert (Reason.IMAGE_OPAQUE, {}) == reason_of(lambda: SignatureImage(ink((20, 50, 190), transparent=False), 24))


def test_one_empty_dot_of_a_small_picture_is_an_empty_place() -> None:
    """Up to 64 dots a side each dot is looked at as it is."""
    picture, buffer = Image.new("RGBA", (64, 64), (20, 50, 190, 255)), io.BytesIO()
    picture.putpixel((32, 32), (0, 0, 0, 0))
    picture.save(buffer, "PNG")

    assert reason_of(lambda: SignatureImage(buffer.getvalue(), 24)) is None


@pytest.mark.parametrize(
    ("png", "said"),
    [
        (BLUE.ljust(2 << 20, b"\0"), None),
        (BLUE.ljust((2 << 20) + 1, b"\0"), (Reason.IMAGE_KIND, {})),
        (jpeg(), (Reason.IMAGE_KIND, {})),
        (BLUE[1:], (Reason.IMAGE_KIND, {})),
        (BLUE[:200], (Reason.IMAGE_BROKEN, {})),
        (BLUE[:8], (Reason.IMAGE_BROKEN, {})),
    ],
    ids=["2 MB", "a byte more", "a JPEG", "no PNG's first byte", "cut off", "no more than a PNG's first bytes"],
)
def test_a_picture_is_a_png_of_at_most_two_megabytes_and_whole(png: bytes, said: object) -> None:
    assert said == reason_of(lambda: SignatureImage(png, 24))


def test_a_picture_is_as_high_as_its_sides_say() -> None:
    wide, buffer = Image.new("RGBA", (400, 100)), io.BytesIO()
    wide.paste((20, 50, 190, 255), (0, 0, 390, 100))
    wide.save(buffer, "PNG")

    assert 15 == SignatureImage(buffer.getvalue(), 60).height_mm


@pytest.mark.parametrize(("kind", "image", "most"), [(SignatureImage, BLUE, 80), (SealImage, RED, 60)])
def test_a_width_out_of_bounds_is_told_with_the_widest(kind, image: bytes, most: int) -> None:
    for width in (4.99, most + 0.01):
        assert (Reason.IMAGE_WIDTH, {"most": most}) == reason_of(lambda width=width: kind(image, width))
