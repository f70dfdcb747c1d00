"""A form that is filled in by hand."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest

from bluezone.documents import questionnaires
from bluezone.documents.errors import PaperError
from bluezone.documents.questionnaires import MAX_ROWS, MAX_TEXT, Block, Question, set_questionnaire
from bluezone.documents.words import Reason
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


def with_text(text: str) -> dict[str, Callable[[], object]]:
    """Whatever may be said on a form, saying this."""
    return {
        "question": lambda: Question(text),
        "option": lambda: Question("a", ("b", text)),
        "title of a block": lambda: Block(text),
        "hint": lambda: Block("a", text),
        "head of a column": lambda: Block("a", columns=(("b", 1), (text, 1))),
        "title": lambda: set_questionnaire(text, [], [], foot="", now=NOW),
        "label": lambda: set_questionnaire("a", [("b", "c"), (text, "d")], [], foot="", now=NOW),
        "what is known": lambda: set_questionnaire("a", [("b", "c"), ("d", text)], [], foot="", now=NOW),
        "foot": lambda: set_questionnaire("a", [], [], foot=text, now=NOW),
    }


@pytest.mark.parametrize("place", with_text(""))
def test_whatever_is_said_has_up_to_four_hundred_signs(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questionnaires, "set_pdf", lambda *_, **_more: SimpleNamespace(pdf=b"set"))

    assert with_text("a" * 400)[place]()
    with pytest.raises(PaperError) as refused:
        with_text("a" * 401)[place]()
    assert Reason.TOO_MUCH is refused.value.reason


@pytest.mark.parametrize("rows", [0, 40])
def test_a_table_has_up_to_forty_rows_or_none(rows: int) -> None:
    assert rows == Block("a", rows=rows).rows


@pytest.mark.parametrize("rows", [-1, 41])
def test_a_table_has_no_fewer_and_no_more_rows(rows: int) -> None:
    with pytest.raises(PaperError) as refused:
        Block("a", rows=rows)
    assert (Reason.REGISTER_ENTRIES, {"most": 40}) == (refused.value.reason, refused.value.values)
