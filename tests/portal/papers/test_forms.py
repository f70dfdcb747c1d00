"""What a form of the papers reads from what was sent."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from bluezone.documents.signing import SignatureImage
from bluezone.portal.papers.forms.drafting import typed_from
from bluezone.portal.papers.forms.files import BroughtCertificateForm, CertificateForm, FileForm, bytes_of
from tests.support.documents.certificates import ink
from tests.support.documents.papers import changed, letter


@pytest.mark.parametrize(("sent", "read"), [(b"abc", b"abc"), (b"abcd", b"abcd"), (b"abcde", b"abcd")])
def test_a_file_is_read_whole_and_of_one_that_is_too_large_a_byte_too_many(sent, read):
    """Whoever reads it sees that it is too large, however large it is."""
    assert read == bytes_of(SimpleUploadedFile("x.pdf", sent), 3)


def test_a_file_that_was_looked_into_is_read_from_its_beginning():
    upload = SimpleUploadedFile("x.pdf", b"abc")
    upload.read(2)

    assert b"abc" == bytes_of(upload, 3)


def test_who_did_not_say_how_many_copies_finds_the_field_empty():
    assert ("", 5) == tuple(typed_from(changed(letter(), copies=copies))["copies"] for copies in (0, 5))


@pytest.mark.parametrize(("typed", "wide_mm"), [("24", 24), ("", 30)])
def test_an_image_is_as_wide_as_was_typed(typed, wide_mm):
    files = {
        "certificate": SimpleUploadedFile("x.p12", b"abc"),
        "image": SimpleUploadedFile("x.png", ink((20, 50, 190))),
    }
    form = CertificateForm({"passphrase": "abc", "width_mm": typed}, files)
    assert form.is_valid()

    assert wide_mm == form.picture(SignatureImage).width_mm


@pytest.mark.parametrize("form", [CertificateForm, BroughtCertificateForm])
def test_a_passphrase_is_taken_to_its_last_blank(form):
    assert " một câu " == form.base_fields["passphrase"].clean(" một câu ")


@pytest.mark.parametrize("form", [CertificateForm, BroughtCertificateForm])
def test_a_passphrase_has_up_to_two_hundred_letters(form):
    field = form.base_fields["passphrase"]

    assert "ă" * 200 == field.clean("ă" * 200)
    with pytest.raises(ValidationError):
        field.clean("ă" * 201)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (FileForm, "file"),
        (CertificateForm, "certificate"),
        (CertificateForm, "image"),
        (BroughtCertificateForm, "certificate"),
    ],
)
def test_a_file_has_a_name_of_up_to_two_hundred_letters(form, name):
    field = form.base_fields[name]

    assert field.clean(SimpleUploadedFile("x" * 196 + ".p12", b"a"))
    with pytest.raises(ValidationError):
        field.clean(SimpleUploadedFile("x" * 197 + ".p12", b"a"))
