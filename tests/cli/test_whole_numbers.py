"""Numbers as commands take them."""

from __future__ import annotations

import argparse

import pytest

from bluezone.cli.whole_numbers import number_range


@pytest.mark.parametrize(("text", "ends"), [("100-300", (100, 300)), ("0-0", (0, 0)), ("7", (7, 7))])
def test_a_range_has_two_ends_or_one_for_both(text: str, ends: tuple[int, int]) -> None:
    assert ends == number_range(text)


@pytest.mark.parametrize("text", ["300-100", "", "-1", "1-", "a-b", "1-2-3", "١-٢"])
def test_what_is_no_range_is_wrong_use(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no range such as 100-300"):
        number_range(text)
