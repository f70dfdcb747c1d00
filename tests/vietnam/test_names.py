"""Vietnamese names: how they are kept, and the order in which a reader looks for them."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.names import given_name_first, hides_signs, normalised_name, sort_key, spelt


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


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Hoà Bình", "HÒA  bình", True),
        ("Uỷ ban", "Ủy ban", True),
        ("Tân Thành", "Tân Thạnh", False),
        ("Văn Lang", "Văn Lăng", False),
        ("Đông Hà", "Dông Hà", False),
    ],
)
def test_words_are_spelt_alike_wherever_their_tone_stands(one, other, alike):
    assert alike is (spelt(one) == spelt(other))


@given(st.text(max_size=40))
def test_composed_and_decomposed_text_have_the_same_key(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert sort_key(composed) == sort_key(decomposed)
    assert normalised_name(composed) == normalised_name(decomposed)


@given(st.text(max_size=40))
def test_a_key_is_plain_ascii_and_no_longer_than_a_few_texts(text):
    """Bytes are what the databases compare."""
    key = sort_key("".join(sign for sign in text if sign.isascii() or sign.lower() in "ăâđêôơư"))

    assert key.isascii()
    assert len(key) <= 2 * len(text) + 4


def test_people_stand_by_their_given_name_and_then_by_the_rest():
    people = ["Vũ Thị Ánh", "Nguyễn Văn An", "Lê Văn An", "Bùi Thị Bình"]

    assert ["Lê Văn An", "Nguyễn Văn An", "Vũ Thị Ánh", "Bùi Thị Bình"] == sorted(people, key=given_name_first)
    assert given_name_first("An") == sort_key("An")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Lê   Văn\tAn\n", "Lê Văn An"),
        ("Lê\x00Văn\x1fAn", "Lê Văn An"),
        ("Nguy\u200b\u1ec5n", "Nguyễn"),
        ("\u202eNguye\u0302\u0303n\u202c An", "Nguyễn An"),
        ("An\ud800", "An"),
        ("\x01\x02", ""),
        ("H'Hen Niê", "H'Hen Niê"),
    ],
)
def test_a_name_keeps_only_what_is_seen(typed, kept):
    assert kept == normalised_name(typed)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_a_kept_name_is_kept_as_it_is_and_can_be_stored(text):
    kept = normalised_name(text)

    assert kept == normalised_name(kept)
    assert kept.encode().decode() == kept
    assert not hides_signs(kept)


@given(st.text(max_size=40))
def test_every_name_has_a_place_in_the_order(text):
    assert isinstance(given_name_first(text), str)


@pytest.mark.parametrize("sign", ["\x00", "\n", "\u00ad", "\u200b", "\u202e", "\ud800", "\ue000"])
def test_a_sign_that_nobody_sees_is_noticed(sign):
    assert hides_signs(f"An{sign}h")


def test_a_line_that_is_seen_hides_nothing():
    assert not hides_signs("Ông Nguyễn Văn Ánh (Tổ 3), 12/8 · € 😷")


def test_no_sign_that_python_calls_printable_is_one_that_nobody_sees():
    """A text of such signs alone is kept without a look at each of them."""
    printable = "".join(sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isprintable())

    assert len(printable) > 100_000
    assert not hides_signs(printable)


@pytest.mark.parametrize("plane", [0, 1, 14])
def test_of_every_sign_it_is_known_whether_anybody_sees_it(plane):
    """What Python says at once of a whole line, it says of each sign of it as Unicode does."""
    signs = map(chr, range(plane << 16, (plane + 1) << 16))

    assert [] == [ascii(one) for one in signs if hides_signs(f"An{one}") != unicodedata.category(one).startswith("C")]
