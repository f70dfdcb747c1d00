"""A message as a picture: the size that chats show whole, large letters, a code that leads on."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from bluezone.documents.cards import MAX_TEXT, Card, set_card
from bluezone.documents.errors import PaperError
from tests.support.documents.papers import NOW

LINK = "https://bluezone.example.vn/tin/2026-11-24/deo-khau-trang-noi-dong-nguoi"


def picture(card: Card) -> Image.Image:
    return Image.open(io.BytesIO(set_card(card, now=NOW)))


@pytest.mark.parametrize("letters", [10, 90, 160, 260, MAX_TEXT])
def test_every_length_fits_on_one_card_and_its_code_is_read(letters: int) -> None:
    shown = picture(Card(("Đeo khẩu trang nơi đông người. " * 20)[:letters], LINK))

    assert (1080, 1350) == shown.size
    assert [LINK] == [found.text for found in zxingcpp.read_barcodes(shown)]


def test_a_card_without_a_link_has_no_code() -> None:
    assert [] == list(zxingcpp.read_barcodes(picture(Card("Hai dòng\nmỗi dòng một đoạn"))))


def test_many_short_lines_take_smaller_letters() -> None:
    assert (1080, 1350) == picture(Card("\n".join(["Đeo"] * 9), LINK)).size


def test_lines_without_end_are_refused_in_one_line() -> None:
    with pytest.raises(PaperError, match="does not fit"):
        picture(Card("\n".join("a" * 100), LINK))


@pytest.mark.parametrize("text", ["", "  ", "x" * (MAX_TEXT + 1), "a\x00b"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(PaperError):
        Card(text)


def test_markup_stays_text() -> None:
    assert picture(Card('#image("/etc/passwd") *đậm* $x$ <b>')).size == (1080, 1350)
