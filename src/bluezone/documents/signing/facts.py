"""What a certificate says of itself: by which fingerprint it is known, whom it names, who gave it out, until when.

A name is no proof: many communes have one name, and whoever gives out certificates writes it as they like. So whoever
has to know a certificate again goes by the SHA-256 of all its bytes, and the names are for people to read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from bluezone.documents.errors import CredentialError
from bluezone.documents.words import Reason

MAX_CERTIFICATE_BYTES = 64 << 10
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate without its key, as far as people and registers need it."""

    fingerprint: str
    """SHA-256 of its DER, in hex."""
    name: str
    organisation: str
    """Empty where it names none."""
    issuer: str
    valid_from: dt.date
    valid_until: dt.date


def read_certificate_file(data: bytes) -> CertificateFacts:
    """Reads a certificate in DER or PEM, from anybody. Raises CredentialError for anything else."""
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise CredentialError(Reason.CERTIFICATE_ALONE_SIZE)
    try:
        read = x509.load_pem_x509_certificate if b"-----BEGIN" in data else x509.load_der_x509_certificate
        return _facts(read(data))
    except (ValueError, x509.InvalidVersion) as error:
        raise CredentialError(Reason.CERTIFICATE_ALONE_SHUT) from error


def fingerprint_of(der: bytes) -> str:
    """Names a certificate among all others."""
    return hashlib.sha256(der).hexdigest()


def _facts(certificate: x509.Certificate) -> CertificateFacts:
    subject, issuer = certificate.subject, certificate.issuer
    organisation = _first(subject, NameOID.ORGANIZATION_NAME)
    return CertificateFacts(
        fingerprint=fingerprint_of(certificate.public_bytes(Encoding.DER)),
        name=_first(subject, NameOID.COMMON_NAME) or organisation or _shown(subject.rfc4514_string()),
        organisation=organisation,
        issuer=_first(issuer, NameOID.COMMON_NAME) or _shown(issuer.rfc4514_string()),
        valid_from=certificate.not_valid_before_utc.date(),
        valid_until=certificate.not_valid_after_utc.date(),
    )


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values: Iterator[str | bytes] = (one.value for one in name.get_attributes_for_oid(oid))
    return _shown(next(values, ""))


def _shown(value: str | bytes) -> str:
    """A name as it can be shown. Raises ValueError for one with signs that nobody sees, or none that anybody does."""
    text = value.decode() if isinstance(value, bytes) else value
    if not text.isprintable():
        raise ValueError("a name holds signs that nobody sees")
    return text[:LONGEST_NAME]
