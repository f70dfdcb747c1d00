"""A folder as it is published: listed, signed where there is a key, and packed."""

from __future__ import annotations

from pathlib import Path

from scripts.releasing.packing import pack
from scripts.releasing.signing import sign, write_sums


def publish(folder: Path, out: Path, key: Path | None, moment: int) -> tuple[str, int]:
    """Packs the folder under its own name; the SHA-256 and the size of the archive."""
    write_sums(folder)
    if key is not None:
        sign(folder, key)
    return pack(folder, out / f"{folder.name}.tar", moment)
