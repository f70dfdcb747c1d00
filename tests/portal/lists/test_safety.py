"""No cell of an export is ever calculated, and none is changed for good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.lists.safety import bare, defused, is_dangerous


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84912",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
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


@pytest.mark.parametrize("text", ["", "Nguyễn Văn An", "0912 345 678", "1=1", "'tis", "–", "a\t=1"])
def test_everything_else_stays(text: str) -> None:
    assert text == defused(text)


@given(text=st.text(alphabet=st.sampled_from([*"=+-@'\t\r aＡ＝", "\u200b"]), max_size=8))
def test_what_was_defused_is_safe_and_comes_back(text: str) -> None:
    assert not is_dangerous(defused(text))
    assert text == bare(defused(text))
