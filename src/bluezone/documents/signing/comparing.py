"""Whether a PDF still shows what it showed before something was added, drawn by a reader that knows nothing of ours.

`revisions` reads what was added by rules; here pdfium draws it, and whatever the rules have not thought of is seen. The
pages themselves must be the same dot for dot. What lies over them may differ in the places of signatures that came
later, and nowhere else: a stamp of an earlier one that looks otherwise now is no further signature.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from bluezone.documents.errors import UnreadableError
from bluezone.documents.signing.looking import bare, laid_over, mask, notes, opened, scale_of
from bluezone.documents.words import Reason

MOST_PAGES = 1_200
"""Of all states of a file together."""
_DOTS_A_POINT = 1.0
_AROUND = 2
"""Dots: what ends at an edge is smoothed over it."""


def first_that_shows_the_same(pdf: bytes, ends: Iterable[int]) -> int:
    """Finds where the earliest of these states ends from which on each shows what the whole file shows."""
    states = sorted({len(pdf), *ends}, reverse=True)
    found, pages = len(pdf), 0
    for after, before in itertools.pairwise(states):
        with opened(pdf[:before]) as old, opened(pdf[:after]) as new:
            pages += len(old) + len(new)
            if pages > MOST_PAGES:
                raise UnreadableError(Reason.TOO_MUCH_TO_COMPARE, most=MOST_PAGES)
            if len(old) != len(new) or not all(_show_the_same(*pair) for pair in zip(old, new, strict=True)):
                break
        found = before
    return found


def _show_the_same(old: pdfium.PdfPage, new: pdfium.PdfPage) -> bool:
    if old.get_size() != new.get_size() or old.get_rotation() != new.get_rotation():
        return False
    scale = scale_of(old, _DOTS_A_POINT)
    if not _are_equal(bare(old, scale), bare(new, scale)):
        return False
    before, after = list(notes(old)), list(notes(new))
    if not before and not after:
        return True
    added = Counter(note.edges for note in after) - Counter(note.edges for note in before)
    places = [*added, *(note.edges for note in before if note.is_open)]
    return all(_are_equal_outside(old, new, scale, places, printed=printed) for printed in (False, True))


def _are_equal(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def _are_equal_outside(
    old: pdfium.PdfPage,
    new: pdfium.PdfPage,
    scale: float,
    places: Iterable[tuple[float, float, float, float]],
    *,
    printed: bool,
) -> bool:
    pictures = [laid_over(page, scale, printed=printed) for page in (old, new)]
    inside = mask(new, pictures[0], places, wider_by=_AROUND)
    for picture in pictures:
        picture.paste((0, 0, 0), mask=inside)
    return _are_equal(*pictures)
