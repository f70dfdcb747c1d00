"""Attachments and copies bear the body's signature in words, at the top right of their first page."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium
import pytest

from bluezone.documents.errors import SigningError
from bluezone.documents.signing import marking, sign_attachment, sign_copy, verify_pdf
from bluezone.documents.signing.marking import CopyKind
from bluezone.documents.words import Reason
from tests.support.documents.certificates import body
from tests.support.documents.issued import NOW, ROOTS, UNSIGNED


def words_at_top_right(pdf: bytes) -> str:
    """What is drawn there, with the look of the signature made part of the page."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    page = document[0]
    page.flatten()
    page = document[0]
    return str(page.get_textpage().get_text_bounded(left=300, bottom=790, right=595, top=842))


def test_an_attachment_names_its_paper_and_the_moment() -> None:
    signed = sign_attachment(UNSIGNED, "05/BC-UBND", body(), now=NOW)

    words = words_at_top_right(signed)

    assert "Văn bản số: 05/BC-UBND" in words
    assert "Thời gian ký: 2020-08-11T17:46:12+07:00" in words


def test_a_copy_names_its_kind_and_the_body() -> None:
    words = words_at_top_right(sign_copy(UNSIGNED, CopyKind.SAME, "Ủy ban nhân dân huyện Sơn Dương", body(), now=NOW))

    assert "SAO Y" in words
    assert "Ủy ban nhân dân huyện Sơn Dương" in words


def test_its_signature_covers_the_whole_file() -> None:
    (signature,) = verify_pdf(sign_attachment(UNSIGNED, "05/BC-UBND", body(), now=NOW), ROOTS, now=NOW)

    assert ("CoQuan", "whole file", True) == (signature.field, signature.coverage.value, signature.holds)


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(SigningError, match="zone"):
        sign_attachment(UNSIGNED, "05/BC-UBND", body(), now=NOW.replace(tzinfo=None))


def test_an_attachment_belongs_to_a_paper() -> None:
    with pytest.raises(SigningError, match="belongs"):
        sign_attachment(UNSIGNED, " ", body(), now=NOW)


@pytest.mark.parametrize(
    ("mark", "most", "said"),
    [
        (lambda name: sign_attachment(UNSIGNED, name, body(), now=NOW), 60, Reason.MAIN_PAPER_NEEDED),
        (lambda name: sign_copy(UNSIGNED, CopyKind.SAME, name, body(), now=NOW), 120, Reason.COPIER_NEEDED),
    ],
    ids=["attachment", "copy"],
)
def test_whose_it_is_is_told_in_as_many_signs_as_fit(
    mark: Callable[[str], object], most: int, said: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "_sign", lambda _pdf, lines, *_: lines)

    assert any("a" * most in line for line in mark("a" * most))  # type: ignore[attr-defined]
    for wrong in ("a" * (most + 1), " ", ""):
        with pytest.raises(SigningError) as refused:
            mark(wrong)
        assert said is refused.value.reason
