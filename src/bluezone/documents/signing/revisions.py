"""Whether what was added at the end of a PDF is read alike by every reader.

A reader that finds a table of objects where it should be shows what the table lists. One that does not (the number
behind `startxref` is off by one, a line of the table is a byte short, a key comes twice) gathers up every object of the
file, the last of each number, however it is written. So an addition is read here by a strict grammar (`grammar`), from
the first byte behind the signed ones to the last of the file, and every byte has its place in it: objects with plain
headers, then one table, or one stream that is a table, that lists exactly these objects where they are, leads to the
revision before, and is what the end leads to. Whatever is written otherwise is not believed, and neither is a field
that acts, that is drawn elsewhere once a reader comes nearer, or so deep down that some draw nothing (`nesting`): it is
a signature, and more.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from bluezone.documents.signing.grammar import (
    BLANKS,
    MOST_OBJECTS,
    Dictionary,
    Name,
    NotPlainError,
    Reference,
    Scanner,
    Value,
    demand,
    demand_nothing_stray,
)
from bluezone.documents.signing.nesting import are_looks_flat

MOST_REVISIONS = 100
"""Behind a signature; each further one brings one or two."""
_LARGEST_TABLE, _LARGEST_STREAM_OF_OBJECTS = 16 << 20, 32 << 20
_BETWEEN = 16
"""Blanks between two things: behind a thousand, readers do not find an end."""

_EOL = rb"(?:\r\n|\n|\r)"
_HEADER = re.compile(rb"([1-9]\d{0,6}) (0|[1-9]\d{0,4}) obj(?=[ \t\r\n<\[(/])")
_ENDOBJ = re.compile(rb"endobj(?=[ \t\r\n])")
_STREAM, _ENDSTREAM = re.compile(rb"stream(?:\r\n|\n)"), re.compile(rb"endstream(?=[ \t\r\n])")
_TABLE = re.compile(rb"xref" + _EOL)
_SECTION = re.compile(rb"(0|[1-9]\d{0,6}) (0|[1-9]\d{0,6})" + _EOL)
_ROW = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_TRAILER = re.compile(rb"trailer(?=[ \t\r\n<])")
_REMARK = re.compile(rb"%[A-Za-z][ -$&-~]{0,80}" + _EOL)
"""The one remark that is taken, between a table and its end: iText names itself there."""
_END = re.compile(rb"startxref" + _EOL + rb"([1-9]\d{0,9})" + _EOL + rb"%%EOF")
_LAST_END = re.compile(rb"startxref[ \t\r\n]+(\d{1,10})[ \t\r\n]+%%EOF(?:\r\n|\n|\r)?\Z")
_PAIR = re.compile(rb"[ \t\r\n]*(\d{1,7})[ \t\r\n]+(\d{1,9})(?=[ \t\r\n]|\Z)")
_ROOT_OF_A_FREE_LIST = 65535
_MOVING = 1 << 3 | 1 << 4 | 1 << 8
"""Flags of a field that keeps its size or stands upright whatever the page does (pdfium does not heed them, others do),
or comes and goes with the pointer."""
_UP, _SUB, _AS_IT_IS = 2, 1, 0
"""Ways to write a row of a table as what differs (PNG)."""


@dataclass(frozen=True, slots=True)
class Before:
    """The state that an addition goes on from."""

    end: int
    """Where its bytes begin."""
    table: int
    """Where the table before is."""
    is_stream: bool
    size: int
    root: int
    unused: frozenset[int] = frozenset()
    """Objects that were added and that nothing may point to."""


@dataclass(slots=True)
class _Revision:
    """The findings in one revision."""

    places: dict[int, int] = field(default_factory=dict)
    """Where each object is."""
    unused: dict[int, int] = field(default_factory=dict)
    """Generations of new objects that are not of the first; some tools leave such, and only some readers find them."""
    packed: dict[int, tuple[int, int]] = field(default_factory=dict)
    """In which stream of objects, and as which of its objects, each object of such a stream is."""
    referred: set[int] = field(default_factory=set)
    """What objects in such streams point to."""
    numbers: dict[int, Value] = field(default_factory=dict)
    """Objects that are a value and no stream."""
    lengths: list[tuple[int, frozenset[int]]] = field(default_factory=list)
    """Objects that tell how long a stream is, and what they may say."""
    streams: dict[int, tuple[Dictionary, bytes]] = field(default_factory=dict)
    """Streams of objects."""
    table: tuple[int, Dictionary, bytes] | None = None
    """The stream that is the table."""


def are_read_alike(reader: PdfFileReader, pdf: bytes, *, signed_revision: int, signed_until: int) -> bool:
    """Whether every reader reads what was added behind this revision as the one that judges it does."""
    if ends_at(pdf, signed_until):
        return True
    try:
        added = read_additions(pdf, _before(reader, pdf, signed_revision, signed_until))
        is_flat = are_looks_flat(reader)
    except (NotPlainError, PdfError):
        return False
    return is_flat and bool(signed_revision + added + 1 == reader.xrefs.total_revisions)


def ends_at(pdf: bytes, place: int) -> bool:
    """Whether nothing stands behind a place but the end of a line."""
    return len(pdf) - place <= _BETWEEN and not pdf[place:].strip(BLANKS)


def _before(reader: PdfFileReader, pdf: bytes, revision: int, until: int) -> Before:
    """Reads how the signed part ends: if not as a PDF does, nothing can be added to it that all read alike."""
    end = _LAST_END.search(pdf, max(until - 200, 0), until)
    demand(pdf.startswith(b"%PDF-") and end)
    assert end is not None
    table = int(end[1])
    is_stream = _HEADER.match(pdf, table) is not None
    demand(table < until and (is_stream or pdf.startswith(b"xref", table)))
    trailer = reader.trailer.flatten(revision)
    root, size = trailer.raw_get("/Root"), trailer.raw_get("/Size")
    demand(isinstance(root, IndirectObject) and isinstance(size, int) and 0 < size <= MOST_OBJECTS)
    return Before(until, table, is_stream, int(size), int(root.idnum))


def read_additions(pdf: bytes, before: Before) -> int:
    """Reads what was added, and counts its revisions. Raises NotPlainError."""
    scanner = Scanner(pdf, before.end)
    count = 0
    while not ends_at(pdf, scanner.at):
        demand(count < MOST_REVISIONS)
        demand(b"\r" in (around := pdf[scanner.at - 1 : scanner.at + 1]) or b"\n" in around)
        before = _read_revision(scanner, before)
        count += 1
    return count


def _read_revision(scanner: Scanner, before: Before) -> Before:
    found = _Revision()
    scanner.skip_blanks(_BETWEEN)
    while (header := scanner.maybe(_HEADER)) is not None:
        demand(found.table is None)
        _read_object(scanner, header, found)
        scanner.skip_blanks(_BETWEEN)
    for number, lengths in found.lengths:
        demand(number in found.numbers and found.numbers[number] in lengths)
        demand(type(found.numbers[number]) is int)
    demand((found.table is not None) == before.is_stream)
    place, ends = _read_stream(found, before) if found.table else _read_table(scanner, found)
    scanner.skip_blanks(_BETWEEN)
    if found.table is None and scanner.maybe(_REMARK):
        scanner.skip_blanks(_BETWEEN)
    demand(int(scanner.take(_END)[1]) == place)
    size = _demand_plain_ends(ends, found, before)
    unused = before.unused | found.unused.keys()
    demand(not unused & (scanner.referred | found.referred) and all(number >= before.size for number in found.unused))
    return Before(scanner.at, place, before.is_stream, size, before.root, unused)


def _demand_plain_ends(ends: Dictionary, found: _Revision, before: Before) -> int:
    """Demands one way back, the same root, and as many objects as there are; how many that is."""
    demand(type(ends.get(b"Prev")) is int and ends[b"Prev"] == before.table)
    demand(ends.get(b"Root") == Reference(before.root))
    demand(not {b"Encrypt", b"XRefStm"} & ends.keys())
    demand(isinstance(ends.get(b"Info"), Reference) or b"Info" not in ends)
    size = max(before.size, 1 + max((*found.places, *found.packed), default=0))
    demand(type(ends.get(b"Size")) is int and ends[b"Size"] == size)
    return size


# --- objects ----------------------------------------------------------------------------------------------------------


def _read_object(scanner: Scanner, header: re.Match[bytes], found: _Revision) -> None:
    number, starts = int(header[1]), scanner.at
    demand(number < MOST_OBJECTS and number not in found.places)
    found.places[number] = header.start()
    if header[2] != b"0":
        found.unused[number] = int(header[2])
    value = scanner.value()
    _demand_still_fields(value)
    scanner.skip_blanks()
    demand_nothing_stray(scanner.data[starts : scanner.at])
    if isinstance(value, dict) and scanner.maybe(_STREAM):
        _take_stream(number, value, _read_data(scanner, value, found), found)
        scanner.skip_blanks(_BETWEEN)
    else:
        found.numbers[number] = value
    scanner.take(_ENDOBJ)


def _demand_still_fields(value: Value) -> None:
    """Demands of all fields in a value that they do nothing by themselves, and stay where they are drawn."""
    if isinstance(value, dict):
        kind = value.get(b"Subtype")
        if kind == Name(b"Widget") or isinstance(kind, Reference) or b"FT" in value:
            flags = value.get(b"F", 0)
            demand(not {b"A", b"AA"} & value.keys() and type(flags) is int)
            demand(isinstance(flags, int) and not flags & _MOVING)
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            _demand_still_fields(each)


def _read_data(scanner: Scanner, value: Dictionary, found: _Revision) -> bytes:
    """Reads what a stream holds: up to the first word that ends one, and as long as it says."""
    demand(not {b"F", b"FFilter"} & value.keys())
    starts = scanner.at
    ends = scanner.data.find(b"endstream", starts, scanner.end)
    demand(ends >= 0)
    data = scanner.data[starts:ends]
    lengths = frozenset(len(data) - line for line in _lines_at_the_end(data))
    length = value.get(b"Length")
    if isinstance(length, Reference):
        found.lengths.append((length.number, lengths))
    else:
        demand(type(length) is int and length in lengths)
        assert isinstance(length, int)
        data = data[:length]
    demand_nothing_stray(data)
    scanner.at = ends
    scanner.take(_ENDSTREAM)
    return data


def _lines_at_the_end(data: bytes) -> tuple[int, ...]:
    """How many bytes behind the data may be the line's end: packed data may themselves end with the first of two."""
    if data.endswith(b"\r\n"):
        return 0, 1, 2
    return (0, 1) if data.endswith((b"\n", b"\r")) else (0,)


