"""What pages carry of others' work (scripts/page_parts) stands in no commit. A commit holds its hashes, and nothing
else enters a bundle: a seal that somebody changed in this folder would be signed with all the rest.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

SUMS = Path("scripts", "releasing", "parts.sha256")
PARTS = Path("src", "bluezone", "webui", "static", "parts")
_MADE = ".made"
"""By which the package knows that they are there."""


def take_parts(root: Path, tree: Path) -> None:
    """Copies them from where they were brought into what a commit holds. Ends the program where one is another."""
    (tree / PARTS).mkdir(parents=True, exist_ok=True)
    for line in (tree / SUMS).read_text("utf-8").splitlines():
        digest, name = line.split()
        part = root / PARTS / name
        if not part.is_file() or hashlib.sha256(part.read_bytes()).hexdigest() != digest:
            raise SystemExit(
                f"scripts/release: {name} is not the one of {SUMS}: remove {PARTS}, run scripts/page_parts"
            )
        shutil.copyfile(part, tree / PARTS / name)
    (tree / PARTS / _MADE).write_text("", "utf-8")
