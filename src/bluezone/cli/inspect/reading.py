"""How the inspect commands find what lies beside a published file: numbered neighbours, and the key list.

The layout is that of an exchange's public folder and of every mirror of it: `root`, `index`, `keys/<n>`, `batch/<n>`,
`log/tile/<n>` (docs/protocol/3-batches.md, "Addresses").
"""

from __future__ import annotations

from pathlib import Path

from bluezone.joining.reading import read_bounded
from bluezone.protocol.signature import MAX_KEY_LIST_BYTES, KeyList, VerifyingKey, read_key_list
from bluezone.vietnam.numbers import whole_number

_LONGEST_NUMBER = 19
"""Digits of 2^63 - 1."""


def newest_numbered(folder: Path) -> Path | None:
    """Finds the file with the highest number for a name, if there is any."""
    found = numbered(folder)
    return found[max(found)] if found else None


def numbered(folder: Path) -> dict[int, Path]:
    """Finds the files that have a number for a name."""
    names = folder.iterdir() if folder.is_dir() else ()
    numbers = ((whole_number(path.name, most_digits=_LONGEST_NUMBER), path) for path in names)
    return {number: path for number, path in numbers if number is not None}


def read_keys(path: Path, root: VerifyingKey) -> KeyList:
    """Reads a key list, verified under the root."""
    return read_key_list(read_bounded(path, MAX_KEY_LIST_BYTES), root)
