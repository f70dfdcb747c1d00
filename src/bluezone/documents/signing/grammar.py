"""Reads values of a PDF in the one form that every reader reads alike, and refuses all others.

Readers differ where a file is not quite in order: one takes `/#50rev` for `/Prev` and another does not, one keeps the
first of two equal keys and another the last, one skips a comment that another ends at. What signing tools write needs
none of this. So here a name is escaped only where it must be, no key comes twice, numbers have no odd signs, nothing is
commented, and no value holds words by which a reader that mends files would find objects in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

BLANKS = b" \t\r\n"
"""Of the six that the standard knows: NUL and form feed are read by some as signs of a name."""
DEEPEST = 24
MOST_OBJECTS = 1 << 22
"""Numbers of objects end below: pdfium takes no larger ones."""

_BLANK = re.compile(rb"[ \t\r\n]*")
_NAME = re.compile(rb"/((?:[^\0-\x20\x7f()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENDS = rb"(?=[ \t\r\n()<>\[\]/]|\Z)"
_REFERENCE = re.compile(rb"([1-9]\d{0,6})[ \t\r\n]+0[ \t\r\n]+R" + _ENDS)
_NUMBER = re.compile(rb"-?(?:\d{1,10}|\d{1,7}\.\d{0,12}|\.\d{1,12})" + _ENDS)
_LARGEST = (1 << 31) - 1
"""What is larger is nothing to one reader and much to another: a box over a whole page, that one does not see."""
_WORD = re.compile(rb"(?:true|false|null)" + _ENDS)
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f \t\r\n]*)>")
_IN_STRING = re.compile(rb"[()\\]")
_STRAY = re.compile(rb"\d[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+obj|endobj|endstream|trailer|startxref|%%EOF|%PDF-")
_WORDS = {b"true": True, b"false": False, b"null": None}


class NotPlainError(Exception):
    """Something is written as only some readers read it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, with its escapes undone."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to an object, of the only generation that is pointed to."""

    number: int


Value: TypeAlias = "bool | int | float | bytes | Name | Reference | list[Value] | dict[bytes, Value] | None"
Dictionary: TypeAlias = "dict[bytes, Value]"


def demand(holds: object) -> None:
    """Demands that something is as it must be; raises NotPlainError otherwise."""
    if not holds:
        raise NotPlainError


def demand_nothing_stray(data: bytes) -> None:
    """Refuses bytes in which a reader that mends files would find an object, or an end; raises NotPlainError."""
    demand(_STRAY.search(data) is None)


class Scanner:
    """A way through bytes from a place on, that ends at the first that is not plain."""

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self.data, self.at = data, at
        self.end = len(data) if end is None else end
        self.referred: set[int] = set()
        """Numbers of all objects that something pointed to."""

    @property
    def is_done(self) -> bool:
        """Whether everything was gone through."""
        return self.at >= self.end

    def take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        """Takes what must stand here."""
        found = self.maybe(pattern)
        demand(found)
        assert found is not None
        return found

    def maybe(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Takes what may stand here."""
        found = pattern.match(self.data, self.at, self.end)
        if found:
            self.at = found.end()
        return found

    def skip_blanks(self, most: int | None = None) -> int:
        """Skips blanks, and counts them."""
        count = len(self.take(_BLANK)[0])
        demand(most is None or count <= most)
        return count

    def value(self, depth: int = 0) -> Value:
        """Reads the value that stands here, behind blanks or none."""
        demand(depth <= DEEPEST)
        self.skip_blanks()
        begins = self.data[self.at : min(self.at + 2, self.end)]
        if begins == b"<<":
            return self.dictionary(depth)
        match begins[:1]:
            case b"/":
                return Name(self._name())
            case b"[":
                return self._array(depth)
            case b"<":
                return self._hexadecimal()
            case b"(":
                return self._string()
        return self._plain()

    def dictionary(self, depth: int = 0) -> Dictionary:
        """Reads the dictionary that stands here."""
        demand(self.data.startswith(b"<<", self.at, self.end))
        self.at += 2
        found: Dictionary = {}
        while True:
            self.skip_blanks()
            if self.data.startswith(b">>", self.at, self.end):
                self.at += 2
                return found
            key = self._name()
            demand(key not in found)
            found[key] = self.value(depth + 1)

    def _array(self, depth: int) -> list[Value]:
        self.at += 1
        found: list[Value] = []
        while True:
            self.skip_blanks()
            if self.data.startswith(b"]", self.at, self.end):
                self.at += 1
                return found
            found.append(self.value(depth + 1))

    def _name(self) -> bytes:
        written = self.take(_NAME)[1]
        return _ESCAPE.sub(_unescaped, written) if b"#" in written else written

    def _plain(self) -> Value:
        if reference := self.maybe(_REFERENCE):
            number = _number_of_object(reference[1])
            self.referred.add(number)
            return Reference(number)
        if word := self.maybe(_WORD):
            return _WORDS[word[0]]
        digits = self.take(_NUMBER)[0]
        demand(abs(float(digits)) <= _LARGEST)
        return float(digits) if b"." in digits else int(digits)

    def _hexadecimal(self) -> bytes:
        digits = self.take(_HEXADECIMAL)[1].translate(None, BLANKS)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())

    def _string(self) -> bytes:
        """Reads a string as it is written, without its brackets: nobody here asks what its escapes mean."""
        start, depth, at = self.at, 1, self.at + 1
        while depth:
            found = _IN_STRING.search(self.data, at, self.end)
            demand(found)
            assert found is not None
            at = found.end() + (found[0] == b"\\")
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            demand(depth <= DEEPEST)
        demand(at <= self.end)
        self.at = at
        return self.data[start + 1 : at - 1]


def _number_of_object(digits: bytes) -> int:
    number = int(digits)
    demand(number < MOST_OBJECTS)
    return number


def _unescaped(escape: re.Match[bytes]) -> bytes:
    """Undoes an escape that was needed; with one that was not, two names would be one to some readers."""
    sign = bytes.fromhex(escape[1].decode())
    demand(sign != b"\0" and not sign.isalnum())
    return sign
