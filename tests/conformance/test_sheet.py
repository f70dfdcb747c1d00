"""What a sheet is made of."""

from __future__ import annotations

import pytest

from bluezone.conformance.sheet import Type


@pytest.mark.parametrize("size_pt", [0, 0.5, 14, 9_999.5])
def test_letters_have_a_size_however_small(size_pt: float) -> None:
    assert size_pt == Type("Tinos", size_pt, bold=False, italic=False).size_pt


@pytest.mark.parametrize("size_pt", [-1, 10_000, float("nan"), float("inf")])
def test_letters_without_any_size_are_none(size_pt: float) -> None:
    with pytest.raises(ValueError, match="have a size"):
        Type("Tinos", size_pt, bold=False, italic=False)
