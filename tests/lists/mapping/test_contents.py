"""What a column holds is told by its cells alone."""

from __future__ import annotations

import pytest

from bluezone.lists.mapping.contents import fitting, is_single_words, sample_of
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.fields import Kind
from tests.support.lists.tables import table_of


@pytest.mark.parametrize(
    ("kind", "cells", "share"),
    [
        (Kind.PHONE, [912345678, "0387654321", "abc", "12"], 0.5),
        (Kind.BIRTH, [1980, "5/1/1980", "1/1990"], 1.0),
        (Kind.DATE, [1980, "5/1/1980"], 0.5),
        (Kind.SEX, ["Nam", "nữ", "x"], 2 / 3),
        (Kind.MALE_MARK, ["x", "X", "1980"], 2 / 3),
        (Kind.NAME, ["Lê Văn An", "An"], 0.5),
        (Kind.TEXT, ["gì cũng được"], None),
        (Kind.PHONE, [], None),
    ],
)
def test_the_share_of_cells_that_can_be_of_a_kind(kind: Kind, cells: list[Cell], share: float | None) -> None:
    assert share == fitting(cells, kind)


def test_given_names_are_single_words() -> None:
    assert is_single_words(["An", "Bình", "Chi"])
    assert not is_single_words(["Lê An", "Bình"])
    assert not is_single_words([])


def test_a_sample_has_no_blanks_and_an_end() -> None:
    table = table_of(["Họ và tên", "SĐT"], *([name, None] for name in ["Lê An"] * 100), ["Hà Bình", 1])

    assert (60, (1,)) == (len(sample_of(table, table.columns[0])), sample_of(table, table.columns[1]))
