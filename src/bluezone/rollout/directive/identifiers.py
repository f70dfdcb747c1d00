"""The two kinds of short names that stand in files, keys and links: an id, and a code that a clerk can type."""

from __future__ import annotations

import re

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_CODE = re.compile(r"[A-Z]{2}[0-9]{1,2}\Z")
LONGEST_ID = 64


def is_id(text: str) -> bool:
    """Whether a text is an id: small letters, digits and single hyphens."""
    return len(text) <= LONGEST_ID and bool(_ID.match(text))


def is_code(text: str) -> bool:
    """Whether a text is a code: two capitals and a number, which no spreadsheet takes for a date or a sum."""
    return bool(_CODE.match(text))
