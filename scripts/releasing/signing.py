"""The sums of every file, and their signature: Ed25519 as openssl verifies it on the machine that installs."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"


def write_sums(folder: Path) -> None:
    """Lists every file of the folder with its SHA-256, as sha256sum checks them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in {SUMS, SIGNATURE})
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}" for path in files]
    (folder / SUMS).write_text("\n".join(lines) + "\n", "utf-8")


def sign(folder: Path, key_file: Path) -> None:
    """Signs the sums."""
    key = load_pem_private_key(key_file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"scripts/release: {key_file} is no Ed25519 key")
    (folder / SIGNATURE).write_bytes(key.sign((folder / SUMS).read_bytes()))
