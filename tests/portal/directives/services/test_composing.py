"""A report of a directive as a paper: its tables, and the line of sums under them."""

from __future__ import annotations

import pytest

from bluezone.documents.paper import Kind, Table
from bluezone.portal.directives.services.composing import Head, compose
from bluezone.rollout.narrative.blocks import Narrative
from bluezone.rollout.narrative.blocks import Table as NarrativeTable

HEAD = Head(
    issuer=("Phòng Văn hóa và Thông tin", "huyện Sơn Dương"),
    abbreviation="PVHTT",
    place="Sơn Dương",
    signer="Hoàng Văn Thử",
    office=("TRƯỞNG PHÒNG",),
    drafting_unit="VHTT",
    addressees=("Ủy ban nhân dân huyện Sơn Dương",),
    recipients=("Như trên",),
)


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ((("1", "Xã Một", "3"), ("", "Tổng cộng", "3")), ("", "Tổng cộng", "3")),
        ((("1", "Xã Một", "3"), ("2", "Xã Hai", "4")), ()),
        ((("", "Tổng cộng", "3"),), ()),
        ((), ()),
    ],
)
def test_a_sum_stands_at_the_foot_of_a_table_that_has_something_above_it(rows, total):
    table = NarrativeTable("Kết quả", ("TT", "Đơn vị", "Số lượng"), rows, frozenset({2}))

    made, _ = compose(Narrative("kết quả", (table,)), Kind.REPORT, HEAD, ending=("Xin báo cáo.",)).blocks

    assert (total, rows[:-1] if total else rows) == (made.total, made.rows)
    assert [False, False, True] == [column.numeric for column in made.columns]
    number, office, count = (column.share for column in made.columns)
    assert number < count < office


def test_a_table_without_a_sum_has_none():
    rows = (("1", "Trung Yên", "5"), ("2", "Minh Thanh", "7"))
    tables = [NarrativeTable("Bảng", ("TT", "Đơn vị", "Máy"), one) for one in (rows, (*rows, ("", "Tổng cộng", "12")))]

    paper = compose(Narrative("kết quả", tuple(tables)), Kind.REPORT, HEAD, ending=("Xin báo cáo.",))

    without, summed = (block for block in paper.blocks if isinstance(block, Table))
    assert (rows, ()) == (without.rows, without.total)
    assert (rows, ("", "Tổng cộng", "12")) == (summed.rows, summed.total)


def test_the_words_of_an_indicator_have_twice_the_room_of_any_figure_beside_them():
    columns = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Đơn vị tự báo cáo", "Nhà phát triển đếm")
    table = NarrativeTable("Kết quả", columns, (("TT1", "Lượt phát thanh", "lượt", "41", "40"),), frozenset({3, 4}))

    made, _ = compose(Narrative("kết quả", (table,)), Kind.REPORT, HEAD, ending=("Xin báo cáo.",)).blocks

    rooms = {column.title: column.share for column in made.columns}
    words = rooms.pop("Chỉ tiêu")
    assert all(2 * room <= words for room in rooms.values())
