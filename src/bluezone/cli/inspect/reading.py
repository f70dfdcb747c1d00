"""How the inspect commands read files: bounded, and with the key list and root that lie beside a published file.

The layout is that of an exchange's public folder and of every mirror of it: `root`, `index`, `keys/<n>`, `batch/<n>`,
`log/tile/<n>` (docs/protocol/3-batches.md, "Addresses").
"""

from __future__ import annotations

from pathlib import Path

from bluezone.cli.refusal import RefusedError
from bluezone.protocol.signature import KEY_BYTES, MAX_KEY_LIST_BYTES, KeyList, VerifyingKey, read_key_list
from bluezone.vietnam.numbers import whole_number

_LONGEST_NUMBER = 19
"""Digits of 2^63 - 1."""


def read_bounded(path: Path, most: int) -> bytes:
    """The whole file, unless it is longer than anything that could be right."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise RefusedError(f"{path} exceeds {most} bytes")
    return data


def newest_numbered(folder: Path) -> Path | None:
    """The file with the highest number for a name, if there is any."""
    found = numbered(folder)
    return found[max(found)] if found else None


def numbered(folder: Path) -> dict[int, Path]:
    """The files that have a number for a name."""
    names = folder.iterdir() if folder.is_dir() else ()
    numbers = ((whole_number(path.name, most_digits=_LONGEST_NUMBER), path) for path in names)
    return {number: path for number, path in numbers if number is not None}


def read_root(text: str) -> VerifyingKey:
    """The pinned root: 64 hex digits, or a file of 32 bytes or of 64 hex digits."""
    value = _from_hex(text)
    if value is None:
        content = read_bounded(Path(text), most=2 * KEY_BYTES + 2)
        value = content if len(content) == KEY_BYTES else _from_hex(content.decode("ascii", "replace").strip())
    if value is None:
        raise RefusedError(f"{text} holds no public key of {KEY_BYTES} bytes")
    return VerifyingKey(value)


def read_keys(path: Path, root: VerifyingKey) -> KeyList:
    """A key list, verified under the root."""
    return read_key_list(read_bounded(path, MAX_KEY_LIST_BYTES), root)


def _from_hex(text: str) -> bytes | None:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return None
    return value if len(text) == 2 * KEY_BYTES == 2 * len(value) else None
