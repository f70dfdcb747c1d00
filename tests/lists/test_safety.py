"""No cell of an export is ever calculated, and none is changed for good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.safety import bare, defused, is_dangerous


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84912",
        "-2",
        "@SUM(A1)",
        " =1",
        "\u00a0=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\u200b=1",
        "\ufeff＝1",
    ],
)
def test_whatever_a_spreadsheet_may_calculate_is_put_behind_an_apostrophe(text: str) -> None:
    assert is_dangerous(text)
    assert "'" + text == defused(text)


@pytest.mark.parametrize("text", ["", "Nguyễn Văn An", "0912 345 678", "1=1", "'tis", "–", "a;b", "a, =1"])
def test_everything_else_stays(text: str) -> None:
    assert text == defused(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ('An;"=1', "An;'\"=1"),
        ("An;=1+1", "An;'=1+1"),
        ("An\t=1", "An\t'=1"),
        ("An\r\n =1", "An\r\n' =1"),
        ("a;'=1", "a;''=1"),
    ],
)
def test_what_begins_a_cell_where_lists_are_separated_otherwise_is_put_behind_one_too(text: str, safe: str) -> None:
    assert safe == defused(text)
    assert text == bare(safe)


@given(text=st.text(alphabet=st.sampled_from([*"=+-@'\";\t\r\n aＡ＝", "\u200b"]), max_size=8))
def test_what_was_defused_is_safe_and_comes_back(text: str) -> None:
    assert not is_dangerous(defused(text))
    assert text == bare(defused(text))
