"""What was added to a file is drawn, and the pages must be those that were signed."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from bluezone.documents.errors import UnreadableError
from bluezone.documents.signing import comparing, issue_paper, sign_pdf
from bluezone.documents.signing.comparing import first_that_shows_the_same
from tests.documents.signing.test_verification import ISSUE, NOW, ONCE, TWICE, with_number_stamped
from tests.support.documents.certificates import body, person, seal_image, signature_image
from tests.support.documents.papers import letter

SEEN = issue_paper(
    letter(), ISSUE, person=person(), body=body(), now=NOW, signature=signature_image(), seal=seal_image()
)


def with_another_look(pdf: bytes, field: str) -> bytes:
    """The same, with nothing to be seen in a field that was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    found = next(each.get_object() for each in writer.root["/AcroForm"]["/Fields"] if each.get_object()["/T"] == field)
    found["/AP"] = generic.DictionaryObject()
    writer.update_container(found)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_further_signature_shows_the_same_pages() -> None:
    assert len(ONCE) == first_that_shows_the_same(sign_pdf(ONCE, body(), field="CoQuan", now=NOW), [len(ONCE)])


def test_another_page_does_not() -> None:
    stamped = with_number_stamped(TWICE)
    further = sign_pdf(stamped, person(), field="Khac", now=NOW)

    assert len(stamped) == first_that_shows_the_same(further, [len(TWICE), len(stamped)])


def test_a_signature_that_looks_otherwise_is_no_further_one() -> None:
    changed = with_another_look(SEEN, "NguoiKy")

    assert len(changed) == first_that_shows_the_same(changed, [len(SEEN)])


def test_a_file_with_more_than_can_be_drawn_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_PAGES", 1)

    with pytest.raises(UnreadableError, match="compared"):
        first_that_shows_the_same(TWICE, [len(ONCE)])
