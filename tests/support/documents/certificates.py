"""Certificates to sign papers with: a root, a person and a body, made for the tests and valid in 2020."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw

from bluezone.documents.signing import Credential, SealImage, SignatureImage, open_pkcs12
from tests.support.made_once import made_once

PASSPHRASE = "mật khẩu thử"
_KEY_FILE = "key.der"
FROM, UNTIL = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2021, 1, 1, tzinfo=dt.UTC)


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    """Made by the first process of a run that asks: a key takes as long to find, and to prove, as a page to show."""
    kept = made_once(f"key-{hashlib.sha256(name.encode()).hexdigest()[:16]}", _make_key) / _KEY_FILE
    key = load_der_private_key(kept.read_bytes(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _make_key(folder: Path) -> None:
    made = rsa.generate_private_key(65537, 2048)
    (folder / _KEY_FILE).write_bytes(made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


@cache
def root(name: str = "Root CA thử") -> x509.Certificate:
    key = _key(name)
    subject = _name(name, "Cơ quan chứng thực thử")
    usage = _usage(certificates=True)
    return (
        _builder(subject, subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def root_der(name: str = "Root CA thử") -> bytes:
    return root(name).public_bytes(Encoding.DER)


@cache
def certificate(
    name: str, organisation: str, issuer: str = "Root CA thử", *, signs: bool = True, commits: bool = True
) -> x509.Certificate:
    return (
        _builder(_name(name, organisation), root(issuer).subject, _key(name).public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=signs, commits=commits), critical=True)
        .sign(_key(issuer), hashes.SHA256())
    )


def certificate_of_a_long_key(name: str, organisation: str, issuer: str) -> bytes:
    """For signing, in DER: its key of 16,384 bits is a number that nobody has the halves of."""
    key = rsa.RSAPublicNumbers(65537, (1 << 16_384) - 1).public_key()
    builder = _builder(_name(name, organisation), root(issuer).subject, key).add_extension(_usage(), critical=True)
    return builder.sign(_key(issuer), hashes.SHA256()).public_bytes(Encoding.DER)


@cache
def pkcs12_file(
    name: str, organisation: str, issuer: str = "Root CA thử", *, signs: bool = True, commits: bool = True
) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        name.encode(),
        _key(name),
        certificate(name, organisation, issuer, signs=signs, commits=commits),
        [root(issuer)],
        BestAvailableEncryption(PASSPHRASE.encode()),
    )


def certificate_file(name: str, organisation: str) -> bytes:
    """What `pkcs12_file` holds, without its key."""
    return open_pkcs12(pkcs12_file(name, organisation), PASSPHRASE).certificate.dump()


def private_key(name: str) -> rsa.RSAPrivateKey:
    return _key(name)


@cache
def person() -> Credential:
    return open_pkcs12(pkcs12_file("Hoàng Văn Thử", "UBND huyện Sơn Dương"), PASSPHRASE)


@cache
def body() -> Credential:
    return open_pkcs12(pkcs12_file("Ủy ban nhân dân huyện Sơn Dương", "UBND huyện Sơn Dương"), PASSPHRASE)


@cache
def plain_signer() -> Credential:
    """A certificate for signing that does not promise to stand by it: some authorities give out only these."""
    return open_pkcs12(pkcs12_file("Trần Thị Ký", "UBND huyện Sơn Dương", commits=False), PASSPHRASE)


def drafter() -> Credential:
    return open_pkcs12(pkcs12_file("Văn phòng HĐND và UBND", "UBND huyện Sơn Dương"), PASSPHRASE)


def ink(colour: tuple[int, int, int], *, transparent: bool = True) -> bytes:
    """A ring with a stroke through it: enough of a picture to be seen."""
    ground = (255, 255, 255, 0 if transparent else 255)
    picture = Image.new("RGBA", (400, 400), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 380, 380), outline=(*colour, 255), width=24)
    draw.line((60, 300, 150, 120, 220, 280, 340, 100), fill=(*colour, 255), width=20)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def signature_image() -> SignatureImage:
    return SignatureImage(ink((20, 50, 190)), 24)


def seal_image() -> SealImage:
    return SealImage(ink((210, 20, 20)), 34)


def _builder(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
    )


def _name(name: str, organisation: str) -> x509.Name:
    attributes = ((NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, name))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _usage(*, certificates: bool = False, signs: bool = True, commits: bool = True) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs and not certificates,
        content_commitment=signs and commits and not certificates,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )
