"""Whether what is drawn in a file's fields is nested no deeper than every reader goes, and by numbers that each reads.

A look is drawn by drawing what it holds, and that by drawing what it holds. Readers stop somewhere, each elsewhere:
pdfium forty forms down, others a hundred. A whole number beyond 31 bits is nothing to pdfium and much to others, and so
is one with two signs; `Wn` is two words to one reader and none to others. So a white sheet that lies too deep, is cut
by such a number, or has no box, is there for some readers alone, and hides a word from whoever reads with another one
than the one that judges here.
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
_OPERATORS = (
    rb"b\*?|B\*?|BDC|BMC|BT|BX|c|cm|CS|cs|d|d0|d1|Do|DP|EMC|ET|EX|f\*?|F|G|g|gs|h|i|j|J|K|k|l|m|M|MP|n|q|Q|re|RG|rg"
    rb"|ri|s|S|SC|sc|SCN|scn|sh|T\*|Tc|Td|TD|Tf|Tj|TJ|TL|Tm|Tr|Ts|Tw|Tz|v|w|W\*?|y|'|\"|true|false|null"
)
_PLAIN = re.compile(
    rb"(?:[\0\t\n\f\r \[\]]|%[^\r\n]*|/[^\0-\x20()<>\[\]{}/%]*|<<|>>|<[^>]*>"
    rb"|(?:[+-]?(?:[0-9]{1,9}(?:\.[0-9]*)?|\.[0-9]+)|" + _OPERATORS + rb")(?=[\0\t\n\f\r ()<>\[\]/%]|\Z))*+"
)
"""Blanks, remarks, names (some are all digits), bytes in hex, numbers, and the standard's words that draw: up to where
a string begins, or what only some readers read."""
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_UNREAD = (PdfError, RuntimeError, ValueError, zlib.error)
"""What pyHanko raises over a stream that it cannot unpack; its word for a filter that it does not know is a
RuntimeError. What it does not read others may draw, so no look holds it."""
_DRAWS = frozenset({"/BBox", "/FormType", "/Group", "/PatternType", "/Resources"})
"""What a stream says that draws; a picture and the letters of a font say none of it."""


def are_looks_flat(reader: PdfFileReader) -> bool:
    """Whether no field of the form is drawn by more than so many streams within each other, by what only some
    readers read, or without a box."""
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
            if left == 0 or not _is_drawn_alike(value, is_look=left == DEEPEST):
                return False
            left -= 1
        if isinstance(value, DictionaryObject) and "/CharProcs" in value:
            return False  # letters that are drawn like looks, and that no tool needs here
        waiting += [(each, left) for each in _held(value)]
    return True


def _is_drawn_alike(stream: StreamObject, *, is_look: bool) -> bool:
    """Whether each reader cuts what a stream draws at the same box (without one, some cut all of it away and others
    nothing), and reads all that it says."""
    if not (is_look or _DRAWS & stream.keys() or stream.get("/Subtype") == "/Form"):
        return True
    try:
        drawn = stream.data
        return not drawn.strip() or ("/BBox" in stream and _is_read_alike(drawn))
    except _UNREAD:
        return False


def _is_read_alike(drawn: bytes) -> bool:
    """Whether each number and word is one that every reader reads. None of a picture's is, whose bytes stand among
    them: where it ends, one reader counts and another guesses."""
    at = 0
    while at < len(drawn):
        at = _PLAIN.match(drawn, at).end()  # type: ignore[union-attr] # it matches nothing, too
        if drawn[at : at + 1] == b"(":
            at = _end_of_string(drawn, at)
        elif at < len(drawn):
            return False
    return True


def _end_of_string(drawn: bytes, at: int) -> int:
    """Finds where a string ends, which may hold others; behind everything where it does not."""
    depth = 0
    for found in _IN_STRING.finditer(drawn, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(drawn)


def _held(value: object) -> Iterator[object]:
    if isinstance(value, DictionaryObject):
        yield from (value.raw_get(key) for key in value if key not in _UPWARDS)
    elif isinstance(value, ArrayObject):
        yield from (value.raw_get(at) for at in range(len(value)))
