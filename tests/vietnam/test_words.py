"""A sentence has both languages, or is none."""

from __future__ import annotations

import pytest

from bluezone.vietnam import VietnamError, Words


def test_a_sentence_is_said_in_the_language_that_is_asked_for() -> None:
    words = Words("Chào", "Hello")

    assert ("Chào", "Hello") == (words.said("vi"), words.said("en"))


@pytest.mark.parametrize(("vi", "en"), [("", "Hello"), ("Chào", "")])
def test_a_sentence_in_one_language_does_not_exist(vi: str, en: str) -> None:
    with pytest.raises(ValueError, match="both languages"):
        Words(vi, en)


def test_an_error_of_this_room_says_itself_in_both() -> None:
    error = VietnamError(Words("không", "no"))

    assert ("no", "không") == (str(error), error.words.said("vi"))
