"""Two readers of QR codes that know nothing of each other: zxing's, and zbar's where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image


def has_zbar() -> bool:
    """Whether Debian's zbar-tools are there; scripts/system-packages installs them."""
    return shutil.which("zbarimg") is not None


def by_zxing(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def by_zbar(picture: Image.Image) -> list[str]:
    """The texts of a picture's QR codes, none where it finds none. Texts must have no line ends."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "seen.pgm"
        picture.convert("L").save(file)
        command = ["zbarimg", "--quiet", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)]
        ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    if ended.returncode not in (0, 4):  # 4: it looked, and found nothing
        raise AssertionError(ended.stderr.decode())
    return ended.stdout.decode().splitlines()
