"""A paper is numbered, dated, and signed by person and body, in that order and in one file."""

from __future__ import annotations

import datetime as dt

import pypdfium2 as pdfium
import pytest

from bluezone.conformance import inspect_paper
from bluezone.documents.errors import SigningError, UnreadableError
from bluezone.documents.official import SignaturePlace, write_pdf
from bluezone.documents.paper import Issue
from bluezone.documents.signing import Changes, Coverage, issue_paper, open_pkcs12, sign_pdf, verify_pdf
from bluezone.documents.signing.issuing import seal_spot, signature_spot
from tests.support.documents.certificates import (
    PASSPHRASE,
    body,
    drafter,
    person,
    pkcs12_file,
    root_der,
    seal_image,
    signature_image,
)
from tests.support.documents.papers import letter, report

NOW = dt.datetime(2020, 8, 11, 17, 46, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))
TODAY = Issue(number=5, date=NOW.date())
PLACE = SignaturePlace(1, 112, 200, 78, 25)


def issued() -> bytes:
    return issue_paper(
        letter(), TODAY, person=person(), body=body(), signature=signature_image(), seal=seal_image(), now=NOW
    )


def test_person_and_body_sign_in_turn() -> None:
    first, second = verify_pdf(issued(), [root_der()], now=NOW)

    assert ("NguoiKy", "Hoàng Văn Thử") == (first.field, first.signer)
    assert ("CoQuan", "Ủy ban nhân dân huyện Sơn Dương") == (second.field, second.signer)
    assert (Coverage.REVISION, Changes.SIGNATURES) == (first.coverage, first.changes)
    assert (Coverage.WHOLE, Changes.NONE) == (second.coverage, second.changes)
    assert first.holds
    assert second.holds


def test_the_moment_is_the_one_that_was_given() -> None:
    assert [NOW, NOW] == [signature.signed_at for signature in verify_pdf(issued(), [root_der()], now=NOW)]


def test_the_drafting_office_signs_first_and_unseen() -> None:
    pdf = issue_paper(letter(), TODAY, person=person(), body=body(), drafter=drafter(), now=NOW)

    signatures = verify_pdf(pdf, [root_der()], now=NOW)

    assert ["SoanThao", "NguoiKy", "CoQuan"] == [signature.field for signature in signatures]
    assert [True] * 3 == [signature.holds for signature in signatures]


def test_number_and_date_are_those_of_the_issue() -> None:
    text = pdfium.PdfDocument(issued())[0].get_textpage().get_text_range()

    assert "Số: 05/UBND-VHTT" in text
    assert "ngày 11 tháng 8 năm 2020" in text


def test_a_signed_paper_still_has_its_form() -> None:
    assert () == inspect_paper(issued()).findings


def test_a_paper_bears_the_day_it_is_signed() -> None:
    with pytest.raises(SigningError, match="11/08/2020, and not 10/08/2020"):
        issue_paper(letter(), Issue(number=5, date=dt.date(2020, 8, 10)), person=person(), body=body(), now=NOW)


def test_nothing_is_signed_with_a_certificate_that_is_not_valid() -> None:
    later = NOW.replace(year=2021)

    with pytest.raises(SigningError, match="not valid on 11/08/2021"):
        sign_pdf(write_pdf(letter(), TODAY, now=NOW).pdf, person(), field="A", now=later)


def test_nothing_is_signed_with_a_certificate_for_other_uses() -> None:
    sealed = open_pkcs12(pkcs12_file("Máy chủ thử", "UBND", signs=False), PASSPHRASE)

    with pytest.raises(SigningError, match="not made for signing"):
        sign_pdf(write_pdf(letter(), TODAY, now=NOW).pdf, sealed, field="A", now=NOW)


def test_a_field_is_signed_once() -> None:
    with pytest.raises(SigningError, match="cannot be signed"):
        sign_pdf(issued(), person(), field="NguoiKy", now=NOW)


def test_signing_only_adds_at_the_end() -> None:
    unsigned = write_pdf(report(), TODAY, now=NOW).pdf

    assert sign_pdf(unsigned, person(), field="A", now=NOW).startswith(unsigned)


def test_the_signature_stands_in_the_middle_of_its_room() -> None:
    spot = signature_spot(PLACE, signature_image())

    assert PLACE.x_mm + PLACE.width_mm / 2 == pytest.approx(spot.x_mm + spot.width_mm / 2)
    assert PLACE.y_mm <= spot.y_mm
    assert spot.y_mm + spot.height_mm <= PLACE.y_mm + PLACE.height_mm


def test_the_seal_covers_a_third_of_the_signature_from_the_left() -> None:
    signature = signature_spot(PLACE, signature_image())

    seal = seal_spot(PLACE, seal_image(), signature_image())

    covered = seal.x_mm + seal.width_mm - signature.x_mm
    assert signature.width_mm / 3 == pytest.approx(covered)
    assert seal.x_mm < signature.x_mm
    assert 34 == seal.width_mm


def test_images_are_seen_on_the_page() -> None:
    document = pdfium.PdfDocument(issued())
    document.init_forms()

    colours = document[0].render(scale=1).to_pil().convert("RGB").getcolors(1 << 20) or []

    assert any(red > 180 and max(green, blue) < 60 for _, (red, green, blue) in colours)
    assert any(blue > 150 and red < 60 for _, (red, _, blue) in colours)


def test_a_file_whose_pages_are_none_is_refused_in_one_line() -> None:
    unsigned = write_pdf(letter(), TODAY, now=NOW).pdf

    with pytest.raises(UnreadableError, match="signed"):
        sign_pdf(unsigned.replace(b"/Pages 1 0 R", b"/Pagex 1 0 R"), person(), field="A", now=NOW)
