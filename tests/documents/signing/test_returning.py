"""What comes back from an office's own signing tool is what was sent, and signatures."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest

from bluezone.documents.errors import DocumentError, SignatureError, SigningError
from bluezone.documents.signing import check_returned, sign_pdf
from tests.documents.signing.test_revisions import with_revision
from tests.documents.signing.test_verification import with_number_stamped
from tests.support.documents.certificates import body, person, root_der
from tests.support.documents.elsewhere import made_elsewhere
from tests.support.documents.issued import ANOTHER_RETURNED, NOW, RETURNED, ROOTS, SENT, UNSIGNED

[SIGNED_OVER_A_STAMP] = made_elsewhere(lambda: [sign_pdf(with_number_stamped(SENT), person(), field="A", now=NOW)])


def rewritten(pdf: bytes) -> bytes:
    """The same pages, written anew by another tool."""
    buffer = io.BytesIO()
    pdfium.PdfDocument(pdf).save(buffer)
    return buffer.getvalue()


def test_a_signature_that_was_added_is_accepted() -> None:
    (signature,) = check_returned(SENT, RETURNED, ROOTS, now=NOW)

    assert ("Hoàng Văn Thử", True) == (signature.signer, signature.holds)


def test_only_what_is_new_is_told() -> None:
    again = sign_pdf(RETURNED, body(), field="CoQuan", now=NOW)

    (signature,) = check_returned(RETURNED, again, ROOTS, now=NOW)

    assert "CoQuan" == signature.field


def test_two_signatures_may_come_back_at_once() -> None:
    assert 2 == len(check_returned(SENT, sign_pdf(RETURNED, body(), field="CoQuan", now=NOW), ROOTS, now=NOW))


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (SENT, "without a signature"),
        (ANOTHER_RETURNED, "another one"),
        (rewritten(RETURNED), "written anew"),
        (with_number_stamped(SENT), "beyond its signatures"),
        (SIGNED_OVER_A_STAMP, "beyond its signatures"),
        (with_number_stamped(RETURNED), "beyond its signatures"),
        (SENT + b"\n% a remark\n", "signature|read"),
    ],
    ids=["unsigned", "another", "rewritten", "stamped", "stamped, then signed", "signed, then stamped", "a remark"],
)
def test_anything_else_is_refused(returned: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        check_returned(SENT, returned, ROOTS, now=NOW)


def test_a_signed_paper_to_which_no_signature_came_is_refused() -> None:
    with pytest.raises(SignatureError, match="bears 1 signatures; 2 are needed"):
        check_returned(RETURNED, with_revision(RETURNED), ROOTS, now=NOW)


def test_a_tool_may_make_a_field_of_its_own() -> None:
    (signature,) = check_returned(SENT, sign_pdf(SENT, person(), field="Signature1", now=NOW), ROOTS, now=NOW)

    assert ("Signature1", True) == (signature.field, signature.holds)


def test_a_field_that_is_seen_says_who_signed_in_an_embedded_face() -> None:
    document = pdfium.PdfDocument(RETURNED)
    document.init_forms()
    document[0].flatten()
    text = document[0].get_textpage().get_text_range()

    assert "Ký bởi: Hoàng Văn Thử" in " ".join(text.split())
    assert b"/Courier" not in RETURNED


def test_a_file_goes_out_with_its_fields() -> None:
    with pytest.raises(SigningError, match="prepare_paper"):
        check_returned(UNSIGNED, RETURNED, ROOTS, now=NOW)


def test_a_signature_under_a_strange_root_is_refused() -> None:
    with pytest.raises(SignatureError, match="does not lead to a root"):
        check_returned(SENT, RETURNED, [root_der("Root CA lạ")], now=NOW)
