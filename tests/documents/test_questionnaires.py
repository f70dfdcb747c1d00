"""A form that is filled in by hand."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from bluezone.documents.errors import PaperError
from bluezone.documents.questionnaires import MAX_ROWS, MAX_TEXT, Block, Question, set_questionnaire
from tests.support.documents.papers import NOW

ASKED = Block("Bệnh", "Hỏi từng câu", (Question("Sốt từ hôm nào?"), Question("Có ho không?", ("có", "không"))))
TABLE = Block("Đã gặp ai?", columns=(("Họ và tên", 2), ("Điện thoại", 1)), rows=MAX_ROWS)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(pdf)]


def test_it_asks_what_it_was_given_and_the_head_of_a_table_stands_on_each_page() -> None:
    one, *others = pages(
        set_questionnaire("Phiếu hỏi", [("Người bệnh", "Vừ A Kể")], [ASKED, TABLE], foot="CA-1", now=NOW)
    )

    for said in ("Phiếu hỏi", "Vừ A Kể", "Sốt từ hôm nào?", "Có ho không?", "không", "Hỏi từng câu", "Trang 1 / 3"):
        assert said in one
    assert ["Họ và tên" in page for page in others] == [True, True]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Question("x" * (MAX_TEXT + 1)),
        lambda: Block("Bảng", rows=MAX_ROWS + 1),
        lambda: set_questionnaire("Phiếu", [("Tên", "x" * (MAX_TEXT + 1))], [], foot="", now=NOW),
    ],
)
def test_what_is_too_much_is_refused(wrong) -> None:
    with pytest.raises(PaperError):
        wrong()
