"""A signature holds for the bytes it covers, and for nothing that was done to them afterwards."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.documents.signing import Changes, Coverage, demand_valid, sign_pdf, verify_pdf
from tests.support.documents.certificates import body, person, plain_signer, root_der
from tests.support.documents.issued import NOW, ONCE, ROOTS, TWICE, UNSIGNED


def with_number_stamped(pdf: bytes) -> bytes:
    """What a registry does that writes the number onto a paper that was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page, _ = writer.find_page_for_modification(0)
    stamp = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 13 Tf 100 700 Td (05) Tj ET"))
    contents = page.get_object()["/Contents"]
    before = list(contents) if isinstance(contents, generic.ArrayObject) else [page.get_object().raw_get("/Contents")]
    page.get_object()["/Contents"] = generic.ArrayObject([*before, stamp])
    writer.update_container(page.get_object())
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_both_signatures_of_an_issued_paper_hold() -> None:
    assert [True, True] == [signature.holds for signature in demand_valid(TWICE, ROOTS, now=NOW, least=2)]


def test_a_changed_byte_breaks_the_signature() -> None:
    place = TWICE.index(b"/Title")
    changed = TWICE[:place] + b"/Titel" + TWICE[place + 6 :]

    signatures = verify_pdf(changed, ROOTS, now=NOW)

    assert [False, False] == [signature.intact for signature in signatures]
    assert "was changed" in signatures[0].problem.en


def test_a_number_stamped_after_the_signature_breaks_it() -> None:
    (signature,) = verify_pdf(with_number_stamped(ONCE), ROOTS, now=NOW)

    assert signature.intact
    assert Changes.OTHER is signature.changes
    assert not signature.holds
    assert "something other than signatures" in signature.problem.en


def test_a_number_stamped_between_two_signatures_breaks_the_first_and_not_the_second() -> None:
    stamped = sign_pdf(with_number_stamped(ONCE), body(), field="CoQuan", now=NOW)

    first, second = verify_pdf(stamped, ROOTS, now=NOW)

    assert (False, True) == (first.holds, second.holds)


def test_bytes_after_the_last_signature_are_noticed() -> None:
    *_, last = verify_pdf(with_number_stamped(TWICE), ROOTS, now=NOW)

    assert Coverage.WHOLE is not last.coverage
    assert not last.holds


EVIL = b"\n5 0 obj\n<</Length 44>>\nstream\nBT /F1 13 Tf 100 700 Td (1.000.000) Tj ET     \nendstream\nendobj\n"


@pytest.mark.parametrize("signed", [ONCE, TWICE], ids=["one signature", "two"])
@pytest.mark.parametrize("with_end", [False, True], ids=["objects", "objects and an end"])
def test_objects_that_belong_to_no_revision_break_it(signed: bytes, with_end: bool) -> None:
    """A reader that mends files gathers them up, and shows them in place of those that were signed."""
    end = signed[signed.rindex(b"startxref") :] if with_end else b""

    signatures = verify_pdf(signed + EVIL + end, ROOTS, now=NOW)

    assert not any(signature.holds for signature in signatures)
    assert {Changes.OTHER} == {signature.changes for signature in signatures}


def test_a_blank_line_at_the_end_is_none() -> None:
    assert [True, True] == [signature.holds for signature in verify_pdf(TWICE + b"\r\n", ROOTS, now=NOW)]


def test_words_that_were_typed_into_a_form_after_the_signature_are_no_signature() -> None:
    """The standard lets forms be filled in after a signature; a sum in one is still another sum."""
    signed = sign_pdf(_with_a_form(), person(), field="NguoiKy", now=NOW)

    (signature,) = verify_pdf(_filled_in(signed), ROOTS, now=NOW)

    assert signature.intact
    assert (Changes.OTHER, False) == (signature.changes, signature.holds)


def _with_a_form() -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(UNSIGNED))
    page, _ = writer.find_page_for_modification(0)
    names = {"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx"}
    typed = generic.DictionaryObject({generic.pdf_name(key): generic.pdf_name(name) for key, name in names.items()})
    typed[generic.pdf_name("/T")], typed[generic.pdf_name("/V")] = map(generic.pdf_string, ("SoTien", "100"))
    typed[generic.pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (100, 20, 200, 40)))
    field = writer.add_object(typed)
    page.get_object()["/Annots"] = generic.ArrayObject([field])
    writer.update_container(page.get_object())
    writer.root["/AcroForm"] = generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject([field])})
    writer.update_root()
    return _written(writer)


def _filled_in(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields = [field.get_object() for field in writer.root["/AcroForm"]["/Fields"]]
    typed = next(field for field in fields if field["/FT"] == "/Tx")
    typed["/V"] = generic.pdf_string("1000000")
    writer.update_container(typed)
    return _written(writer)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_strange_root_is_not_trusted() -> None:
    (signature,) = verify_pdf(ONCE, [root_der("Root CA lạ")], now=NOW)

    assert signature.intact
    assert (False, "") == (signature.trusted, signature.root)
    assert "does not lead to a root" in signature.problem.en


def test_the_root_is_named() -> None:
    assert "Root CA thử" == verify_pdf(ONCE, ROOTS, now=NOW)[0].root


def test_an_expired_certificate_was_valid_when_it_signed() -> None:
    (signature,) = verify_pdf(ONCE, ROOTS, now=NOW.replace(year=2023))

    assert (False, True) == (signature.trusted, signature.trusted_when_signed)
    assert signature.holds
    assert "not valid any more" in signature.problem.en


def test_a_certificate_for_signing_alone_is_enough() -> None:
    (signature,) = verify_pdf(sign_pdf(UNSIGNED, plain_signer(), field="NguoiKy", now=NOW), ROOTS, now=NOW)

    assert signature.holds


def test_a_moment_in_the_future_does_not_help() -> None:
    (signature,) = verify_pdf(ONCE, ROOTS, now=NOW.replace(year=2019))

    assert not signature.holds


def test_a_paper_without_signatures_has_none() -> None:
    assert () == verify_pdf(UNSIGNED, ROOTS, now=NOW)
    with pytest.raises(SignatureError, match="0 signatures; 1"):
        demand_valid(UNSIGNED, ROOTS, now=NOW)


def test_a_broken_signature_raises_where_one_is_demanded() -> None:
    with pytest.raises(SignatureError, match="Hoàng Văn Thử does not hold"):
        demand_valid(with_number_stamped(ONCE), ROOTS, now=NOW)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7", UNSIGNED[:5000], ONCE[:-2000], b"%PDF-1.7\nstartxref\n9\n%%EOF"]
)
def test_what_is_no_pdf_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        verify_pdf(data, ROOTS, now=NOW)

    assert "\n" not in str(caught.value)


def test_a_file_of_more_than_fifty_megabytes_is_refused_as_that() -> None:
    with pytest.raises(UnreadableError, match="at most 50 MB"):
        verify_pdf(bytes((50 << 20) + 1), ROOTS, now=NOW)


def test_a_root_that_is_no_certificate_is_refused() -> None:
    with pytest.raises(UnreadableError, match="DER"):
        verify_pdf(ONCE, [b"-----BEGIN"], now=NOW)
