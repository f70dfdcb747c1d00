"""Readers and signing tools that know nothing of ours find our files in order, and we theirs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bluezone.documents.signing import issue_paper, sign_pdf, verify_pdf
from tests.documents.signing.test_verification import ISSUE, NOW, ROOTS, UNSIGNED
from tests.support.documents.certificates import (
    PASSPHRASE,
    body,
    person,
    pkcs12_file,
    seal_image,
    signature_image,
)
from tests.support.documents.papers import letter

NAME = "Lê Văn Khác"


def run(*command: str | Path) -> str:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed; scripts/system-packages installs it")
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.fixture
def issued(tmp_path: Path) -> Path:
    images = {"signature": signature_image(), "seal": seal_image()}
    path = tmp_path / "issued.pdf"
    path.write_bytes(issue_paper(letter(), ISSUE, person=person(), body=body(), now=NOW, **images))
    return path


def test_poppler_finds_every_signature_valid(issued: Path, tmp_path: Path) -> None:
    told = run("pdfsig", "-nocert", "-nssdir", f"sql:{tmp_path}", issued)

    assert 2 == told.count("Signature is Valid")
    assert 1 == told.count("Total document signed")


def test_qpdf_finds_nothing_to_mend(issued: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", issued)


def test_what_popplers_tool_signed_holds_under_a_further_signature(tmp_path: Path) -> None:
    """It writes tables, generations and blanks in a hand of its own."""
    store, signed = f"sql:{tmp_path}", tmp_path / "signed.pdf"
    (tmp_path / "unsigned.pdf").write_bytes(UNSIGNED)
    (tmp_path / "key.p12").write_bytes(pkcs12_file(NAME, "UBND huyện Sơn Dương"))
    run("certutil", "-N", "-d", store, "--empty-password")
    run("pk12util", "-i", tmp_path / "key.p12", "-d", store, "-W", PASSPHRASE)
    run("pdfsig", "-nssdir", store, "-add-signature", "-nick", NAME, tmp_path / "unsigned.pdf", signed)

    twice = sign_pdf(signed.read_bytes(), body(), field="CoQuan", now=NOW)

    by_poppler, ours = verify_pdf(twice, ROOTS, now=NOW)
    assert (NAME, True, "further signatures only") == (by_poppler.signer, by_poppler.intact, by_poppler.changes.value)
    assert ours.holds
