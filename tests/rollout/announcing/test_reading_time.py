"""How long an announcer needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.announcing.reading_time import reading_seconds, syllables, words_per_minute


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ủy ban nhân dân huyện Sơn Dương", 7),
        ("khuỷu nguyễn thuở", 3),
        ("Bluezone", 3),
        ("protect your family", 6),
        ("ngày 26/8/2020", 1 + 2 * 7),
        ("", 0),
        ("… – !", 0),
    ],
)
def test_a_vietnamese_word_is_one_syllable_and_a_digit_two(text: str, count: int) -> None:
    assert count == syllables(text)


def test_vietnamese_is_read_at_189_words_a_minute_over_a_loudspeaker() -> None:
    assert 189 == words_per_minute()
    assert 60 == reading_seconds("dân " * 189, "vi")


def test_each_sentence_ends_with_a_rest() -> None:
    assert reading_seconds("một hai. ba bốn.", "vi") == reading_seconds("một hai ba bốn", "vi") + 1


@given(st.text(), st.text())
def test_more_text_never_takes_less_time(one: str, more: str) -> None:
    assert reading_seconds(one, "vi") <= reading_seconds(f"{one} {more}", "vi")
