"""Whatever the room `documents` says about a file has words in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from bluezone import documents
from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.conformance_words import found_in_words, place_in_words
from bluezone.portal.papers.words import in_words, said

ROOM = Path(documents.__file__).parent
OURS = {
    "a file goes out with empty fields for its signatures (prepare_paper)",
    "a look is drawn into a file",
    "a moment of signing has a time zone",
    "a root is a certificate in DER",
    "a signature that is seen has a place on a page",
    "an attachment names the paper it belongs to",
    "a copy names the body that vouches for it",
    "there is no certificate to sign with",
    "this is no PDF with such a page",
    "a poster has at most four lines of small print",
    "a slip has one to six steps",
    "at most 9999 copies and 39 appendices",
    "a column has a share of the width between 0.05 and 100",
    "every row of a table has as many cells as it has columns",
    "the number of a document starts with 1",
    "the year of a document has four digits of our time",
    "typst gives one PDF for one template",
    "a finding names its rule and what is wanted",
    "a range ends where it starts or later",
    "letters have a size",
    "a poster has one to four lines of small print",
    "the announcement is too long for a poster that is read from three metres",
    "a line of a poster or script is plain composed text",
    "a code has its text under it",
    "the text of a picture is plain text",
    "a document has a page",
}
"""The portal itself would be wrong: no page leads there, so they may stand under a general sentence."""


def constant_messages() -> set[str]:
    """Every error of the room whose text is the same every time."""
    found = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error") and node.args:
                text = node.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and "Judge" not in node.func.id:
                    found.add(text.value)
    return found


def test_no_sentence_of_the_room_is_without_words():
    with translation.override("en"):
        silent = {text for text in constant_messages() - OURS if in_words(text).startswith("this cannot be done")}

    assert set() == {
        text for text in silent if not text.startswith(("the DOCX is broken", "letters have", "a document"))
    }


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnreadableError("a paper has at most 50 MB"), "Tệp loại này tối đa 50 MB."),
        (UnreadableError("the PDF does not open: anything"), "Tệp PDF bị hỏng."),
        (SignatureError("the signature of Lê A does not hold: x"), "Chữ ký của Lê A không hợp lệ."),
        (RefusedError("the text is empty"), "Nội dung còn trống."),
        (UnreadableError("something new"), "Không làm được với tệp này (something new)."),
    ],
)
def test_a_reason_is_one_sentence(error, words):
    with translation.override("vi"):
        assert words == said(error)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("12 pt", "12 pt"),
        ("bold upright", "đậm, đứng"),
        ("87% of the text", "87% độ dài dòng chữ"),
        ("5 without its zero", "5 thiếu số 0 đứng trước"),
        ("3 mm below the number", "lệch 3 mm so với dòng số"),
        ("Độc Lập", "Độc Lập"),
    ],
)
def test_what_was_found_is_told_in_the_readers_language(found, words):
    with translation.override("vi"):
        assert words == found_in_words(found)


def test_a_place_is_told_with_its_words():
    with translation.override("vi"):
        assert "trang 2: Nơi nhận" == place_in_words("page 2: Nơi nhận")
        assert "" == place_in_words("somewhere")
