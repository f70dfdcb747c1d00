"""`bluezone documents` carries a letter from JSON to a signed file, and says whether the signatures hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from tests.support.commands import bluezone, refused

SECRET = "mật khẩu"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "letter.json"
    path.write_text(bluezone("documents", "example").out, encoding="utf-8")
    return path


@pytest.fixture
def pdf(paper: Path, tmp_path: Path) -> Path:
    assert 0 == bluezone("documents", "write", paper, "--out", tmp_path / "letter.pdf", "--number", 5).status
    return tmp_path / "letter.pdf"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate that vouches for itself, as a key file, in PEM, and its passphrase."""
    folder = tmp_path_factory.mktemp("keys")
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Trần Thị Thử")])
    now = dt.datetime.now(dt.UTC)  # noqa: TID251
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - dt.timedelta(1), now + dt.timedelta(1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    locked = BestAvailableEncryption(SECRET.encode())
    (folder / "key.p12").write_bytes(pkcs12.serialize_key_and_certificates(None, key, made, None, locked))
    (folder / "root.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "secret").write_text(SECRET + "\n", encoding="utf-8")
    return folder


def signed(pdf: Path, keys: Path) -> Path:
    out = pdf.with_name("signed.pdf")
    finished = bluezone("documents", "sign", pdf, "--out", out, "--p12", keys / "key.p12", "--secret", keys / "secret")
    assert "signed by Trần Thị Thử\n" == finished.out
    return out


def test_the_example_has_the_form_of_the_decree(pdf: Path) -> None:
    assert bluezone("inspect", "paper", pdf).out.startswith("conforms")


def test_a_draft_can_be_edited(paper: Path, tmp_path: Path) -> None:
    assert 0 == bluezone("documents", "write", paper, "--out", tmp_path / "draft.docx").status

    assert b"PK" == (tmp_path / "draft.docx").read_bytes()[:2]


def test_a_signed_letter_verifies(pdf: Path, keys: Path) -> None:
    finished = bluezone("documents", "verify", signed(pdf, keys), "--root", keys / "root.pem")

    assert 0 == finished.status
    assert finished.out.startswith("holds  Trần Thị Thử, ")
    assert "covers whole file, added since: nothing" in finished.out


def test_a_signature_under_no_root_does_not_hold(pdf: Path, keys: Path) -> None:
    finished = bluezone("documents", "verify", signed(pdf, keys), "--json")

    assert 1 == finished.status
    assert not finished.json["holds"]
    (signature,) = finished.json["signatures"]
    assert (True, False, "whole") == (signature["intact"], signature["trusted"], signature["coverage"])
    assert "does not lead to a root" in signature["problem"]


def test_a_letter_without_signatures_does_not_hold(pdf: Path) -> None:
    finished = bluezone("documents", "verify", pdf)

    assert (1, "no signatures\n") == (finished.status, finished.out)


def test_wrong_words_leave_nothing_behind(paper: Path, tmp_path: Path, keys: Path) -> None:
    out = tmp_path / "nothing.pdf"
    broken = tmp_path / "broken.json"
    broken.write_text('{"kind": "letter"}')
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong")

    assert "neither in .pdf nor in .docx" in refused(bluezone("documents", "write", paper, "--out", tmp_path / "a.odt"))
    assert "together with a number" in refused(
        bluezone("documents", "write", paper, "--out", out, "--date", "2020-08-11")
    )
    assert "starts with 1" in refused(bluezone("documents", "write", paper, "--out", out, "--number", 0))
    assert "broken.json" in refused(bluezone("documents", "write", broken, "--out", out))
    assert "does not open" in refused(
        bluezone("documents", "sign", paper, "--out", out, "--p12", keys / "key.p12", "--secret", wrong)
    )
    assert "no PDF" in refused(
        bluezone("documents", "sign", paper, "--out", out, "--p12", keys / "key.p12", "--secret", keys / "secret")
    )
    assert "needs --library" in refused(
        bluezone("documents", "sign", paper, "--out", out, "--token", "a", "--secret", wrong)
    )
    assert not out.exists()
