"""A text in one box becomes blocks, and blocks that can be typed become the same text again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.documents.paper import Article, Clause, Dash, Paragraph, Point, Section
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.plain_text import read_blocks, write_blocks
from tests.support.documents.papers import decision, letter, report

TYPED = """I. Tình hình

Mở đầu.
1. Khoản một
a) điểm a
đ) điểm nào cũng được
- gạch đầu dòng
2. [Kết quả] tốt
II.  Đề  xuất
Điều 1. Giao việc.
"""


def test_how_a_line_begins_says_what_it_is():
    assert (
        Section(title="Tình hình"),
        Paragraph(text="Mở đầu."),
        Clause(text="Khoản một"),
        Point(text="điểm a"),
        Point(text="điểm nào cũng được"),
        Dash(text="gạch đầu dòng"),
        Clause(title="Kết quả", text="tốt"),
        Section(title="Đề xuất"),
        Article(text="Giao việc."),
    ) == read_blocks(TYPED)


@pytest.mark.parametrize("paper", [letter(), decision()], ids=["letter", "decision"])
def test_papers_are_typed_and_read_back(paper):
    written = write_blocks(paper.blocks)

    assert written is not None
    assert paper.blocks == read_blocks(written)


def test_a_table_cannot_be_typed():
    assert write_blocks(report().blocks) is None


def test_a_paragraph_that_looks_like_something_else_is_not_taken_for_typed():
    assert write_blocks((Paragraph(text="1. không phải khoản"),)) is None


@pytest.mark.parametrize("text", ["", " \n ", "x" * 200_001])
def test_nothing_and_too_much_are_refused(text):
    with pytest.raises(RefusedError):
        read_blocks(text)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_read_or_refused_in_one_line(text):
    try:
        blocks = read_blocks(text)
    except (RefusedError, ValueError):
        return
    written = write_blocks(blocks)
    assert written is None or blocks == read_blocks(written)


def test_what_is_written_counts_on_as_a_clerk_would_have_counted():
    text = "I. Một\n1. một\na) một\n1. hai\nb) một\nb) hai\nII. Hai\n7. một\nĐiều 1. Một\n5. một\nĐiều 9. Hai"

    assert (
        "I. Một\n1. một\na) một\n2. hai\na) một\nb) hai\nII. Hai\n1. một\nĐiều 1. Một\n1. một\nĐiều 2. Hai"
    ) == write_blocks(read_blocks(text))


def test_whatever_a_text_begins_with_is_the_first_of_its_kind():
    begun = (Section(title="Một"), Article(text="một"), Clause(text="một"), Point(text="một"))

    assert ["I. Một", "Điều 1. một", "1. một", "a) một"] == [write_blocks((block,)) for block in begun]


def test_what_is_counted_below_something_begins_with_one_again():
    blocks = (
        *(Section(title="Một"), Clause(text="a"), Point(text="b"), Point(text="c"), Clause(text="d"), Point(text="e")),
        *(Section(title="Hai"), Point(text="f"), Clause(text="g")),
        *(Article(text="h"), Point(text="i"), Clause(text="j"), Article(text="k"), Clause(text="l")),
    )

    lines = ["I. Một", "1. a", "a) b", "b) c", "2. d", "a) e", "II. Hai", "a) f", "1. g"]
    assert [*lines, "Điều 1. h", "a) i", "1. j", "Điều 2. k", "1. l"] == (write_blocks(blocks) or "").splitlines()


def test_the_longest_text_is_taken_whatever_it_is_long_of():
    assert (Paragraph(text="a"),) == read_blocks(" " * 199_999 + "a")
