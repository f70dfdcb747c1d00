"""Certificates to sign and seal with in a demonstration: made anew each time, believed by that portal alone.

They say what they are in every name that a signature shows but the signer's own, which has to be the one that the paper
names. Where no root is believed they sign nothing (papers/services/signing.py); elsewhere their root is not believed.
The key of the root is forgotten as soon as it has signed. In the demonstration's portal each is noted as its
organisation's, by the clerk who brings it and the leader who confirms it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from bluezone.documents.signing import CertificateFacts, read_certificate_file
from bluezone.documents.signing.credentials import DEMONSTRATION
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import Capacity
from bluezone.portal.papers.noted import certificate_as_read
from bluezone.portal.papers.services import bring_certificate, confirm_certificate


@dataclass(frozen=True, slots=True)
class Signer:
    """One signer: file, name, capacity, the organisations for which it signs, and the two who note it there."""

    file: str
    name: str
    capacity: Capacity
    organisations: tuple[str, ...]
    clerk: str
    leader: str


_COMMUNE, _DISTRICT, _OFFICE = (
    "UBND xã Sơn Dương",
    "Ủy ban nhân dân huyện Sơn Dương",
    "Phòng Văn hóa và Thông tin huyện",
)
SIGNERS = (
    Signer("khanh", "Nguyễn Văn Khánh", Capacity.PERSON, (_COMMUNE,), "huyen", "khanh"),
    Signer("ubnd-xa-son-duong", "Ủy ban nhân dân xã Sơn Dương", Capacity.ORGANISATION, (_COMMUNE,), "huyen", "khanh"),
    Signer("binh", "Trịnh Quốc Bình", Capacity.PERSON, (_DISTRICT, _OFFICE), "van", "binh"),
    Signer("ubnd-huyen-son-duong", _DISTRICT, Capacity.ORGANISATION, (_DISTRICT,), "van", "binh"),
    Signer("phong-vhtt-son-duong", f"{_OFFICE} Sơn Dương", Capacity.ORGANISATION, (_OFFICE,), "van", "binh"),
)
"""Two leaders, and the seals of three offices."""
_FILES = tuple((one.file, one.name) for one in SIGNERS)
_ROOT_NAME = "Bluezone: chứng thư trình diễn, không có giá trị"
_LIFETIME = dt.timedelta(days=365)
_BITS = 2048


@dataclass(frozen=True, slots=True, repr=False)
class Certificates:
    """The root that the demonstration's portal believes, and the files to sign with, by their names."""

    root: bytes
    files: dict[str, bytes]
    facts: dict[str, CertificateFacts]


def note_certificates(made: Certificates, now: dt.datetime) -> None:
    """Notes each certificate for its organisations, as far as the portal has them, by two persons."""
    people = {one.username: one for one in Staff.objects.all()}
    for signer in SIGNERS:
        for organisation in Organisation.objects.filter(name__in=signer.organisations, closed_on=None).order_by("pk"):
            row = bring_certificate(
                organisation=organisation,
                certificate=made.facts[signer.file],
                capacity=signer.capacity,
                by=people[signer.clerk],
                now=now,
            )
            confirm_certificate(certificate=row, read=certificate_as_read(row), by=people[signer.leader], now=now)


def make_certificates(
    now: dt.datetime,
    passphrase: str,
    signers: Sequence[tuple[str, str]] = _FILES,
) -> Certificates:
    """Makes a root and what it has signed, by file and name, good for a year from now on."""
    root_key = _key()
    name = _name(_ROOT_NAME)
    root = (
        _builder(name, name, root_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    signed = {file: _signed(signer, _Root(root, root_key), now) for file, signer in signers}
    return Certificates(
        root.public_bytes(Encoding.DER),
        {file: _pkcs12(*one, root, passphrase) for file, one in signed.items()},
        {file: read_certificate_file(one.public_bytes(Encoding.DER)) for file, (_, one) in signed.items()},
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Root:
    """A root that signs the others, while they are made."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def _signed(signer: str, root: _Root, now: dt.datetime) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = _key()
    return key, (
        _builder(_name(signer), root.certificate.subject, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .sign(root.key, hashes.SHA256())
    )


def _pkcs12(key: rsa.RSAPrivateKey, certificate: x509.Certificate, root: x509.Certificate, passphrase: str) -> bytes:
    locked = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(None, key, certificate, [root], locked)


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, _BITS)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMONSTRATION)]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, now: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + _LIFETIME)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )
