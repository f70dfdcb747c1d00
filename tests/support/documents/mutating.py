"""Signed PDFs with something added behind the signature, by a grammar of what signing tools write and attackers try.

An addition is made of parts: what joins it to the file, objects with their headers and ends, a table or a stream that
is one, what stands under it, where the end leads, and what follows. Each part has a plain form and others that some
readers take and some do not. A few parts at a time are written otherwise; what the objects hold is harmless, or another
page than the one that was signed. The same number makes the same file.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pyhanko.pdf_utils.reader import PdfFileReader

EVIL = b"q 1 1 1 rg 0 0 600 850 re f Q 1 0 0 rg 80 400 430 200 re f"
_HEADS = (
    b"%d 0 obj\n",
    b"%013d 0 obj\n",
    b"0%d 0 obj\n",
    b"+%d 0 obj\n",
    b"%d %%x\n0 obj\n",
    b"%d 0 %%x\nobj\n",
    b"%d 000000 obj\n",
    b"%d  0 obj\n",
    b"%d\n0\nobj\n",
    b"%d\t0\tobj\n",
    b"%d\0000\0obj\n",
    b"%d\f0\fobj\n",
    b"%d 0 obj",
    b"%d 0 obj%%x\n",
    b"%d 1 obj\n",
    b"%d 65535 obj\n",
    b"%%x\n%d 0 obj\n",
    b"x%d 0 obj\n",
    b"-%d 0 obj\n",
    b"%d.0 0 obj\n",
    b"%d 0 obj \r",
    b"%d 0 obj\n%%x\n",
)
_ENDS_OF_OBJECTS = (
    b"\nendobj\n",
    b"\rendobj\r",
    b"\nendobj",
    b"\n",
    b"\nendobjx\n",
    b"\nendobj%x\n",
    b" endobj endobj\n",
)
_JOINS = (
    b"",
    b"\n",
    b"\r\n",
    b"%x\n",
    b"\0\n",
    b" " * 1_100,
    b"\n" * 5_000,
    b"%%EOF\n",
    b"endobj\n",
    b"0 obj\n",
    b"\f",
)
_ROWS = (
    b"%010d %05d n \n",
    b"%010d %05d n\r\n",
    b"%010d %05d n \r",
    b"%010d %05d n\n",
    b"%010d %05d n  \n",
    b"%09d %05d n \n",
    b"%011d %05d n\n",
    b"%010d %05d N \n",
    b"%010d %05d f \n",
    b"%d %d n\n",
    b"%010d\t%05d\tn \n",
    b"%010d %05d n%%\n",
)
_TABLES = (b"xref\n", b"xref\r\n", b"xref \n", b"xref%x\n", b"xref\n\n", b"Xref\n", b"xrefx\n", b" xref\n", b"xref\0")
_FREE = (
    b"0 1\n0000000000 65535 f \n",
    b"",
    b"0 1\n0000000000 65535 f\n",
    b"0 0\n",
    b"0 -1\n",
    b"0 1 \n0000000000 65535 f \n",
    b"0 2\n0000000000 65535 f \n",
    b"1 1\n0000000000 65535 f \n",
    b"0 1\n0000000000 00000 f \n",
    b"00 1\n0000000000 65535 f \n",
)
_PREVS = (
    b"/Prev %d",
    b"/Prev %d/Prev 1",
    b"/Prev 1/Prev %d",
    b"/Prev %d.0",
    b"/Prev +%d",
    b"/#50rev %d",
    b"/Prev %d/#50rev 9",
    b"/Prev -%d",
    b"/Prev 000%d",
    b"",
    b"/Prev %d 0 R",
    b"/Prev %%x\n%d",
    b"/Prev(%d)",
    b"/prev %d",
    b"/Prev[%d]",
)
_SIZES = (
    b"/Size %d",
    b"/Size 1",
    b"/Size 9%d",
    b"/Size -%d",
    b"/Size %d.0",
    b"",
    b"/Size %d/Size 5",
    b"/Size 99999999%d",
)
_ROOTS = (
    b"/Root %d 0 R",
    b"/Root %d 1 R",
    b"",
    b"/Root %d 0 R/Root 1 0 R",
    b"/Root 1 0 R/Root %d 0 R",
    b"/R#6fot %d 0 R",
)
_MORE = (
    b"",
    b"/Info 76 0 R",
    b"/ID[<00><01>]",
    b"/XRefStm 17",
    b"/Encrypt 1 0 R",
    b"/Type/XRef",
    b"/X(trailer)",
    b"/X 1 0 R/Y<</Root 1 0 R>>",
    b"/Extends 4 0 R",
)
_TRAILERS = (b"trailer\n", b"trailer ", b"trailer", b"trailer%x\n", b"trailer\ntrailer\n", b"Trailer\n", b"\0trailer\n")
_AFTER_TABLE = (
    b"\n",
    b"\r\n",
    b"\n%iText-5.5.13\n",
    b"\n%x startxref 9\n",
    b"\nendobj\n",
    b"",
    b"\n% %%EOF\n",
    b"\n" * 99,
)
_STARTS = (
    b"startxref\n%d\n",
    b"startxref\r\n%d\r\n",
    b"startxref\n0%d\n",
    b"startxref\n%d.0\n",
    b"startxref\n+%d\n",
    b"startxref %d\n",
    b"startxref\n%%x\n%d\n",
    b"startxref\n-%d\n",
    b"startxref\n%d\nstartxref\n17\n",
    b"startxref\n17\nstartxref\n%d\n",
    b"Startxref\n%d\n",
    b"startxref%d\n",
    b"",
)
_EOFS = (
    b"%%EOF\n",
    b"%%EOF",
    b"%%EOF\r\n",
    b"%%eof\n",
    b"",
    b"%%EOF %x\n",
    b"%%EOF\0\n",
    b" %%EOF\n",
    b"%%EO\n%%EOF\n",
)
_TAILS = (
    b"",
    b"\r\n",
    b"\n" * 40,
    b"\0" * 30,
    b" " * 1_200,
    b"%x\n",
    b"%%EOF\n",
    b"startxref\n17\n%%EOF\n",
    b"x",
    b"\f\n",
)
_BESIDE = (0, -1, 1, -2, 2, -3, 3, 10, -20, 1_000_000)
_PREV_BESIDE = (0, 0, 0, -1, 1, -3, 2)
_FORMS = ("of the file", "the other", "both")
_STREAM_WIDTHS = ((1, 4, 2), (1, 8, 2), (2, 4, 1), (0, 4, 2), (1, 4, 0), (1, 1, 1), (1, 4))


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file, and what must be known of it to add to it."""

    pdf: bytes
    contents: int
    page: int
    pages: int
    root: int
    size: int
    table: int
    is_stream: bool

    @classmethod
    def read(cls, pdf: bytes) -> Signed:
        """The first page and the ends of this file."""
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        pages = reader.root.raw_get("/Pages")
        kid = pages.get_object()["/Kids"].raw_get(0)
        return cls(
            pdf=pdf,
            contents=kid.get_object().raw_get("/Contents").idnum,
            page=kid.idnum,
            pages=pages.idnum,
            root=reader.trailer.raw_get("/Root").idnum,
            size=int(reader.trailer["/Size"]),
            table=int(re.findall(rb"startxref\s+(\d+)", pdf)[-1]),
            is_stream=bool(reader.has_xref_stream),
        )


@dataclass(frozen=True, slots=True)
class Mutated:
    """A file with something added."""

    pdf: bytes
    number: int
    told: str
    """In what it differs from a plain addition."""


def mutated(signed: Signed, genuine: bytes, number: int) -> Mutated:
    """The file of this number, over a signed one or over an addition that a signing tool has made to it."""
    chance = Random(number)
    if chance.random() < 0.25:
        return _edited(signed, genuine, number, chance)
    writer = _Writer(signed, chance)
    for _ in range(chance.choice((1, 1, 2))):
        writer.add_revision()
    return Mutated(bytes(writer.out), number, "; ".join(writer.told) or "plain")


class _Writer:
    """Adds revisions to a file, one after the other."""

    def __init__(self, signed: Signed, chance: Random) -> None:
        self.signed, self.chance = signed, chance
        self.out, self.told = bytearray(signed.pdf), list[str]()
        self.table, self.size = signed.table, signed.size
        self.otherwise: set[str] = set()

    def add_revision(self) -> None:
        parts = ("join", "head", "tail", "row", "xref", "free", "prev", "size", "root", "more", "trailer")
        parts += ("after", "start", "eof", "end", "beside", "before", "form", "widths", "place", "length")
        self.otherwise = set(self.chance.sample(parts, self.chance.choice((0, 0, 1, 1, 1, 2, 3))))
        objects = self._objects(is_harmless=self.chance.random() < 0.5)
        self.out += self._form("join", _JOINS)
        hide, name = self.chance.choice(_HIDING)
        places = hide(self, objects)
        if objects and name != "listed":
            self.told.append(name)
        self._end(places)

    def _form(self, part: str, forms: tuple[bytes, ...]) -> bytes:
        return forms[self._number(part, len(forms))]

    def _number(self, part: str, count: int) -> int:
        if part not in self.otherwise:
            return 0
        number = self.chance.randrange(1, count)
        self.told.append(f"{part} {number}")
        return number

    def _objects(self, *, is_harmless: bool) -> list[tuple[int, bytes]]:
        """Numbers and what they hold; often another page."""
        signed, new = self.signed, self.size
        evil = b"<</Length %d>>\nstream\n%b\nendstream" % (self._length(), EVIL)
        page = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595.2756 841.8898]/Resources<<>>/Contents %d 0 R>>"
        kinds: dict[str, list[tuple[int, bytes]]] = {
            "nothing": [],
            "harmless": [(new, b"<</A(b)/C[1 2.5 /D<0a>]>>")],
            "harmless stream": [(new, b"<</Length 3>>\nstream\nq Q\nendstream")],
            "content": [(signed.contents, evil)],
            "another page": [(signed.page, page % (signed.pages, new)), (new, evil)],
            "other pages": [
                (signed.pages, b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (new + 1)),
                (new, evil),
                (new + 1, page % (signed.pages, new)),
            ],
            "another root": [
                (signed.root, b"<</Type/Catalog/Pages %d 0 R>>" % new),
                (new, b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (new + 1)),
                (new + 1, page % (new, new + 2)),
                (new + 2, evil),
            ],
        }
        kind = self.chance.choice(list(kinds)[:3] if is_harmless else [*list(kinds)[3:], *list(kinds)[3:5]])
        if not is_harmless:
            self.told.append(kind)
        self.size = max(self.size, *(number + 1 for number, _ in kinds[kind]), 0)
        return kinds[kind]

    def _length(self) -> int:
        return len(EVIL) + (0, -5, 5, 10_000, -len(EVIL))[self._number("length", 5)]

    def write(self, objects: list[tuple[int, bytes]]) -> dict[int, int]:
        """Objects one after the other, and where each is."""
        places = {}
        for number, held in objects:
            head = self._form("head", _HEADS) % number
            places[number] = len(self.out)
            self.out += head + held + self._form("tail", _ENDS_OF_OBJECTS)
        return places

    def _end(self, places: dict[int, int]) -> None:
        form = _FORMS[self._number("form", len(_FORMS))]
        as_stream = self.signed.is_stream if form == "of the file" else not self.signed.is_stream
        prev = self.table + _PREV_BESIDE[self._number("before", len(_PREV_BESIDE))]
        if as_stream or form == "both":
            at = self._stream(places, prev)
        if not as_stream or form == "both":
            hybrid = b"/XRefStm %d" % at if form == "both" else b""
            at = self._table(places, prev, hybrid)
        at += _BESIDE[self._number("beside", len(_BESIDE))]
        self.out += _with(self._form("start", _STARTS), at) + self._form("eof", _EOFS) + self._form("end", _TAILS)
        self.table = at

    def _ends(self, prev: int) -> bytes:
        named = (("size", _SIZES, self.size), ("root", _ROOTS, self.signed.root), ("prev", _PREVS, prev))
        parts = [_with(self._form(part, forms), number) for part, forms, number in named]
        return b"".join([*parts, self._form("more", _MORE)])

    def _table(self, places: dict[int, int], prev: int, hybrid: bytes) -> int:
        at = len(self.out)
        self.out += self._form("xref", _TABLES) + self._form("free", _FREE)
        row = self._form("row", _ROWS)
        for number, place in sorted(self._misplaced(places).items()):
            self.out += b"%d 1\n" % number + row % (place, 0)
        self.out += self._form("trailer", _TRAILERS) + b"<<" + self._ends(prev) + hybrid + b">>"
        self.out += self._form("after", _AFTER_TABLE)
        return at

    def _stream(self, places: dict[int, int], prev: int) -> int:
        at, number = len(self.out), self.size
        self.size += 1
        widths = _STREAM_WIDTHS[self._number("widths", len(_STREAM_WIDTHS))]
        rows, index = b"", b""
        for each, place in sorted({**self._misplaced(places), number: at}.items()):
            index += b"%d 1 " % each
            rows += b"".join(v.to_bytes(8, "big")[8 - w :] for v, w in zip((1, place, 0), widths, strict=False))
        packed = zlib.compress(rows)
        head = b"/Type/XRef/W[%b]/Index[%b]/Filter/FlateDecode/Length %d" % (
            b" ".join(b"%d" % width for width in widths),
            index.strip(),
            len(packed),
        )
        self.out += self._form("head", _HEADS) % number + b"<<" + head + self._ends(prev) + b">>\nstream\n"
        self.out += packed + b"\nendstream" + self._form("tail", _ENDS_OF_OBJECTS)
        return at

    def _misplaced(self, places: dict[int, int]) -> dict[int, int]:
        by = (0, -1, 1, -7, 3, 17)[self._number("place", 6)]
        return {number: max(place + by, 0) for number, place in places.items()}


# --- where objects hide -----------------------------------------------------------------------------------------------

_Hiding = Callable[[_Writer, list[tuple[int, bytes]]], dict[int, int]]


def _listed(writer: _Writer, objects: list[tuple[int, bytes]]) -> dict[int, int]:
    return writer.write(objects)


def _unlisted(writer: _Writer, objects: list[tuple[int, bytes]]) -> dict[int, int]:
    writer.write(objects)
    return {}


def _wrapped(before: bytes, after: bytes) -> _Hiding:
    """Within an object that a table lists, as a part of it that is no object to whoever reads by the table."""

    def hide(writer: _Writer, objects: list[tuple[int, bytes]]) -> dict[int, int]:
        number, at = writer.size, len(writer.out)
        writer.size += 1
        writer.out += b"%d 0 obj\n" % number + before
        writer.write(objects)
        writer.out += after + b"\nendobj\n"
        return {number: at}

    return hide


def _in_a_stream(writer: _Writer, objects: list[tuple[int, bytes]]) -> dict[int, int]:
    number, at = writer.size, len(writer.out)
    writer.size += 1
    held = len(writer.out)
    writer.write(objects)
    inside = bytes(writer.out[held:])
    del writer.out[held:]
    writer.out += b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (number, len(inside), inside)
    return {number: at}


