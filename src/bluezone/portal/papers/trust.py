"""The roots whose signatures are believed: certificates in a folder of the operator's, in DER or PEM."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from bluezone.portal.errors import ConfigurationError

MOST_ROOTS, LARGEST_BYTES = 200, 64 << 10


def trusted_roots() -> tuple[bytes, ...]:
    """Reads this portal's roots anew: an operator who removes one is obeyed at once."""
    return read_roots(settings.PAPER_ROOTS) if settings.PAPER_ROOTS is not None else ()


def read_roots(folder: Path) -> tuple[bytes, ...]:
    """Reads every file of the folder, in DER. Raises ConfigurationError for one that is no certificate."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise ConfigurationError(f"the folder of roots {folder.name} cannot be read") from error
    if len(files) > MOST_ROOTS:
        raise ConfigurationError(f"a portal believes at most {MOST_ROOTS} roots")
    return tuple(_certificate(path) for path in files)


def _certificate(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(LARGEST_BYTES + 1)
    try:
        read = x509.load_pem_x509_certificate if b"-----BEGIN" in data else x509.load_der_x509_certificate
        return read(data).public_bytes(Encoding.DER)
    except ValueError as error:
        raise ConfigurationError(f"the root {path.name} is no certificate in DER or PEM") from error