def _take_stream(number: int, value: Dictionary, data: bytes, found: _Revision) -> None:
    kind = value.get(b"Type")
    demand(kind is None or isinstance(kind, Name))
    if kind == Name(b"XRef"):
        demand(type(value.get(b"Length")) is int)
        found.table = (number, value, data)
    elif kind == Name(b"ObjStm") or {b"N", b"First"} <= value.keys():
        demand(kind == Name(b"ObjStm") and type(value.get(b"Length")) is int)
        found.streams[number] = (value, data)


# --- tables -----------------------------------------------------------------------------------------------------------


def _read_table(scanner: Scanner, found: _Revision) -> tuple[int, Dictionary]:
    """Reads a table in lines of twenty bytes: where it is, and what stands under it."""
    demand(not found.streams)
    place, listed = scanner.at, dict[int, int]()
    scanner.take(_TABLE)
    last, is_empty = -1, True
    while (section := scanner.maybe(_SECTION)) is not None:
        first, count = int(section[1]), int(section[2])
        demand(first > last and (count > 0 or (is_empty and not found.places)))
        for number in range(first, first + count):
            row = scanner.take(_ROW)
            demand(row[3] == b"n" or (number == 0 and int(row[2]) == _ROOT_OF_A_FREE_LIST))
            if row[3] == b"n":
                demand(int(row[2]) == found.unused.get(number, 0))
                listed[number] = int(row[1])
        last, is_empty = first + count - 1, False
    demand(not is_empty and listed == found.places)
    scanner.take(_TRAILER)
    scanner.skip_blanks()
    starts = scanner.at
    ends = scanner.dictionary()
    demand_nothing_stray(scanner.data[starts : scanner.at])
    return place, ends