def _in_a_remark(writer: _Writer, objects: list[tuple[int, bytes]]) -> dict[int, int]:
    held = len(writer.out)
    writer.write([(number, content.replace(b"\n", b" ")) for number, content in objects])
    inside = bytes(writer.out[held:]).replace(b"\n", b"\r")
    del writer.out[held:]
    writer.out += b"%" + inside + b"\n"
    return {}


def _packed(writer: _Writer, objects: list[tuple[int, bytes]]) -> dict[int, int]:
    """In a stream of objects; what is a stream itself stands beside it."""
    plain = [each for each in objects if b"stream" not in each[1]]
    places = writer.write([each for each in objects if b"stream" in each[1]])
    number, at, offset, pairs = writer.size, len(writer.out), 0, b""
    writer.size += 1
    for each, held in plain:
        pairs += b"%d %d " % (each, offset)
        offset += len(held) + 1
    data = zlib.compress(pairs + b"".join(held + b" " for _, held in plain))
    writer.out += b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (
        number,
        len(plain),
        len(pairs),
        len(data),
    )
    writer.out += data + b"\nendstream\nendobj\n"
    return {**places, number: at}


_HIDING: tuple[tuple[_Hiding, str], ...] = (
    *((_listed, "listed"),) * 6,
    (_unlisted, "unlisted"),
    (_unlisted, "unlisted"),
    (_wrapped(b"(", b")"), "in a string"),
    (_wrapped(b"<</A(", b")>>"), "in a dictionary's string"),
    (_wrapped(b"[1 2 3\n", b"]"), "in an array"),
    (_in_a_stream, "in a stream"),
    (_in_a_remark, "in a remark"),
    (_packed, "packed"),
)


