"""Certificates to sign and seal with in a demonstration: made anew each time, believed by that portal alone.

They say what they are in every name that a signature shows but the signer's own, which has to be the one that the paper
names. Where no root is believed they sign nothing (papers/services/signing.py); elsewhere their root is not believed.
The key of the root is forgotten as soon as it has signed.
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

from bluezone.documents.signing.credentials import DEMONSTRATION

SIGNERS = (
    ("khanh", "Nguyễn Văn Khánh"),
    ("ubnd-xa-son-duong", "Ủy ban nhân dân xã Sơn Dương"),
    ("binh", "Trịnh Quốc Bình"),
    ("ubnd-huyen-son-duong", "Ủy ban nhân dân huyện Sơn Dương"),
)
"""The file's name, and the signer's in the certificate: two leaders and the seals of their committees."""
_ROOT_NAME = "Bluezone: chứng thư trình diễn, không có giá trị"
_LIFETIME = dt.timedelta(days=365)
_BITS = 2048


@dataclass(frozen=True, slots=True, repr=False)
class Certificates:
    """The root that the demonstration's portal believes, and the files to sign with, by their names."""

    root: bytes
    files: dict[str, bytes]


def make_certificates(now: dt.datetime, passphrase: str, signers: Sequence[tuple[str, str]] = SIGNERS) -> Certificates:
    """Makes a root and what it has signed, good for a year from now on."""
    root_key = _key()
    name = _name(_ROOT_NAME)
    root = (
        _builder(name, name, root_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return Certificates(
        root.public_bytes(Encoding.DER),
        {file: _pkcs12(signer, passphrase, _Root(root, root_key), now) for file, signer in signers},
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Root:
    """A root that signs the others, while they are made."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def _pkcs12(signer: str, passphrase: str, root: _Root, now: dt.datetime) -> bytes:
    key = _key()
    certificate = (
        _builder(_name(signer), root.certificate.subject, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .sign(root.key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        signer.encode(), key, certificate, [root.certificate], BestAvailableEncryption(passphrase.encode())
    )


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
