"""Short names that survive files, links, forms and spreadsheets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.directive.identifiers import is_code, is_id


@pytest.mark.parametrize("text", ["a", "staff", "staff-with-smartphone", "2020-08", "x" * 64])
def test_these_are_ids(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "-", "a-", "-a", "a--b", "A", "cán-bộ", "a b", "a\n", "a/b", "x" * 65, "٣"])
def test_these_are_not(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    ("text", "good"), [("CB1", True), ("GD12", True), ("C1", False), ("CB", False), ("CB123", False), ("cb1", False),
                       ("ĐV1", False), ("CB1\n", False), ("1/2", False)]
)  # fmt: skip
def test_a_code_is_two_capitals_and_a_number(text: str, good: bool) -> None:
    assert good is is_code(text)


@given(st.text())
def test_what_is_an_id_needs_no_escaping_anywhere(text: str) -> None:
    if is_id(text) or is_code(text):
        assert text.isascii()
        assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
