"""Vietnamese names: the same word under two habits, and the order in which a reader looks for them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.names import fold, normalised_name, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà Bình", "Hòa Bình"), ("Thuỷ", "Thủy"), ("ĐỒNG ĐĂNG", "dong dang"), ("  Sơn   Dương ", "son duong")],
)
def test_habits_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


def test_a_list_stands_in_dictionary_order():
    names = ["Ân", "An", "Ăn", "Bình", "Đào", "Dung", "Ê", "Em", "Ôn", "On", "Ơn", "Uyên", "Ưng"]

    assert ["An", "Ăn", "Ân", "Bình", "Dung", "Đào", "Em", "Ê", "On", "Ôn", "Ơn", "Uyên", "Ưng"] == sorted(
        names, key=sort_key
    )


def test_the_tone_counts_only_between_words_of_the_same_letters():
    mixed = ["mạ", "mã", "ma", "má", "mả", "mà"]

    assert ["ma", "mà", "mả", "mã", "má", "mạ"] == sorted(mixed, key=sort_key)
    assert sort_key("mạ") < sort_key("man")
    assert sort_key("Hà Nội") < sort_key("Hạ Nội") < sort_key("Hà Oanh")


def test_a_shorter_name_stands_before_a_longer_one():
    assert sort_key("An") < sort_key("An Bình") < sort_key("Anh")


@given(st.text(max_size=40))
def test_composed_and_decomposed_text_have_the_same_key(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert fold(composed) == fold(decomposed)
    assert sort_key(composed) == sort_key(decomposed)
    assert normalised_name(composed) == normalised_name(decomposed)


@given(st.text(max_size=40))
def test_a_key_is_plain_ascii_and_no_longer_than_a_few_texts(text):
    """Bytes are what the databases compare."""
    key = sort_key("".join(sign for sign in text if sign.isascii() or sign.lower() in "ăâđêôơư"))

    assert key.isascii()
    assert len(key) <= 2 * len(text) + 4
