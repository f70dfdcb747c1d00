"""What is copied out of a spreadsheet becomes cells, or one plain refusal, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.errors import RefusedError
from bluezone.portal.tracing.pasting import COLUMNS, LONGEST_CELL, MOST_CHARACTERS, MOST_ROWS, rows_pasted


def test_a_line_is_a_contact_and_its_cells_are_in_the_order_of_the_grid():
    rows = rows_pasted("Ma Thị  Sen\t0911 222 333\t1950\tTân Trào\t1/11/2026\t02.11.2026\tchợ\textra\r\n\n\tx")

    assert rows[0] == dict(
        zip(COLUMNS, ("Ma Thị Sen", "0911 222 333", "1950", "Tân Trào", "2026-11-01", "2026-11-02", "chợ"), strict=True)
    )
    assert [{"phone": "x"}] == rows[1:]


def test_the_heading_is_left_out_and_only_there():
    assert [{"full_name": "Ma Thị Sen"}, {"full_name": "Tên"}] == rows_pasted("Họ và tên\tSĐT\nMa Thị Sen\nTên")


@pytest.mark.parametrize("text", ["a\n" * (MOST_ROWS + 1), "a" * (MOST_CHARACTERS + 1)])
def test_more_than_can_be_looked_at_is_refused(text):
    with pytest.raises(RefusedError):
        rows_pasted(text)


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("\t\n\r/.-0123456789"), max_size=400))
def test_whatever_is_pasted_comes_out_bounded(text):
    rows = rows_pasted(text) if len(text.splitlines()) <= MOST_ROWS else []

    assert all(set(row) <= set(COLUMNS) for row in rows)
    assert all(0 < len(cell) <= LONGEST_CELL for row in rows for cell in row.values())
