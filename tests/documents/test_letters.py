"""Signs that every face of ours has: whatever is written in Vietnamese, and nothing that is not seen."""

from __future__ import annotations

import unicodedata

import pytest

from bluezone.documents.letters import IN_EVERY_FACE, can_be_set, settable

VOWELS = "aăâeêioôơuưy"
MARKS = ("", "\N{COMBINING GRAVE ACCENT}", "\N{COMBINING ACUTE ACCENT}", "\N{COMBINING TILDE}")
MARKS += ("\N{COMBINING HOOK ABOVE}", "\N{COMBINING DOT BELOW}")


def test_every_vowel_with_every_tone_is_there() -> None:
    small = {unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in MARKS} | {"đ"}

    assert 12 * 6 + 1 == len(small)
    assert small | {sign.upper() for sign in small} <= IN_EVERY_FACE


def test_what_is_not_seen_is_not_there() -> None:
    assert [] == [sign for sign in IN_EVERY_FACE if unicodedata.category(sign) in {"Cc", "Cf", "Cn", "Co", "Mn"}]


def test_beside_the_horned_letters_no_other_of_their_block_is_there() -> None:
    assert {"Ơ", "ơ", "Ư", "ư"} == {sign for sign in IN_EVERY_FACE if 0x180 <= ord(sign) < 0x250}


@pytest.mark.parametrize(
    ("first", "last"), [(" ", "~"), ("\u00a0", "¬"), ("®", "ž"), ("Ơ", "ơ"), ("Ư", "ư"), ("Ạ", "ỹ")]
)
def test_each_stretch_of_letters_is_there_from_its_first_to_its_last(first: str, last: str) -> None:
    before, after = chr(ord(first) - 1), chr(ord(last) + 1)

    assert all(map(can_be_set, map(chr, range(ord(first), ord(last) + 1))))
    assert [False, False] == [can_be_set(sign) for sign in (before, after)]


def test_for_a_sign_that_a_face_may_lack_stands_a_question_mark() -> None:
    assert ("Chợ – Tân Trào…", "?Chợ?") == (settable("Chợ – Tân Trào…"), settable("\u200bChợ漢"))
    assert [True, True, False] == [can_be_set(text) for text in ("–—‘’“”…•", "", "Chợ\u200b")]
