"""What a short message costs, with tone marks and without."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.messages import cost_of, sms_link, without_marks


@pytest.mark.parametrize(
    ("text", "segments", "is_plain"),
    [
        ("", 0, True),
        ("a" * 160, 1, True),
        ("a" * 161, 2, True),
        ("a" * 306, 2, True),
        ("a" * 307, 3, True),
        ("€" * 80, 1, True),
        ("€" * 81, 2, True),
        ("ạ" * 70, 1, False),
        ("ạ" * 71, 2, False),
        ("ạ" * 135, 3, False),
        ("a" * 70 + "ạ", 2, False),
        ("à" * 160, 1, True),  # è é ù ì ò à are in the GSM alphabet; ạ is not
        ("😀" * 35, 1, False),
        ("😀" * 36, 2, False),
    ],
)
def test_segments_are_counted_as_a_network_does(text, segments, is_plain):
    cost = cost_of(text)

    assert (segments, is_plain) == (cost.segments, cost.is_plain)


def test_marks_are_what_makes_a_message_long():
    text = "Bluezone: mã của ông/bà là 1234 5678 9015. Nhập vào ứng dụng trước 10:30 ngày 24/11."

    assert (2, 1) == (cost_of(text).segments, cost_of(without_marks(text)).segments)
    assert "Bluezone: ma cua ong/ba la 1234 5678 9015." == without_marks(text)[:42]


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), max_size=200))
def test_decomposed_text_costs_the_same(text):
    assert cost_of(unicodedata.normalize("NFC", text)) == cost_of(unicodedata.normalize("NFD", text))


def test_a_link_carries_number_and_text_and_nothing_else():
    assert "sms:0912345678?body=m%C3%A3%20%26%20b%C3%AD%20m%E1%BA%ADt" == sms_link("0912345678", "mã & bí mật")
