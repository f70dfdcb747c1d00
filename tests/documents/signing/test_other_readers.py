"""Readers and signing tools that know nothing of ours find our files in order, and we theirs."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

from bluezone.documents.errors import UnreadableError
from bluezone.documents.signing import Changes, issue_paper, sign_pdf, verify_pdf
from tests.support.documents.certificates import (
    PASSPHRASE,
    body,
    person,
    pkcs12_file,
    seal_image,
    signature_image,
)
from tests.support.documents.issued import ISSUE, NOW, ROOTS, UNSIGNED
from tests.support.documents.papers import letter
from tests.support.sources import PROJECT

NAME = "Lê Văn Khác"
VECTORS = PROJECT / "tests" / "vectors"
BY_LIBREOFFICE = (VECTORS / "signed_by_libreoffice.pdf").read_bytes()
ROOT_OF_LIBREOFFICE = (VECTORS / "signed_by_libreoffice_root.der").read_bytes()
IN_2026 = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


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


def test_what_libreoffice_signed_holds() -> None:
    """Its time ends in "Z'", which is none of the forms that the standard names."""
    (signature,) = verify_pdf(BY_LIBREOFFICE, [ROOT_OF_LIBREOFFICE], now=IN_2026)

    assert (NAME, True) == (signature.signer, signature.holds)
    assert dt.datetime(2026, 11, 27, 0, 35, 46, tzinfo=dt.UTC) == signature.signed_at


def test_what_libreoffice_signed_holds_under_a_further_signature() -> None:
    twice = sign_pdf(BY_LIBREOFFICE, body(), field="CoQuan", now=NOW)

    theirs, ours = verify_pdf(twice, [ROOT_OF_LIBREOFFICE, *ROOTS], now=IN_2026)
    assert (True, "further signatures only") == (theirs.holds, theirs.changes.value)
    assert (True, Changes.NONE) == (ours.intact, ours.changes)


@pytest.mark.parametrize("place", [2_000, 17_000, -400], ids=["a page", "the signature's own words", "the table"])
def test_a_byte_changed_in_what_libreoffice_signed_is_told(place: int) -> None:
    changed = bytearray(BY_LIBREOFFICE)
    changed[place] ^= 1

    try:
        signatures = verify_pdf(bytes(changed), [ROOT_OF_LIBREOFFICE], now=IN_2026)
    except UnreadableError:
        return
    assert not any(signature.holds for signature in signatures)


@pytest.mark.parametrize("written", ["D:2026112700Z", "D:2026112700Z'", "D:2026112700Z00'00", "D:20261127Z00'00'"])
def test_a_time_in_utc_is_read_however_a_tool_marks_it(written: str) -> None:
    theirs = b"/M (D:20261127003546Z')"
    assert 1 == BY_LIBREOFFICE.count(theirs)
    changed = BY_LIBREOFFICE.replace(theirs, f"/M ({written})".encode().ljust(len(theirs)))

    (signature,) = verify_pdf(changed, [ROOT_OF_LIBREOFFICE], now=IN_2026)

    assert dt.datetime(2026, 11, 27, tzinfo=dt.UTC) == signature.signed_at
