"""What somebody sees who copies SQLite's file: where on its pages a value lies, which no query tells."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path


def as_they_lie(database: Path, values: Collection[bytes]) -> list[bytes]:
    """These values in the order in which they lie in the file, each as often as it does."""
    pattern = re.compile(b"|".join(map(re.escape, values)))
    return [found.group() for found in pattern.finditer(database.read_bytes())]