# --- a tool's addition, with a few of its words written otherwise -----------------------------------------------------

_TOKEN = re.compile(rb"%%EOF|startxref|trailer|xref|endobj|obj|endstream|stream|/[A-Za-z0-9.]+|\d+|<<|>>|\[|\]|\s+|R\b")


def _edited(signed: Signed, genuine: bytes, number: int, chance: Random) -> Mutated:
    added = genuine[len(signed.pdf) :]
    told = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        tokens = [found for found in _TOKEN.finditer(added) if len(found[0]) < 200]
        found = chance.choice(tokens)
        name, edit = chance.choice(_EDITS)
        written = edit(found[0], chance, signed)
        added = added[: found.start()] + written + added[found.end() :]
        told.append(f"{name} {found[0][:12].decode('latin-1')!r}")
    return Mutated(signed.pdf + added, number, "tool's; " + "; ".join(told))


def _escaped(token: bytes, chance: Random, signed: Signed) -> bytes:
    return b"%b#%02x%b" % (token[:1], token[1], token[2:]) if token.startswith(b"/") else token + b" "


def _counted(token: bytes, chance: Random, signed: Signed) -> bytes:
    return b"%d" % max(int(token) + chance.choice((-2, -1, 1, 2, 7)), 0) if token.isdigit() else token * 2


def _beside_evil(token: bytes, chance: Random, signed: Signed) -> bytes:
    head = chance.choice(_HEADS) % signed.contents
    return token + b"\n" + head + b"<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (len(EVIL), EVIL)


_Edit = Callable[[bytes, Random, Signed], bytes]
_EDITS: tuple[tuple[str, _Edit], ...] = (
    ("twice", lambda token, *_: token + b" " + token),
    ("left out", lambda *_: b""),
    ("a remark behind", lambda token, *_: token + b"%x\n"),
    ("a blank behind", lambda token, chance, _: token + chance.choice((b" ", b"\0", b"\f", b"\r", b"\n", b"\t"))),
    ("zeros before", lambda token, *_: b"00" + token if token.isdigit() else token.swapcase()),
    ("another number", _counted),
    ("an escape in", _escaped),
    ("an object behind", _beside_evil),
    ("an object behind", _beside_evil),
)


def _with(form: bytes, number: int) -> bytes:
    return form % number if b"%d" in form else form.replace(b"%%", b"%")
