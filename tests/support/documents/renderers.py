"""What two readers that know nothing of each other show of a PDF's pages: pdfium, and poppler where it is installed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageStat

DPI = 48
_ACROSS, _DOWN = 21, 30
_APART = 40


def has_poppler() -> bool:
    """Whether Debian's poppler-utils are there; scripts/system-packages installs them."""
    return shutil.which("pdftoppm") is not None


def by_pdfium(pdf: bytes) -> tuple[Image.Image, ...]:
    """The pages without fields and notes; none where it does not open."""
    try:
        with pdfium.PdfDocument(pdf) as document:
            return tuple(
                page.render(scale=DPI / 72, may_draw_forms=False, draw_annots=False).to_pil().convert("RGB")
                for page in document
            )
    except pdfium.PdfiumError:
        return ()


def by_poppler(pdf: bytes) -> tuple[Image.Image, ...]:
    """The same."""
    with tempfile.TemporaryDirectory(prefix="bluezone-pages-") as folder:
        command = ["pdftoppm", "-r", str(DPI), "-hide-annotations", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, capture_output=True, timeout=60, check=False)
        return tuple(_read(path) for path in sorted(Path(folder).glob("page*")))


def digest(pages: tuple[Image.Image, ...]) -> str:
    """One for the same pages, dot for dot."""
    return hashlib.sha256(b"|".join(b"%d %d " % page.size + page.tobytes() for page in pages)).hexdigest()


def agree(one: tuple[Image.Image, ...], other: tuple[Image.Image, ...]) -> bool:
    """Whether two readers show the same, but for how each smooths its letters."""
    return len(one) == len(other) > 0 and all(map(_look_alike, one, other))


def _look_alike(one: Image.Image, other: Image.Image) -> bool:
    small = [page.resize((_ACROSS, _DOWN), Image.Resampling.BOX) for page in (one, other)]
    return max(high for _, high in ImageStat.Stat(ImageChops.difference(*small)).extrema) < _APART


def _read(path: Path) -> Image.Image:
    with Image.open(path) as page:
        return page.convert("RGB")
