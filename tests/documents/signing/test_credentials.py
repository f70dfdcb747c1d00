"""A key signs from a file or from inside a token, and says in one line why it does not open."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from bluezone.documents.errors import CredentialError
from bluezone.documents.signing import credentials, open_pkcs12, open_token, sign_pdf, verify_pdf
from bluezone.documents.signing.credentials import common_name
from bluezone.documents.words import Reason
from tests.support.documents.certificates import PASSPHRASE, certificate, pkcs12_file, private_key
from tests.support.documents.issued import NOW, ROOTS, UNSIGNED
from tests.support.documents.tokens import LABEL, NAME, ORGANISATION, PIN, TOKEN, token_library

ANOTHER = "without-marks"


@pytest.fixture
def library() -> Path:
    """A software token with one key and its certificate."""
    return token_library()


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


def test_a_key_of_ones_own_beside_somebody_elses_certificate_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a file would prove that one has a key that one has not. No library here writes such a file."""
    read = private_key("Kẻ Khác"), certificate(NAME, ORGANISATION), []
    monkeypatch.setattr(credentials.pkcs12, "load_key_and_certificates", lambda *_file: read)

    with pytest.raises(CredentialError, match="no key with its certificate"):
        open_pkcs12(pkcs12_file(NAME, ORGANISATION), PASSPHRASE)


@pytest.mark.parametrize(
    ("data", "passphrase"), [(pkcs12_file(NAME, ORGANISATION), "wrong"), (b"hello", PASSPHRASE), (b"", PASSPHRASE)]
)
def test_a_file_that_does_not_open_is_said_not_to(data: bytes, passphrase: str) -> None:
    with pytest.raises(CredentialError, match="does not open"):
        open_pkcs12(data, passphrase)


@pytest.mark.parametrize("holds", ["key", "certificate"])
def test_a_file_with_one_half_alone_is_said_to_lack_the_other(holds: str) -> None:
    key = private_key(NAME) if holds == "key" else None
    shown = certificate(NAME, ORGANISATION) if holds == "certificate" else None
    half = pkcs12.serialize_key_and_certificates(b"a", key, shown, None, BestAvailableEncryption(PASSPHRASE.encode()))

    with pytest.raises(CredentialError) as refused:
        open_pkcs12(half, PASSPHRASE)
    assert Reason.CERTIFICATE_FILE_WITHOUT_KEY is refused.value.reason


@pytest.mark.parametrize(
    ("size", "said"), [(1 << 20, Reason.CERTIFICATE_FILE_SHUT), ((1 << 20) + 1, Reason.CERTIFICATE_FILE_SIZE)]
)
def test_a_file_beyond_all_certificates_is_not_opened(size: int, said: Reason) -> None:
    with pytest.raises(CredentialError) as refused:
        open_pkcs12(bytes(size), PASSPHRASE)
    assert said is refused.value.reason


def test_a_key_is_opened_once_for_many_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proving an RSA key takes longer than signing with it: a thousand letters would feel it."""
    opened = []
    real = credentials.pkcs12.load_key_and_certificates
    monkeypatch.setattr(
        credentials.pkcs12, "load_key_and_certificates", lambda *a, **k: opened.append(1) or real(*a, **k)
    )
    monkeypatch.setattr("pyhanko.sign.signers.pdf_cms.serialization.load_der_private_key", None)
    credential = open_pkcs12(pkcs12_file(NAME, ORGANISATION), PASSPHRASE)

    first = sign_pdf(UNSIGNED, credential, field="Mot", now=NOW)
    both = sign_pdf(first, credential, field="Hai", now=NOW)

    assert [1] == opened
    assert [True, True] == [one.holds for one in verify_pdf(both, ROOTS, now=NOW)]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on this machine")
@pytest.mark.parametrize("kind", ["X25519", "RSA-PSS", "EC -pkeyopt ec_paramgen_curve:secp112r1", "SM2"])
def test_a_key_that_cannot_sign_papers_is_said_to_be_one(tmp_path: Path, kind: str) -> None:
    """One that only agrees on secrets, one that signs in a way of its own, and curves that nobody here knows."""
    made = file_made_by_openssl(tmp_path, kind)

    with pytest.raises(CredentialError, match="of a kind that cannot sign papers"):
        open_pkcs12(made, ANOTHER)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on this machine")
def test_a_file_of_another_maker_opens(tmp_path: Path) -> None:
    assert "nobody" == open_pkcs12(file_made_by_openssl(tmp_path, "ED25519"), ANOTHER).name


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on this machine")
def test_a_key_on_a_curve_signs_as_one_of_rsa_does(tmp_path: Path) -> None:
    made = file_made_by_openssl(tmp_path, "EC -pkeyopt ec_paramgen_curve:P-256")
    credential = open_pkcs12(made, ANOTHER)
    now = credential.certificate.not_valid_before

    signed = sign_pdf(UNSIGNED, credential, field="NguoiKy", now=now)

    (signature,) = verify_pdf(signed, ROOTS, now=now)
    assert ("nobody", True) == (signature.signer, signature.intact)


def file_made_by_openssl(folder: Path, kind: str) -> bytes:
    """A PKCS#12 file with a key of this kind; its certificate is signed by another key, since not every kind can."""

    def openssl(words: str) -> None:
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)

    (folder / "use").write_text("keyUsage = digitalSignature")
    openssl("req -x509 -newkey ed25519 -nodes -subj /CN=ca -keyout ca.key -out ca.crt")
    openssl(f"genpkey -algorithm {kind} -out own.key")
    openssl("pkey -in own.key -pubout -out own.pub")
    openssl(
        "x509 -new -force_pubkey own.pub -subj /CN=nobody -CA ca.crt -CAkey ca.key -extfile use -days 5 -out own.crt"
    )
    openssl(f"pkcs12 -export -inkey own.key -in own.crt -passout pass:{ANOTHER} -out own.p12")
    return (folder / "own.p12").read_bytes()


def test_of_a_name_two_hundred_letters_are_told_and_without_one_the_whole_subject() -> None:
    names = ({"common_name": "A" * 201}, {"organization_name": "UBND"}, {"serial_number": "1"})
    subjects = [SimpleNamespace(native=one, human_friendly="Serial Number: 1") for one in names]

    assert ["A" * 200, "UBND", "Serial Number: 1"] == [common_name(SimpleNamespace(subject=one)) for one in subjects]
