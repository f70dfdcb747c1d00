"""Secrets in files that only their owner may read: written whole or not at all, and never overwritten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bluezone.portal.errors import ConfigurationError

SECRET_BYTES = 32


def read_drawn_secret(path: Path) -> str:
    """Reads a secret that `bluezone portal migrate` draws, as text. Raises as `read_secret_text`."""
    return read_secret_text(path, otherwise="; `bluezone portal migrate` makes it")


def read_secret_text(path: Path, *, otherwise: str = "") -> str:
    """Reads the secret as text. Raises ConfigurationError if others may read it or if it is missing; `otherwise` ends
    what is said then."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise ConfigurationError(f"the key file {path.name} is missing{otherwise}") from error
    if mode & 0o077:
        raise ConfigurationError(f"the key file {path.name} is open to others; its mode must be 0600")
    if not text:
        raise ConfigurationError(f"the key file {path.name} is empty")
    return text


def make_secret(path: Path, entropy: Callable[[int], bytes]) -> bool:
    """Draws a secret into this file unless one stands there; whether it did."""
    if path.exists():
        return False
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)  # of a start that was killed
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(entropy(SECRET_BYTES).hex().encode())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    flush_folder(path.parent)
    return True


def write_whole(path: Path, text: str) -> None:
    """Writes what is no secret beside the secrets: the old text or the new, and the new on disk once it returns."""
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Flushes a folder to the disk: a renamed file is there only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
