"""Names that are nearly what somebody typed: one letter wrong, left out, too much, or two that changed places.

Marks and blanks count for nothing (both sides are folded and written together), so that what is forgiven is a slip of
the finger and not of a tone. One letter alone is taken as typed: everything would be near it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_FEW_LETTERS, _MANY_LETTERS = 2, 9


def slips_forgiven(typed: str) -> int:
    """How many slips a text of this length may have."""
    letters = len(together(typed))
    return 0 if letters < _FEW_LETTERS else 1 if letters < _MANY_LETTERS else 2


def together(folded: str) -> str:
    """Writes a name without its blanks: son duong is sonduong."""
    return folded.replace(" ", "")


def nearest(typed: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Finds the names that are near what was typed, as (slips, position), the nearest first; what is just so included.
    All texts are folded, and the names written together."""
    slips = slips_forgiven(typed)
    if not slips:
        return []
    found = process.extract(together(typed), names, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return sorted((int(distance), position) for _, distance, position in found)
