"""Names compare equal however they were typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.folding import fold, fold_words, without_marks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("ĐẶNG  Thị", "đặng thị"),
        ("Thuỷ", "thủy"),
        (" Lê ", "Lê"),
        ("ĐỒNG ĐĂNG", "dong dang"),
        ("Ưng Hoà", "ung\xa0hoa"),
    ],
)
def test_case_composition_and_placement_do_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_headers_fold_to_words() -> None:
    assert "ngay thang nam sinh" == fold_words("Ngày, tháng,\nnăm sinh:")


@given(text=st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_words(fold_words(text)) == fold_words(text)


def test_a_text_without_marks_keeps_its_capitals_and_blanks() -> None:
    assert "Duong day nong,  thi tran Son Duong" == without_marks("Đường dây nóng,  thị trấn Sơn Dương")


@given(text=st.text(max_size=40))
def test_composition_does_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(text=st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyzÀẢÃÁẠẰẲẴẮẶĐỜỞỠỚỢỪỬỮỨỰ 0189", max_size=40))
def test_a_vietnamese_text_folds_to_plain_letters(text: str) -> None:
    assert fold(text).isascii()
    assert without_marks(text).isascii()
    assert fold(text) == fold(without_marks(text))
