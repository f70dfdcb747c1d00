"""What signs: a key with its certificate, from a PKCS#12 file or inside a PKCS#11 token that never gives it out."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from asn1crypto import x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509 import Certificate
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign import Signer, SimpleSigner, general
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bluezone.documents.errors import CredentialError, SigningError
from bluezone.documents.signing.facts import CertificateFacts, fingerprint_of, read_certificate_file
from bluezone.documents.words import Reason

MAX_PKCS12_BYTES = 1 << 20
DEMONSTRATION = "TRÌNH DIỄN, không có giá trị pháp lý"
"""The organisation that stands in a demonstration's certificates and in those of its root."""
_BESIDE_KEYS_AND_NAMES = 1_024
"""Bytes of a signature: what is said of digests and moments takes less than half of them."""
SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})


@dataclass(frozen=True, slots=True)
class Credential:
    """A signer whose certificate has been looked at."""

    signer: Signer

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that goes into the signature."""
        certificate = self.signer.signing_cert
        if certificate is None:
            raise CredentialError(Reason.CERTIFICATE_NEEDED)
        return certificate

    @property
    def name(self) -> str:
        """The name in the certificate."""
        return common_name(self.certificate)

    @property
    def facts(self) -> CertificateFacts:
        """What its certificate says of itself. Raises CredentialError for one that cannot be shown."""
        return read_certificate_file(self.certificate.dump())

    @property
    def fingerprint(self) -> str:
        """The name of its certificate among all others."""
        return fingerprint_of(self.certificate.dump())

    @property
    def most_of_a_signature(self) -> int:
        """The bytes that a signature may take: its certificates, the issuer's name twice more, what the key signs, no
        longer than the key itself, and the rest. pyHanko would make one to see how long it is, which is half of the
        work of signing."""
        certificates = [self.certificate, *self.signer.cert_registry]
        names, key = 2 * len(self.certificate.issuer.dump()), len(self.certificate.public_key.dump())
        return sum(len(each.dump()) for each in certificates) + names + key + _BESIDE_KEYS_AND_NAMES

    @property
    def is_demonstration(self) -> bool:
        """Whether it was made to be shown, by a demonstration's own root."""
        return bool(self.certificate.issuer.native.get("organization_name") == DEMONSTRATION)

    def check(self, now: dt.datetime) -> None:
        """Refuses a certificate that is not valid now or was not made for signing: nobody would believe it."""
        certificate = self.certificate
        if not certificate.not_valid_before <= now <= certificate.not_valid_after:
            raise SigningError(Reason.CERTIFICATE_OUT_OF_DATE, signer=self.name, day=now)
        uses = certificate.key_usage_value
        if uses is None or not SIGNING_USES & set(uses.native):
            raise SigningError(Reason.CERTIFICATE_NOT_FOR_SIGNING, signer=self.name)


def open_pkcs12(data: bytes, passphrase: str) -> Credential:
    """Opens the credential in a .p12 or .pfx file."""
    if len(data) > MAX_PKCS12_BYTES:
        raise CredentialError(Reason.CERTIFICATE_FILE_SIZE)
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except UnsupportedAlgorithm as error:
        raise CredentialError(Reason.CERTIFICATE_FILE_KEY_KIND) from error
    except (ValueError, TypeError) as error:
        raise CredentialError(Reason.CERTIFICATE_FILE_SHUT) from error
    if key is None or certificate is None:
        raise CredentialError(Reason.CERTIFICATE_FILE_WITHOUT_KEY)
    if key.public_key() != certificate.public_key():  # a key of one's own beside somebody else's certificate
        raise CredentialError(Reason.CERTIFICATE_FILE_WITHOUT_KEY)
    signer = _OpenKeySigner(key, _of_pyhanko(certificate), map(_of_pyhanko, others))
    try:
        signer.get_signature_mechanism_for_digest("sha256")
    except general.SigningError as error:  # a key that agrees on secrets (X25519), or signs in a way of its own
        raise CredentialError(Reason.CERTIFICATE_FILE_KEY_KIND) from error
    return Credential(signer)


def _of_pyhanko(certificate: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@contextlib.contextmanager
def open_token(library: Path, *, token: str, pin: str, label: str) -> Iterator[Credential]:
    """Opens the credential with this label in a token, for as long as the session lasts."""
    try:
        session = open_pkcs11_session(str(library), token_criteria=TokenCriteria(label=token), user_pin=pin)
    except (PinIncorrect, PinInvalid, PinLenRange) as error:
        raise CredentialError(Reason.TOKEN_PIN) from error
    except (PKCS11Error, pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise CredentialError(Reason.TOKEN_SHUT, token=token, library=library.name) from error
    with session:
        try:
            signer = PKCS11Signer(session, cert_label=label, key_label=label)
            credential = Credential(signer)
            credential.certificate  # noqa: B018 - the certificate is fetched on first sight; better now than half-way
        except (PKCS11Error, pkcs11.PKCS11Error) as error:
            raise CredentialError(Reason.TOKEN_WITHOUT_KEY, token=token, label=label) from error
        yield credential


class _OpenKeySigner(SimpleSigner):
    """Signs with a key that is open already: pyHanko proves an RSA key anew for each signature."""

    def __init__(self, key: PrivateKeyTypes, certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> None:
        beside = SimpleCertificateStore.from_certs(others)
        told = PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        super().__init__(signing_cert=certificate, signing_key=told, cert_registry=beside)
        self._rsa = key if isinstance(key, RSAPrivateKey) else None

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if self._rsa is not None and digest_algorithm == "sha256":
            return self._rsa.sign(data, PKCS1v15(), SHA256())
        return super().sign_raw(data, digest_algorithm)


def common_name(certificate: x509.Certificate) -> str:
    """The name in a certificate, or all of the subject where it has none."""
    names = certificate.subject.native
    name = names.get("common_name") or names.get("organization_name")
    return str(name if isinstance(name, str) else certificate.subject.human_friendly)[:200]
