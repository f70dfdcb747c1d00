"""A key signs from a file or from inside a token, and says in one line why it does not open."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.constants import Attribute
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from bluezone.documents.errors import CredentialError
from bluezone.documents.signing import credentials, open_pkcs12, open_token, sign_pdf, verify_pdf
from tests.documents.signing.test_verification import NOW, ROOTS, UNSIGNED
from tests.support.certificates import PASSPHRASE, certificate, pkcs12_file, private_key

NAME, ORGANISATION = "Nguyễn Văn Thẻ", "UBND huyện Sơn Dương"
TOKEN, PIN, LABEL = "bluezone", "246813", "van-thu"
LIBRARIES = (Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib64/softhsm/libsofthsm.so"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A software token with one key and its certificate."""
    found = [path for path in LIBRARIES if path.exists()]
    if not found or not shutil.which("softhsm2-util"):
        pytest.skip("softhsm2 is not installed; scripts/system-packages installs it")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        command = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        _fill(found[0])
        yield found[0]


def _fill(library: Path) -> None:
    key = private_key(NAME)
    made = certificate(NAME, ORGANISATION)
    with pkcs11.lib(str(library)).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        named = {Attribute.LABEL: LABEL, Attribute.ID: b"\x01", Attribute.TOKEN: True}
        session.create_object(decode_rsa_private_key(der) | named | {Attribute.SENSITIVE: True, Attribute.SIGN: True})
        session.create_object(decode_x509_certificate(made.public_bytes(Encoding.DER)) | named)


def test_a_token_signs_without_giving_out_its_key(library: Path) -> None:
    with open_token(library, token=TOKEN, pin=PIN, label=LABEL) as credential:
        signed = sign_pdf(UNSIGNED, credential, field="NguoiKy", now=NOW)

    (signature,) = verify_pdf(signed, ROOTS, now=NOW)
    assert (NAME, True) == (signature.signer, signature.holds)


@pytest.mark.parametrize(
    ("token", "pin", "label", "said"),
    [
        (TOKEN, "999999", LABEL, "refuses this PIN"),
        ("another", PIN, LABEL, "another does not open"),
        (TOKEN, PIN, "nobody", "no key and certificate named nobody"),
    ],
)
def test_a_token_says_why_it_does_not_open(library: Path, token: str, pin: str, label: str, said: str) -> None:
    with pytest.raises(CredentialError, match=said), open_token(library, token=token, pin=pin, label=label):
        pytest.fail("the token opened")


def test_a_library_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    asked = open_token(tmp_path / "libnothing.so", token=TOKEN, pin=PIN, label=LABEL)

    with pytest.raises(CredentialError, match=r"libnothing\.so"), asked:
        pytest.fail("the token opened")


def test_a_file_names_its_owner() -> None:
    assert NAME == open_pkcs12(pkcs12_file(NAME, ORGANISATION), PASSPHRASE).name


@pytest.mark.parametrize(
    ("data", "passphrase"), [(pkcs12_file(NAME, ORGANISATION), "wrong"), (b"hello", PASSPHRASE), (b"", PASSPHRASE)]
)
def test_a_file_that_does_not_open_is_said_not_to(data: bytes, passphrase: str) -> None:
    with pytest.raises(CredentialError, match="does not open"):
        open_pkcs12(data, passphrase)


def test_a_file_beyond_all_certificates_is_not_opened() -> None:
    with pytest.raises(CredentialError, match="smaller"):
        open_pkcs12(bytes(2 << 20), PASSPHRASE)


def test_a_key_is_opened_once_for_many_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proving an RSA key takes longer than signing with it: a thousand letters would feel it."""
    opened = []
    real = credentials.load_der_private_key
    monkeypatch.setattr(credentials, "load_der_private_key", lambda *a, **k: opened.append(1) or real(*a, **k))
    monkeypatch.setattr("pyhanko.sign.signers.pdf_cms.serialization.load_der_private_key", None)
    credential = open_pkcs12(pkcs12_file(NAME, ORGANISATION), PASSPHRASE)

    first = sign_pdf(UNSIGNED, credential, field="Mot", now=NOW)
    both = sign_pdf(first, credential, field="Hai", now=NOW)

    assert [1] == opened
    assert [True, True] == [one.holds for one in verify_pdf(both, ROOTS, now=NOW)]
