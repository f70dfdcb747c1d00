"""Whether what is drawn in a file's fields is nested no deeper than every reader goes, and by numbers that each reads.

A look is drawn by drawing what it holds, and that by drawing what it holds. Readers stop somewhere, each elsewhere:
pdfium forty forms down, others a hundred. A whole number beyond 31 bits is nothing to pdfium and much to others. So a
white sheet that lies too deep, or is cut by such a number, is there for some readers alone, and hides a word from
whoever reads with another one than the one that judges here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

DEEPEST = 12
"""Streams within streams. A signature of Acrobat's has five: itself, its frame, a layer, a picture, how that is seen
through."""
_UPWARDS = frozenset({"/P", "/Parent"})
_LARGE_NUMBER = re.compile(
    rb"%[^\r\n]*|/[^\0-\x20()<>\[\]{}/%]*|\((?:\\.|[^()\\])*\)|<[0-9A-Fa-f\s]*>|(?P<large>(?<![0-9.])[0-9]{10,})",
    re.DOTALL,
)
"""Or what holds no number: a remark, a name (tools draw them, and some are all digits), a string, bytes in hex."""


def are_looks_flat(reader: PdfFileReader) -> bool:
    """Whether no field of the form is drawn by more than so many streams within each other, nor by a large number."""
    return all(map(_is_flat, _looks(reader)))


def _looks(reader: PdfFileReader) -> Iterator[object]:
    """Finds how each field of the form looks, and each of the places in which it stands."""
    if "/AcroForm" not in reader.root:
        return
    form = reader.root["/AcroForm"]
    has_fields = isinstance(form, DictionaryObject) and "/Fields" in form
    waiting: list[object] = [form.raw_get("/Fields")] if has_fields else []
    seen: set[int] = set()
    while waiting:
        value = _resolved(waiting.pop(), seen)
        if isinstance(value, ArrayObject):
            waiting += [value.raw_get(at) for at in range(len(value))]
        elif isinstance(value, DictionaryObject):
            waiting += [value.raw_get("/Kids")] if "/Kids" in value else []
            if "/AP" in value:
                yield value.raw_get("/AP")


def _resolved(value: object, seen: set[int]) -> object:
    """Looks up what is pointed to, the first time."""
    if not isinstance(value, IndirectObject):
        return value
    if value.idnum in seen:
        return None
    seen.add(value.idnum)
    return value.get_object()


def _is_flat(look: object) -> bool:
    left_at: dict[int, int] = {}
    waiting = [(look, DEEPEST)]
    while waiting:
        value, left = waiting.pop()
        if isinstance(value, IndirectObject):
            if left_at.get(value.idnum, DEEPEST + 1) <= left:
                continue  # it was gone through with no more streams to spare
            left_at[value.idnum] = left
            value = value.get_object()
        if isinstance(value, StreamObject):
            if left == 0 or not _has_small_numbers(value):
                return False
            left -= 1
        if isinstance(value, DictionaryObject) and "/CharProcs" in value:
            return False  # letters that are drawn like looks, and that no tool needs here
        waiting += [(each, left) for each in _held(value)]
    return True


def _has_small_numbers(stream: StreamObject) -> bool:
    """Whether a stream that draws, as one with a box does, has no number that only some readers read."""
    if "/BBox" not in stream:
        return True
    try:
        return not any(found["large"] for found in _LARGE_NUMBER.finditer(stream.data))
    except (PdfError, NotImplementedError, ValueError, zlib.error):
        return False


def _held(value: object) -> Iterator[object]:
    if isinstance(value, DictionaryObject):
        yield from (value.raw_get(key) for key in value if key not in _UPWARDS)
    elif isinstance(value, ArrayObject):
        yield from (value.raw_get(at) for at in range(len(value)))
