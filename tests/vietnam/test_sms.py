"""What a text message takes: one mark outside the alphabet more than halves its room."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.sms import Alphabet, measure


@pytest.mark.parametrize(
    ("text", "alphabet", "places", "segments"),
    [
        ("a" * 160, Alphabet.GSM_7, 160, 1),
        ("a" * 161, Alphabet.GSM_7, 161, 2),
        ("a" * 306, Alphabet.GSM_7, 306, 2),
        ("a" * 307, Alphabet.GSM_7, 307, 3),
        ("ệ" * 70, Alphabet.UCS_2, 70, 1),
        ("ệ" * 71, Alphabet.UCS_2, 71, 2),
        ("ệ" * 134, Alphabet.UCS_2, 134, 2),
        ("ệ" * 135, Alphabet.UCS_2, 135, 3),
        ("a" * 159 + "ệ", Alphabet.UCS_2, 160, 3),
        ("àèéìòù@£Ω", Alphabet.GSM_7, 9, 1),
        ("€" * 80, Alphabet.GSM_7, 160, 1),
        ("a" * 159 + "€", Alphabet.GSM_7, 161, 2),
        ("😷" * 35, Alphabet.UCS_2, 70, 1),
        ("", Alphabet.GSM_7, 0, 0),
        ("à" * 160, Alphabet.GSM_7, 160, 1),  # è é ù ì ò à are in the GSM alphabet; ạ is not
        ("€" * 81, Alphabet.GSM_7, 162, 2),
        ("😀" * 36, Alphabet.UCS_2, 72, 2),
    ],
)
def test_segments_are_counted_as_the_network_counts(text: str, alphabet: Alphabet, places: int, segments: int) -> None:
    message = measure(text)

    assert (alphabet, places, segments) == (message.alphabet, message.places, message.segments)


def test_an_escape_is_not_cut_between_two_segments() -> None:
    """152 + 2 do not fit into 153, so a place stays empty, twice, and a third segment begins."""
    assert 3 == measure("a" * 152 + "€" + "a" * 150 + "€" + "a").segments
    assert 307 == measure("a" * 152 + "€" + "a" * 150 + "€" + "a").places


def test_the_worst_text_leaves_one_place_empty_in_each_part() -> None:
    """153 = 152 + 1: the escape of 23.038 and its sign go to the next part together."""
    assert 3 == measure("a" * 152 + "€" + "b" * 152).segments
    assert 2 == measure("a" * 151 + "€" + "b" * 153).segments


def test_a_page_break_is_in_the_alphabet_behind_an_escape() -> None:
    """Table 6.2.1.1 of 23.038: 0x1B 0x0A."""
    assert (Alphabet.GSM_7, 2) == (measure("\f").alphabet, measure("\f").places)


def test_marks_are_what_makes_a_message_long() -> None:
    text = "Bluezone: mã của ông/bà là 1234 5678 9015. Nhập vào ứng dụng trước 10:30 ngày 24/11."

    assert (2, 1) == (measure(text).segments, measure(without_marks(text)).segments)


def test_a_surrogate_pair_is_not_cut_either() -> None:
    assert 3 == measure("ệ" * 66 + "😷" + "ệ" * 65 + "😷").segments


def test_marks_that_come_apart_are_composed_first() -> None:
    apart = unicodedata.normalize("NFD", "à" * 100)

    assert (Alphabet.GSM_7, 100) == (measure(apart).alphabet, measure(apart).places)


def test_without_marks_a_message_is_in_the_small_alphabet() -> None:
    assert "Duong day nong, thi tran Son Duong" == without_marks("Đường dây nóng, thị trấn Sơn Dương")
    assert Alphabet.GSM_7 is measure(without_marks("Đường dây nóng")).alphabet


@given(st.text(max_size=800))
def test_every_text_fits_into_its_segments_and_not_into_far_fewer(text: str) -> None:
    message = measure(text)
    single, several = message.alphabet.value

    room = single if message.segments == 1 else several * message.segments
    assert message.places <= room
    if message.segments > 1:
        assert message.places > single
        assert message.places > (several - 1) * (message.segments - 1), "at most one place a segment stays empty"
