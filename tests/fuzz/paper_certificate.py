"""A certificate, with or without armour, that somebody brings as one that is to sign papers."""

from __future__ import annotations

import contextlib

from cryptography.hazmat.primitives.serialization import Encoding

from bluezone.documents.errors import CredentialError
from bluezone.documents.signing import read_certificate_file
from tests.support.documents.certificates import certificate


def fuzz(data: bytes) -> None:
    with contextlib.suppress(CredentialError):
        read_certificate_file(data)


def samples() -> list[bytes]:
    made = certificate("Ủy ban nhân dân huyện Sơn Dương", "UBND huyện Sơn Dương")
    return [made.public_bytes(Encoding.DER), made.public_bytes(Encoding.PEM)]
