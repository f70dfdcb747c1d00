"""Whether something that was added to a signed PDF lies over what was printed there.

A further signature may be drawn anywhere on a page, and whoever reads it in a viewer sees what lies on top: a white
picture under somebody's own good certificate hides a sum as well as correcting fluid does, and forty narrow ones as
well as a wide one. No byte that was signed has changed then, so that only a look at the page tells. All that was
added is judged together and however small it is, and so is what stands so near a word that it reads along with it.
Where a place was made for a signature, it may lie over print, as a seal does, as long as it can be read through it,
word by word.
"""

from __future__ import annotations

import itertools
from collections import Counter

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageFilter

from bluezone.documents.signing.looking import Edges, bare, laid_over, mask, notes, opened, scale_of

NEAR_MM = 15.0
"""Around a place that was made for a signature: a seal reaches over the post and the name beside it."""
_POINTS_A_MM = 72 / 25.4
_DOTS_A_POINT = 2.0
_LEAST_DOTS = 3
"""Of ink at 144 an inch: the smallest full stop of a paper has five."""
_INK_BELOW, _PAPER_FROM = 170, 200
_BESIDE = 4
"""Dots, which are two points: a cipher set there belongs to the number."""
_A_BLANK = 12
"""As many more within the line: what is set behind a blank, wide as it is in a justified line, is its next word."""
_HALO = 5
_MOST_OF_A_HALO = 0.6
"""A seal's stroke crosses a word; what darkens more of its ground than this hides it."""
_WORD, _LEAST_OF_A_WORD, _MOST_OF_A_WORD = (64, 24), 300, 0.9
"""Dots of a short word in a place, and around its letters, and what darkens that one word among many that are left:
the strokes of a seal of real size leave a fifth of the fullest."""


def lies_over_print(before: bytes, after: bytes, *, has_places: bool = False) -> bool:
    """Whether fields and notes that only `after` has, taken together, cover anything that is printed in `before`.

    A field that was made before may lie over print that is still read through it. With `has_places`, so may any field
    that stands near one: there the signatures go.
    """
    with opened(before) as old, opened(after) as new:
        return any(_covers_print(*pages, has_places=has_places) for pages in zip(old, new, strict=False))


def _covers_print(old: pdfium.PdfPage, new: pdfium.PdfPage, *, has_places: bool) -> bool:
    made = list(notes(old))
    added = Counter(note.edges for note in notes(new)) - Counter(note.edges for note in made)
    places = [note.edges for note in made if note.is_open]
    if not added and not places:
        return False
    scale = scale_of(old, _DOTS_A_POINT)
    page = bare(old, scale)
    ink = _ink(page) if has_places else _ink(laid_over(old, scale, printed=False))
    near = mask(old, page, [_grown(each) for each in places] if has_places else places)
    apart = ImageChops.subtract(mask(new, page, added, wider_by=_BESIDE, sideways=_A_BLANK), near)
    if _dots(ImageChops.multiply(ink, apart)) >= _LEAST_DOTS:
        return True
    through = ImageChops.multiply(mask(new, page, [*added, *places]), near)
    return any(_hides(new, _ink(page), through, scale, printed=printed) for printed in (False, True))


def _hides(page: pdfium.PdfPage, ink: Image.Image, where: Image.Image, scale: float, *, printed: bool) -> bool:
    """Whether ink of the page in this part is not to be made out any more: gone, or drowned."""
    ink = ImageChops.multiply(ink, where)
    box = ink.getbbox()
    if box is None:
        return False
    shown = laid_over(page, scale, printed=printed).convert("L").crop(box)
    paper = shown.point(lambda dot: 255 if dot >= _PAPER_FROM else 0)
    ink = ink.crop(box)
    if _dots(ImageChops.multiply(ink, paper)) >= _LEAST_DOTS:
        return True
    halo = ImageChops.subtract(ImageChops.multiply(ink.filter(ImageFilter.MaxFilter(_HALO)), where.crop(box)), ink)
    drowned = ImageChops.subtract(halo, paper)
    return _dots(drowned) > _MOST_OF_A_HALO * _dots(halo) or _is_a_word_gone(halo, drowned)


def _is_a_word_gone(halo: Image.Image, drowned: Image.Image) -> bool:
    """Whether somewhere a word's ground is darkened, however little that is of all the words there."""
    across, down = _WORD
    least = 255 * _LEAST_OF_A_WORD / (across * down)
    for left, top in itertools.product((0, across // 2), (0, down // 2)):
        box = (left, top, halo.width + across, halo.height + down)
        tiles = zip(*(one.crop(box).reduce(_WORD).tobytes() for one in (halo, drowned)), strict=True)
        if any(whole >= least and gone > _MOST_OF_A_WORD * whole for whole, gone in tiles):
            return True
    return False


def _ink(picture: Image.Image) -> Image.Image:
    return picture.convert("L").point(lambda dot: 255 if dot < _INK_BELOW else 0)


def _grown(edges: Edges) -> Edges:
    left, bottom, right, top = edges
    by = NEAR_MM * _POINTS_A_MM
    return min(left, right) - by, min(bottom, top) - by, max(left, right) + by, max(bottom, top) + by


def _dots(mask: Image.Image) -> int:
    """Counts the white dots of a picture that has no grey ones."""
    return mask.histogram()[255]