def _read_stream(found: _Revision, before: Before) -> tuple[int, Dictionary]:
    """Reads a stream that is a table: where it is, and what stands in its head."""
    assert found.table is not None
    number, value, data = found.table
    demand(number >= before.size)
    for stream in found.streams:
        demand(stream >= before.size)
        _unpack(stream, found)
    wanted: dict[int, tuple[int, int, int]] = {}
    wanted |= {each: (1, place, found.unused.get(each, 0)) for each, place in found.places.items()}
    wanted |= {each: (2, stream, at) for each, (stream, at) in found.packed.items()}
    demand(dict(_rows(value, data)) == wanted)
    return found.places[number], value


def _rows(value: Dictionary, data: bytes) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Reads the rows of such a stream, but for the root of the free ones."""
    widths = _integers(value.get(b"W"))
    demand(len(widths) == 3 and widths[0] == 1 and 1 <= widths[1] <= 8 and 0 <= widths[2] <= 4)
    table = _table(value, data, sum(widths))
    numbers = list(_numbers(value))
    demand(len(table) == len(numbers) * sum(widths))
    middle, end = 1 + widths[1], sum(widths)
    for at, number in enumerate(numbers):
        row = table[at * end : (at + 1) * end]
        kind, place, rest = row[0], int.from_bytes(row[1:middle], "big"), int.from_bytes(row[middle:], "big")
        if number == 0:
            demand(kind == 0)
        else:
            yield number, (kind, place, rest)


def _numbers(value: Dictionary) -> Iterator[int]:
    index = _integers(value.get(b"Index", [0, value.get(b"Size")]))
    demand(len(index) % 2 == 0)
    last = -1
    for first, count in zip(index[::2], index[1::2], strict=True):
        demand(first > last and 0 < count <= MOST_OBJECTS and first + count <= MOST_OBJECTS)
        yield from range(first, first + count)
        last = first + count - 1


def _table(value: Dictionary, data: bytes, width: int) -> bytes:
    """Unpacks a stream that is a table."""
    plain = _unzipped(value, data, _LARGEST_TABLE)
    parameters = value.get(b"DecodeParms")
    if parameters is None:
        return plain
    demand(isinstance(parameters, dict) and parameters.keys() <= {b"Predictor", b"Columns"})
    assert isinstance(parameters, dict)
    if parameters.get(b"Predictor", 1) == 1:
        return plain
    demand(b"Filter" in value and parameters[b"Predictor"] in range(10, 16) and parameters.get(b"Columns") == width)
    return _undone(plain, width)


def _undone(rows: bytes, width: int) -> bytes:
    demand(len(rows) % (width + 1) == 0)
    done, above = bytearray(), bytes(width)
    for at in range(0, len(rows), width + 1):
        way, row = rows[at], bytearray(rows[at + 1 : at + 1 + width])
        demand(way in {_AS_IT_IS, _SUB, _UP})
        for place in range(width if way else 0):
            before = above[place] if way == _UP else (row[place - 1] if place else 0)
            row[place] = (row[place] + before) & 0xFF
        done += row
        above = bytes(row)
    return bytes(done)


def _unpack(stream: int, found: _Revision) -> None:
    """Reads the objects of one stream: each where it says, each a plain value, nothing between them."""
    value, data = found.streams[stream]
    count, first = value.get(b"N"), value.get(b"First")
    demand(type(count) is int and type(first) is int and not {b"Extends", b"DecodeParms"} & value.keys())
    assert isinstance(count, int)
    assert isinstance(first, int)
    plain = _unzipped(value, data, _LARGEST_STREAM_OF_OBJECTS)
    demand(0 < count <= MOST_OBJECTS and 0 < first <= len(plain))
    demand_nothing_stray(plain)
    head = Scanner(plain, 0, first)
    pairs = [head.take(_PAIR) for _ in range(count)]
    head.skip_blanks()
    demand(head.is_done)
    starts = [first + int(pair[2]) for pair in pairs]
    body = Scanner(plain, first)
    for at, (pair, start) in enumerate(zip(pairs, starts, strict=True)):
        number = int(pair[1])
        demand(0 < number < MOST_OBJECTS and number not in found.places and number not in found.packed)
        body.skip_blanks()
        demand(body.at == start)
        _demand_still_fields(body.value())
        found.packed[number] = (stream, at)
    body.skip_blanks()
    demand(body.is_done)
    found.referred |= body.referred


def _unzipped(value: Dictionary, data: bytes, most: int) -> bytes:
    """Unzips a stream that is written as it is, or deflated from end to end."""
    if b"Filter" not in value:
        return data
    demand(value[b"Filter"] in (Name(b"FlateDecode"), [Name(b"FlateDecode")]))
    inflating = zlib.decompressobj()
    try:
        plain = inflating.decompress(data, most)
    except zlib.error as error:
        raise NotPlainError from error
    demand(inflating.eof and not inflating.unused_data and not inflating.unconsumed_tail)
    return plain


def _integers(value: Value) -> list[int]:
    demand(isinstance(value, list) and all(type(each) is int for each in value))
    assert isinstance(value, list)
    return [each for each in value if isinstance(each, int)]
