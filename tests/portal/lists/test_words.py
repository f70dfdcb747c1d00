"""Every sentence has both languages, or does not exist."""

from __future__ import annotations

import pytest

from bluezone.portal.lists.errors import PlanError
from bluezone.vietnam.words import Words


def test_a_sentence_is_said_in_the_language_asked_for() -> None:
    words = Words("Tệp trống.", "The file is empty.")

    assert ("Tệp trống.", "The file is empty.") == (words.said("vi"), words.said("en"))


@pytest.mark.parametrize("pair", [("", "x"), ("x", "")])
def test_a_sentence_without_one_of_them_cannot_exist(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="both languages"):
        Words(*pair)


def test_an_error_says_english_by_itself_and_carries_both() -> None:
    error = PlanError(Words("Không còn dòng nào.", "No row is left."))

    assert "No row is left." == str(error)
    assert "Không còn dòng nào." == error.words.vi
