"""The mark of what was made to learn with: found again however a program broke or composed it, and only then."""

from __future__ import annotations

import unicodedata

import pytest

from bluezone.vietnam.practice import MARK, MARK_IN_BOTH, is_marked


@pytest.mark.parametrize(
    "text",
    [
        MARK.vi,
        MARK.en,
        f"Danh sách\n{MARK_IN_BOTH}\nHọ tên",
        MARK.vi.upper(),
        unicodedata.normalize("NFD", MARK.vi),
        MARK.en.replace(" ", "\r\n"),
    ],
)
def test_the_mark_is_found_again(text):
    assert is_marked(text)


@pytest.mark.parametrize("text", ["", "Kế hoạch tập huấn sử dụng phần mềm", "TRAINING – for nurses", "số liệu giả"])
def test_a_letter_about_a_training_bears_no_mark(text):
    assert not is_marked(text)
