"""A further signature may be drawn anywhere, and must not hide what an earlier one has signed."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.documents.signing import Spot, check_returned, issue_paper, prepare_paper, sign_pdf, verify_pdf
from bluezone.documents.signing.overlaying import lies_over_print
from bluezone.documents.typesetting import set_stamp
from tests.documents.signing.test_verification import ISSUE, NOW, ONCE, ROOTS, TWICE
from tests.support.documents.certificates import body, person, plain_signer, seal_image, signature_image
from tests.support.documents.papers import letter

OTHER_WORDS = set_stamp({"lines": ["không"], "width_mm": 150, "height_mm": 40}, now=NOW)
SENT = prepare_paper(letter(), ISSUE, now=NOW)


def over(y_mm: float, height_mm: float = 40) -> Spot:
    """As wide as the text, so far down the first page."""
    return Spot(1, 30, y_mm, 150, height_mm, OTHER_WORDS)


def test_a_signature_over_words_that_were_signed_is_told() -> None:
    hidden = sign_pdf(ONCE, plain_signer(), field="Khac", now=NOW, spot=over(120))

    first, second = verify_pdf(hidden, ROOTS, now=NOW)

    assert (True, True, True) == (first.holds, first.overlaid, second.holds)
    assert not second.overlaid


def test_a_signature_where_nothing_is_printed_is_not() -> None:
    beside = sign_pdf(ONCE, plain_signer(), field="Khac", now=NOW, spot=over(8, 8))

    assert [False, False] == [signature.overlaid for signature in verify_pdf(beside, ROOTS, now=NOW)]


def test_signatures_in_the_places_that_were_made_for_them_hide_nothing() -> None:
    seen = issue_paper(
        letter(), ISSUE, person=person(), body=body(), now=NOW, signature=signature_image(), seal=seal_image()
    )

    for pdf in (TWICE, seen):
        assert [False, False] == [signature.overlaid for signature in verify_pdf(pdf, ROOTS, now=NOW)]


@pytest.mark.parametrize("y_mm", [30, 120])
def test_a_paper_does_not_come_back_with_a_signature_over_its_words(y_mm: float) -> None:
    hidden = sign_pdf(SENT, person(), field="Signature1", now=NOW, spot=over(y_mm))

    with pytest.raises(SignatureError, match="over words"):
        check_returned(SENT, hidden, ROOTS, now=NOW)


def test_a_tools_own_field_may_reach_over_post_and_name() -> None:
    """The place of a signature is between them, and a seal of real size is larger than it."""
    once = sign_pdf(SENT, person(), field="NguoiKy", now=NOW)
    place = next(iter(_places(SENT)))
    sealed = sign_pdf(once, body(), field="ConDau", now=NOW, spot=Spot(*place, 34, 34, seal_image()))

    assert 2 == len(check_returned(SENT, sealed, ROOTS, now=NOW))


def _places(pdf: bytes) -> list[tuple[int, float, float]]:
    """Page, and in millimetres 5 above and left of the top left corner, of each prepared field."""
    found = []
    for number, page in enumerate(pdfium.PdfDocument(pdf), start=1):
        for place in range(raw.FPDFPage_GetAnnotCount(page)):
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(raw.FPDFPage_GetAnnot(page, place), box)
            found.append((number, box.left * 25.4 / 72 - 5, 297 - box.top * 25.4 / 72 - 5))
    return found


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(UnreadableError):
        lies_over_print(b"hello", ONCE)
