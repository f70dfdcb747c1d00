"""What comes after a signature is read alike by every reader, or the signature does not hold."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.dss import DocumentSecurityStore

from bluezone.documents.errors import SignatureError
from bluezone.documents.signing import (
    Changes,
    Signature,
    Spot,
    check_returned,
    prepare_paper,
    revisions,
    sign_pdf,
    verify_pdf,
)
from bluezone.documents.signing.placing import add_field, open_for_signing
from bluezone.documents.signing.revisions import are_read_alike
from bluezone.documents.typesetting import set_stamp
from tests.support.documents.certificates import person, plain_signer, root_der
from tests.support.documents.issued import ISSUE, NOW, ONCE, ROOTS
from tests.support.documents.papers import letter

WORDS = b"BT /F1 20 Tf 1 0 0 1 100 700 Tm (1.000.000) Tj ET"


def with_revision(pdf: bytes, *, beside: int = 0, hidden: bool = False) -> bytes:
    """One empty revision more, whose end points so many bytes beside its table. Hidden in it, in no table, may stand
    another content of the first page."""
    reader = PdfFileReader(io.BytesIO(pdf))
    page = reader.root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    out = pdf.rstrip() + b"\n"
    if hidden:
        out += b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (page, len(WORDS), WORDS)
    at, root_number = len(out) + beside, reader.trailer.raw_get("/Root").idnum
    ends = b"/Size %d/Root %d 0 R/Prev %d" % (int(reader.trailer["/Size"]), root_number, before)
    return out + b"xref\n0 0\ntrailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (ends, at)


def shown(pdf: bytes) -> str:
    return pdfium.PdfDocument(pdf)[0].get_textpage().get_text_range()


def judged(pdf: bytes) -> Signature:
    return verify_pdf(pdf, ROOTS, now=NOW)[0]


def test_a_browser_shows_what_no_table_lists_where_the_end_points_beside_it() -> None:
    """Why all of this: no byte that was signed has changed."""
    assert "1.000.000" not in shown(ONCE)
    assert "1.000.000" in shown(with_revision(ONCE, beside=1, hidden=True))


@pytest.mark.parametrize("beside", [-3, -1, 0, 1, 2])
def test_an_object_that_no_table_lists_breaks_the_signature(beside: int) -> None:
    signature = judged(with_revision(ONCE, beside=beside, hidden=True))

    assert (False, Changes.OTHER) == (signature.holds, signature.changes)


def test_an_end_that_points_beside_its_table_breaks_it() -> None:
    assert not judged(with_revision(ONCE, beside=1)).holds


@pytest.mark.parametrize(("beside", "alike"), [(0, True), (-1, False)], ids=["at its table", "at the line before it"])
def test_to_what_ends_beside_its_table_nothing_is_added_that_all_read_alike(beside: int, alike: bool) -> None:
    before = with_revision(ONCE, beside=beside)
    after = with_revision(before)
    reader = PdfFileReader(io.BytesIO(after))

    assert alike == are_read_alike(
        reader, after, signed_revision=reader.xrefs.total_revisions - 2, signed_until=len(before)
    )


SIGNED_ROOT = generic.IndirectObject(1, 0, None)


@pytest.mark.parametrize(
    ("root", "size", "alike"),
    [
        (SIGNED_ROOT, generic.NumberObject(9), True),
        (SIGNED_ROOT, generic.NumberObject(1 << 22), True),
        (SIGNED_ROOT, generic.NumberObject((1 << 22) + 1), False),
        (SIGNED_ROOT, generic.NumberObject(0), False),
        (SIGNED_ROOT, generic.FloatObject("9.0"), False),
        (generic.DictionaryObject(), generic.NumberObject(9), False),
    ],
    ids=["nine objects", "as many as are read", "one more", "none", "a fraction of one", "a root without a number"],
)
def test_what_was_signed_says_where_its_root_is_and_how_many_objects_it_has(
    root: generic.PdfObject, size: generic.PdfObject, alike: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "are_looks_flat", lambda _: True)
    trailer = generic.DictionaryObject({"/Root": root, "/Size": size})
    reader = SimpleNamespace(
        trailer=SimpleNamespace(flatten=lambda _: trailer), xrefs=SimpleNamespace(total_revisions=2)
    )
    signed = b"%PDF-1.7\nxref\nstartxref\n9\n%%EOF\n"
    ends = b"/Size %d/Root 1 0 R/Prev 9" % int(size)
    added = b"xref\n0 0\ntrailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (ends, len(signed))

    assert alike is are_read_alike(reader, signed + added, signed_revision=0, signed_until=len(signed))  # type: ignore[arg-type]


def test_a_further_signature_does_not_cover_it_up() -> None:
    first, second = verify_pdf(
        sign_pdf(with_revision(ONCE, beside=1, hidden=True), plain_signer(), field="Khac", now=NOW), ROOTS, now=NOW
    )

    assert (False, True) == (first.holds, second.holds)


def test_nothing_of_it_comes_back_from_a_signing_tool() -> None:
    sent = prepare_paper(letter(), ISSUE, now=NOW)
    returned = sign_pdf(with_revision(sent, beside=1, hidden=True), person(), field="NguoiKy", now=NOW)

    with pytest.raises(SignatureError, match="beyond its signatures"):
        check_returned(sent, returned, ROOTS, now=NOW)


def test_a_table_that_only_some_readers_know_breaks_it() -> None:
    signature = judged(_with_two_tables(ONCE))

    assert (True, False, Changes.OTHER) == (signature.intact, signature.holds, signature.changes)


def _with_two_tables(pdf: bytes) -> bytes:
    """A revision with a table for old readers, and a stream for new ones that the old ones do not see."""
    number = int(PdfFileReader(io.BytesIO(pdf)).trailer["/Size"])
    before, out = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1]), pdf.rstrip() + b"\n"
    stream, root_number = len(out), PdfFileReader(io.BytesIO(pdf)).trailer.raw_get("/Root").idnum
    out += b"%d 0 obj\n<</Type/XRef/Size %d/W[1 2 1]/Index[0 0]/Length 0>>\nstream\n\nendstream\nendobj\n" % (
        number,
        number + 1,
    )
    ends = b"/Size %d/Root %d 0 R/Prev %d/XRefStm %d" % (number + 1, root_number, before, stream)
    rows = b"%d 1\n%010d 00000 n \n" % (number, stream)
    return out + b"xref\n%btrailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (rows, ends, len(out))


def test_an_empty_revision_and_certificates_for_later_break_nothing() -> None:
    """Signing tools add proofs of validity behind a signature, and sign them or not."""
    out = io.BytesIO(ONCE)
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[x509.Certificate.load(root_der())])

    assert [True, True] == [judged(pdf).holds for pdf in (with_revision(ONCE), out.getvalue())]


def with_data(pdf: bytes, data: bytes, end: bytes) -> bytes:
    """One revision more, in which a stream of these data stands, and this between them and the word that ends it."""
    reader = PdfFileReader(io.BytesIO(pdf))
    number, root_number = int(reader.trailer["/Size"]), reader.trailer.raw_get("/Root").idnum
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    begin = pdf.rstrip() + b"\n"
    out = begin + b"%d 0 obj\n<</Length %d>>\nstream\n%b%bendstream\nendobj\n" % (number, len(data), data, end)
    ends = b"/Size %d/Root %d 0 R/Prev %d" % (number + 1, root_number, before)
    rows = b"%d 1\n%010d 00000 n \n" % (number, len(begin))
    return out + b"xref\n%btrailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (rows, ends, len(out))


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("data", [b"packed", b"packed\r", b"packed\n", b"packed\r\n"])
def test_packed_data_may_end_as_a_line_does(data: bytes, end: bytes) -> None:
    """One in 256 streams does; a seal whose letters did was refused, and with it the signature before it."""
    pdf = with_data(ONCE, data, end)
    signature = next(iter(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures))

    assert are_read_alike(
        signature.reader, pdf, signed_revision=signature.signed_revision, signed_until=len(ONCE.rstrip())
    )


def test_a_stream_that_is_shorter_than_it_says_is_read_otherwise_by_some() -> None:
    pdf = with_data(ONCE, b"packed", b"\n").replace(b"<</Length 6>>", b"<</Length 4>>")
    signature = next(iter(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures))

    assert not are_read_alike(
        signature.reader, pdf, signed_revision=signature.signed_revision, signed_until=len(ONCE.rstrip())
    )


SCRIPT = generic.DictionaryObject({"/S": generic.NameObject("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")})


def _signed_again_with(key: str, value: generic.PdfObject) -> bytes:
    """One more signature, in a free place, whose field says this besides."""
    spot = Spot(1, 180, 280, 20, 6, set_stamp({"lines": ("Ký",), "width_mm": 20.0, "height_mm": 6.0}, now=NOW))
    writer, out = open_for_signing(ONCE), io.BytesIO()
    add_field(writer, "Khac", spot)
    field = next(each.get_object() for name, _, each in enumerate_sig_fields(writer) if name == "Khac")
    field[key] = value
    writer.update_container(field)
    writer.write(out)
    return sign_pdf(out.getvalue(), plain_signer(), field="Khac", now=NOW, spot=spot)


@pytest.mark.parametrize("flags", [0, 4, 132, 130])
def test_a_further_field_that_stays_where_it_is_breaks_nothing(flags: int) -> None:
    assert judged(_signed_again_with("/F", generic.NumberObject(flags))).holds


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/F", generic.NumberObject(132 | 8)),
        ("/F", generic.NumberObject(132 | 16)),
        ("/F", generic.NumberObject(132 | 256)),
        ("/A", SCRIPT),
        ("/AA", generic.DictionaryObject({"/PV": SCRIPT})),
    ],
    ids=["keeps its size", "stands upright", "comes and goes", "acts when touched", "acts when seen"],
)
def test_a_further_field_that_moves_or_acts_breaks_the_signature_before(key: str, value: generic.PdfObject) -> None:
    signature = judged(_signed_again_with(key, value))

    assert (False, Changes.OTHER) == (signature.holds, signature.changes)
