"""Names compare equal however they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.letters.folding import fold, fold_words


@pytest.mark.parametrize(
    ("one", "other"), [("Hoà", "Hòa"), ("ĐẶNG  Thị", "đặng thị"), ("Thuỷ", "thủy"), (" Lê ", "Lê")]
)
def test_case_composition_and_placement_do_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_headers_fold_to_words() -> None:
    assert "ngay thang nam sinh" == fold_words("Ngày, tháng,\nnăm sinh:")


@given(text=st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_words(fold_words(text)) == fold_words(text)
