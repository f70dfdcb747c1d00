"""An authority for certificates, drawn for one run: whoever trusts it trusts the names that it certified."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_YEAR = dt.timedelta(days=365)
_NINETY_DAYS = dt.timedelta(days=90)
_HOUR = dt.timedelta(hours=1)
_LISTS = "http://revoked.example.vn/list.crl"
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A key, and the certificate that says so."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def drawn(cls, now: dt.datetime) -> Authority:
        """A new one, for a year."""
        key, who = generate_private_key(SECP256R1()), _named("Bluezone drill authority")
        made = _begun(who, who, key, now - _HOUR, now + _YEAR)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        return cls(key, made.sign(key, hashes.SHA256()))

    def write(self, path: Path) -> None:
        """Writes what a caller has to trust."""
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))

    def certify(self, folder: Path, stem: str, name: str, since: dt.datetime, until: dt.datetime) -> None:
        """Writes a certificate for a name, this authority's behind it, and its key, as STEM.pem and STEM.key."""
        key = generate_private_key(SECP256R1())
        made = _begun(_named(name), self.certificate.subject, key, since - _HOUR, until)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(_usage("digital_signature"), critical=True)
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        by = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        made = made.add_extension(by, critical=False)
        listed = x509.DistributionPoint([x509.UniformResourceIdentifier(_LISTS)], None, None, None)
        made = made.add_extension(x509.CRLDistributionPoints([listed]), critical=False)
        chain = (made.sign(self.key, hashes.SHA256()), self.certificate)
        (folder / f"{stem}.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{stem}.key").write_bytes(plain)


def write_certificates(folder: Path) -> None:
    """Writes authority.pem, and certificates of ninety days for the two names of the shipped proxy."""
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 - whoever verifies has the system's clock
    authority = Authority.drawn(now)
    authority.write(folder / "authority.pem")
    for stem in ("portal", "exchange"):
        authority.certify(folder, stem, f"{stem}.example.vn", now, now + _NINETY_DAYS)


def _begun(
    of: x509.Name, by: x509.Name, key: EllipticCurvePrivateKey, since: dt.datetime, until: dt.datetime
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(of).issuer_name(by).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*uses: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{use: use in uses for use in _USES})
