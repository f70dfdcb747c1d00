"""Tables of a report as a paper has them: a line of sums under lines that it sums."""

from __future__ import annotations

import pytest

from bluezone.documents.paper import Paragraph
from bluezone.portal.directives.services.composing import _blocks
from bluezone.rollout.narrative.blocks import Table, Text

ONE, SUM = ("1", "Xã Trung Yên", "4"), ("", "Tổng cộng", "4")


@pytest.mark.parametrize(
    ("rows", "lines", "total"),
    [((ONE, SUM), (ONE,), SUM), ((ONE,), (ONE,), ()), ((SUM,), (SUM,), ())],
    ids=["summed", "one line", "sums of nothing"],
)
def test_a_line_of_sums_stands_under_others_alone(rows, lines, total):
    (table,) = _blocks([Table("Kết quả", ("STT", "Đơn vị", "Số"), rows, frozenset({2}))])

    assert (lines, total) == (table.rows, table.total)
    assert [False, False, True] == [column.numeric for column in table.columns]


def test_a_text_ends_without_the_sign_that_ends_a_paper():
    assert [Paragraph(text="Hết")] == list(_blocks([Text("Hết./.")]))
