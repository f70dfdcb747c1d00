"""Vietnamese syllables are told from everything else."""

from __future__ import annotations

import unicodedata

import pytest

from bluezone.lists.letters.syllables import is_syllable


@pytest.mark.parametrize(
    "word",
    [
        "nguyễn",
        "Thị",
        "HƯƠNG",
        "khuỷu",
        "quốc",
        "quỳnh",
        "giếng",
        "gì",
        "hòa",
        "hoà",
        "thuỷ",
        "yêu",
        "nghiêng",
        "Đặng",
        "ước",
        "ế",
    ],
)
def test_syllables_pass_in_any_case_and_tone_placement(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("NguyÔn", "TCVN3 as Latin-1"),
        ("Coäng", "VNI as Latin-1"),
        ("xaõ", "a glide carries no tone"),
        ("nghóa", "ngh stands before e, ê, i"),
        ("cat", "a stop needs a tone"),
        ("càt", "and not this one"),
        ("café", "no such onset and rhyme"),
        ("màá", "two tones"),
        ("", "nothing"),
        ("straße", "another language"),
    ],
)
def test_other_words_do_not(word: str, why: str) -> None:
    assert not is_syllable(word), why
