"""Files as commands and services are given them: bounded, and a root key from digits or a file."""

from __future__ import annotations

from pathlib import Path

from bluezone.joining.refusal import RefusedError
from bluezone.joining.rehearsal import require_real
from bluezone.protocol.signature import KEY_BYTES, VerifyingKey


def read_bounded(path: Path, most: int) -> bytes:
    """Reads the whole file, unless it is longer than anything that could be right."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise RefusedError(f"{path} exceeds {most} bytes")
    return data


def read_root(text: str, *, of_rehearsals: bool = False) -> VerifyingKey:
    """Reads the pinned root: 64 hex digits, or a file of 32 bytes or of 64 hex digits. Raises RefusedError for the one
    of rehearsals, but where one is begun."""
    value = _from_hex(text)
    if value is None:
        content = read_bounded(Path(text), most=2 * KEY_BYTES + 2)
        value = content if len(content) == KEY_BYTES else _from_hex(content.decode("ascii", "replace").strip())
    if value is None:
        raise RefusedError(f"{text} holds no public key of {KEY_BYTES} bytes")
    root = VerifyingKey(value)
    return root if of_rehearsals else require_real(root)


def _from_hex(text: str) -> bytes | None:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return None
    return value if len(text) == 2 * KEY_BYTES == 2 * len(value) else None
