"""The files that pages load: styles and scripts, read once, named by their content so that they may be kept for ever.

No build step and no foreign host: what is in the folder is what is served.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

STATIC = Path(str(files(__package__))) / "static"
PARTS = STATIC / "parts"
"""What scripts/page_parts brings of others' work; not in the tree."""
TEMPLATES = Path(str(files(__package__))) / "templates"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wasm": "application/wasm",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    name: str
    body: bytes
    media_type: str
    version: str
    """The start of its SHA-256; part of its address, so a change is a new address."""


def join_assets(name: str, parts: Sequence[Asset]) -> Asset:
    """Several files of one type as one, in this order."""
    return _asset(name, b"\n".join(part.body for part in parts), parts[0].media_type)


def read_assets(*folders: Path) -> dict[str, Asset]:
    """Every file of these folders and of our own, by name. A later folder may not shadow an earlier one."""
    found: dict[str, Asset] = {}
    for folder in (STATIC, *folders):
        for path in sorted(folder.iterdir()):
            if path.suffix not in _MEDIA_TYPES:
                continue
            if path.name in found:
                raise ValueError(f"two assets are called {path.name}")
            found[path.name] = _asset(path.name, path.read_bytes(), _MEDIA_TYPES[path.suffix])
    return found


def _asset(name: str, body: bytes, media_type: str) -> Asset:
    return Asset(name, body, media_type, hashlib.sha256(body).hexdigest()[:10])
