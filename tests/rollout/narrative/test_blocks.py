"""A table is as wide as its head."""

from __future__ import annotations

import pytest

from bluezone.rollout.narrative.blocks import Table


@pytest.mark.parametrize(("head", "rows"), [((), ()), (("a", "b"), (("1",),)), (("a",), (("1",), ("1", "2")))])
def test_no_row_is_wider_or_narrower_than_the_head(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(ValueError, match="wide"):
        Table("x", head, rows)
