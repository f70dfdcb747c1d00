"""What a certificate says of itself, read from anybody's file."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from bluezone.documents.errors import CredentialError
from bluezone.documents.signing import read_certificate_file, sign_pdf, verify_pdf
from bluezone.documents.signing.facts import LONGEST_NAME, CertificateFacts
from bluezone.documents.words import Reason
from tests.support.documents.certificates import FROM, UNTIL, body, certificate, private_key, root_der

NAME, ORGANISATION = "Ủy ban nhân dân huyện Sơn Dương", "UBND huyện Sơn Dương"


def made(*subject: tuple[x509.ObjectIdentifier, str]) -> bytes:
    """A certificate with this subject, signed by its own key."""
    key = private_key("Tự Ký")
    name = x509.Name([x509.NameAttribute(*one) for one in subject])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(FROM).not_valid_after(UNTIL)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_a_certificate_is_read_in_either_form(encoding: Encoding) -> None:
    given_out = certificate(NAME, ORGANISATION)

    facts = read_certificate_file(given_out.public_bytes(encoding))

    assert facts == CertificateFacts(
        fingerprint=given_out.fingerprint(hashes.SHA256()).hex(),
        name=NAME,
        organisation=ORGANISATION,
        issuer="Root CA thử",
        valid_from=dt.date(2020, 1, 1),
        valid_until=dt.date(2021, 1, 1),
    )


def test_what_signs_bears_the_fingerprint_that_its_file_has() -> None:
    """In the credential, and in whatever it has signed."""
    from bluezone.documents.official import write_pdf
    from tests.support.documents.papers import ISSUE, decision

    now = dt.datetime(2020, 8, 11, tzinfo=dt.UTC)
    signed = sign_pdf(write_pdf(decision(), ISSUE, now=now).pdf, body(), field="CoQuan", now=now)

    (found,) = verify_pdf(signed, [root_der()], now=now)

    alone = read_certificate_file(body().certificate.dump())
    assert {alone.fingerprint} == {body().fingerprint, body().facts.fingerprint, found.fingerprint}


def test_without_a_name_the_organisation_is_told_and_without_either_the_whole_subject() -> None:
    organisation = read_certificate_file(made((NameOID.ORGANIZATION_NAME, "UBND xã")))
    neither = read_certificate_file(made((NameOID.LOCALITY_NAME, "Sơn Dương")))

    assert ("UBND xã", "UBND xã") == (organisation.name, organisation.organisation)
    assert ("L=Sơn Dương", "") == (neither.name, neither.organisation)


@pytest.mark.parametrize("name", ["UBND\u202exã", "UBND\nxã", "UBND\u200bxã"])
def test_a_name_with_signs_that_nobody_sees_is_refused(name: str) -> None:
    with pytest.raises(CredentialError, match=r"no certificate"):
        read_certificate_file(made((NameOID.COMMON_NAME, name)))


@pytest.mark.parametrize("data", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\n"])
def test_anything_else_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(CredentialError, match=r"no certificate"):
        read_certificate_file(data)


@pytest.mark.parametrize(("more", "said"), [(0, Reason.CERTIFICATE_ALONE_SHUT), (1, Reason.CERTIFICATE_ALONE_SIZE)])
def test_a_file_is_small(more: int, said: Reason) -> None:
    with pytest.raises(CredentialError) as refused:
        read_certificate_file(bytes((64 << 10) + more))
    assert said is refused.value.reason


@given(cut=st.integers(0, 900), put=st.binary(max_size=8), at=st.integers(0, 900))
def test_a_spoilt_certificate_is_refused_or_another_one(cut: int, put: bytes, at: int) -> None:
    whole = certificate(NAME, ORGANISATION).public_bytes(Encoding.DER)
    spoilt = whole[:at] + put + whole[at + cut % 9 :]

    try:
        facts = read_certificate_file(spoilt)
    except CredentialError:
        return

    assert len(facts.name) <= LONGEST_NAME
    assert (spoilt == whole) == (facts == read_certificate_file(whole))


def test_of_a_long_subject_without_a_name_two_hundred_letters_are_told() -> None:
    facts = read_certificate_file(made(*[(NameOID.SURNAME, "A" * 64)] * 4))

    assert 200 == len(facts.name)
