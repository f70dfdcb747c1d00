"""A message as a picture: the size that chats show whole, large letters, a code that leads on."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from bluezone.documents import cards
from bluezone.documents.cards import MAX_TEXT, Card, set_card
from bluezone.documents.errors import PaperError
from bluezone.documents.words import Reason
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


@pytest.mark.parametrize(
    ("letters", "size_pt"),
    [(1, 26), (90, 26), (91, 20), (160, 20), (161, 16.5), (260, 16.5), (261, 13.5), (420, 13.5)],
)
def test_the_more_is_said_the_smaller_are_the_letters(
    letters: int, size_pt: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first size that is tried, of four."""
    tried: list[float] = []
    monkeypatch.setattr(cards, "set_png", lambda _, data, **_more: tried.append(data["size_pt"]))

    set_card(Card("a" * letters), now=NOW)

    assert [size_pt] == tried


def test_a_text_has_up_to_four_hundred_and_twenty_signs() -> None:
    assert 420 == len(Card("a" * 420).text)
    with pytest.raises(PaperError) as refused:
        Card("a" * 421)
    assert (Reason.PICTURE_LENGTH, {"most": 420}) == (refused.value.reason, refused.value.values)


def test_a_link_is_as_long_as_its_code_is_read_off_a_phone_and_no_longer() -> None:
    """Of 84 small letters the code has 37 modules a side, of one more 41."""
    assert 84 == len(Card("Tin mới", LINK.ljust(84, "x")).link)
    with pytest.raises(PaperError) as refused:
        Card("Tin mới", LINK.ljust(85, "x"))
    assert Reason.CODE_TOO_DENSE is refused.value.reason


@pytest.mark.parametrize(("text", "link"), [("a\u202eb", ""), ("a", LINK + "\u200b")], ids=["text", "link"])
def test_no_sign_hides_in_text_or_link(text: str, link: str) -> None:
    with pytest.raises(PaperError) as refused:
        Card(text, link)
    assert Reason.PICTURE_SIGNS is refused.value.reason
