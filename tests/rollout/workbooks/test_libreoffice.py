"""What LibreOffice makes of a form is still that form."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bluezone.rollout.workbooks.reading import read_form
from tests.support.rollout.forms import COMMUNE, GOOD, PERIOD, SECRET, blank
from tests.support.rollout.reporting import SON_DUONG

OFFICE = shutil.which("soffice")


def converted(folder: Path, ending: str) -> bytes:
    """The filled form, opened and saved by LibreOffice."""
    source = folder / "form.xlsx"
    source.write_bytes(blank(known=GOOD))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "saved"
    command = [str(OFFICE), profile, "--headless", "--convert-to", ending, "--outdir", str(out), str(source)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    saved = out / f"form.{ending}"
    if not saved.exists():
        pytest.skip(f"this LibreOffice has no Calc: {finished.stderr.strip()[-80:]}")
    return saved.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["ods", "xlsx", "xls"])
def test_a_form_saved_by_libreoffice_keeps_its_key_and_every_answer(tmp_path: Path, ending: str) -> None:
    form = read_form(converted(tmp_path, ending), f"form.{ending}", SON_DUONG, SECRET, period=PERIOD, sender=COMMUNE)

    assert GOOD == form.answers
    assert () == form.findings
