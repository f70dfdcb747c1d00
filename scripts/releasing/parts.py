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


def listed_parts(tree: Path) -> dict[str, str]:
    """Reads the SHA-256 of each by its name, as a commit holds them."""
    lines = (line.split() for line in (tree / SUMS).read_text("utf-8").splitlines())
    return {name: digest for digest, name in lines}


def refuse_other_parts(root: Path, tree: Path, who: str) -> None:
    """Ends the program where what was brought is not what a commit names."""
    for name, digest in listed_parts(tree).items():
        part = root / PARTS / name
        if not part.is_file() or hashlib.sha256(part.read_bytes()).hexdigest() != digest:
            raise SystemExit(f"{who}: {name} is not the one of {SUMS}: remove {PARTS}, run scripts/page_parts")


def take_parts(root: Path, tree: Path) -> None:
    """Copies them from where they were brought into what a commit holds. Ends the program where one is another."""
    refuse_other_parts(root, tree, "scripts/release")
    (tree / PARTS).mkdir(parents=True, exist_ok=True)
    for name in listed_parts(tree):
        shutil.copyfile(root / PARTS / name, tree / PARTS / name)
    (tree / PARTS / _MADE).write_text("", "utf-8")
