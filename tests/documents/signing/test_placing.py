"""A seen signature stands where it was put, in millimetres from the top left of its page."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bluezone.documents.errors import SigningError
from bluezone.documents.signing import Credential, sign_pdf
from bluezone.documents.signing.placing import Spot, add_field, open_for_signing
from bluezone.documents.signing.verification import open_reader
from bluezone.documents.words import Reason
from tests.support.documents.certificates import certificate_of_a_long_key, person, root_der, signature_image
from tests.support.documents.issued import NOW, UNSIGNED

_A_MM = 72 / 25.4
BLUE = (20, 50, 190)
"""The ink of the image that is signed with."""
LONGEST = bytes(range(256)) * 8
"""What a key of 16,384 bits signs, than which OpenSSL takes none longer."""


def test_the_field_of_a_seen_signature_has_the_place_and_the_size_that_were_meant() -> None:
    signed = sign_pdf(UNSIGNED, person(), field="A", now=NOW, spot=Spot(1, 120, 200, 60, 20, look=signature_image()))

    fields = PdfFileReader(io.BytesIO(signed)).root["/AcroForm"]["/Fields"]
    (box,) = (one.get_object()["/Rect"] for one in fields if one.get_object()["/T"] == "A")

    left, bottom, right, top = (float(edge) / _A_MM for edge in box)
    assert (120, 180) == (pytest.approx(left, abs=0.4), pytest.approx(right, abs=0.4))
    assert (297 - 220, 297 - 200) == (pytest.approx(bottom, abs=0.4), pytest.approx(top, abs=0.4))


def test_a_field_that_has_its_place_already_takes_a_look_alone() -> None:
    writer, prepared = open_for_signing(UNSIGNED), io.BytesIO()
    add_field(writer, "A", Spot(1, 120, 200, 60, 20, b""))
    writer.write(prepared)

    signed = sign_pdf(prepared.getvalue(), person(), field="A", now=NOW, look=signature_image())

    document = pdfium.PdfDocument(signed)
    document.init_forms()
    picture = document[0].render(scale=1).to_pil().convert("RGB")
    assert BLUE in {colour for _, colour in picture.getcolors(1 << 20) or []}


class LongestSigner(SimpleSigner):
    """Signs with as many bytes as its key has, which nobody need look for here."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return LONGEST


def test_the_longest_key_and_the_longest_names_have_room() -> None:
    der = certificate_of_a_long_key("Ủy ban " * 7, "Ủy ban " * 7, "Chứng thực " * 4)
    beside = SimpleCertificateStore.from_certs([Certificate.load(root_der("Chứng thực " * 4))])
    signer = LongestSigner(signing_cert=Certificate.load(der), signing_key=None, cert_registry=beside)

    signed = sign_pdf(UNSIGNED, Credential(signer), field="A", now=NOW)

    (signature,) = open_reader(signed).embedded_regular_signatures
    assert LONGEST == signature.signer_info["signature"].native


def with_size(*, of_page: bool, of_all: bool) -> bytes:
    """A file whose first page has its size, or all pages together have it, or neither."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(UNSIGNED)), io.BytesIO()
    pages = writer.root["/Pages"]
    page = pages["/Kids"][0]
    size = page["/MediaBox"]
    for node, has_it in ((page, of_page), (pages, of_all)):
        node.pop("/MediaBox", None)
        if has_it:
            node["/MediaBox"] = size
        writer.update_container(node)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("where", [{"of_page": True, "of_all": False}, {"of_page": False, "of_all": True}], ids=str)
def test_a_page_has_the_size_that_it_says_or_that_all_have(where: dict[str, bool]) -> None:
    writer = open_for_signing(with_size(**where))
    add_field(writer, "A", Spot(1, 0, 277, 60, 20, signature_image()))

    (field,) = writer.root["/AcroForm"]["/Fields"]
    assert [0, 0, 60, 20] == [pytest.approx(float(edge) / _A_MM, abs=0.4) for edge in field.get_object()["/Rect"]]


def test_on_a_page_without_any_size_nothing_is_placed() -> None:
    with pytest.raises(SigningError) as refused:
        add_field(
            open_for_signing(with_size(of_page=False, of_all=False)), "A", Spot(1, 0, 0, 60, 20, signature_image())
        )
    assert (Reason.PAGE_WITHOUT_SIZE, {"page": 1}) == (refused.value.reason, refused.value.values)


@pytest.mark.parametrize(("page", "width", "height"), [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, -1, 1), (1, 1, -1)])
def test_what_is_seen_has_a_page_and_a_size(page: int, width: float, height: float) -> None:
    assert 0.1 == Spot(1, 0, 0, 0.1, 0.1, signature_image()).width_mm
    with pytest.raises(SigningError) as refused:
        Spot(page, 0, 0, width, height, signature_image())
    assert Reason.SPOT_NEEDED is refused.value.reason
