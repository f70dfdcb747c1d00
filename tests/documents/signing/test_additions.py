"""What a tool adds behind a signature is read as every reader reads it, in each tool's hand and in no other."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from bluezone.documents.errors import SignatureError
from bluezone.documents.signing import Changes, check_returned, prepare_paper, sign_pdf, verify_pdf
from bluezone.documents.signing.grammar import NotPlainError, Scanner, demand_nothing_stray
from bluezone.documents.signing.revisions import Before, read_additions
from tests.fuzz.test_revisions import with_stream
from tests.support.documents.certificates import body, person
from tests.support.documents.issued import ISSUE, NOW, ONCE, ROOTS
from tests.support.documents.mutating import EVIL, Signed
from tests.support.documents.papers import letter

HELD = b"<</Producer(tool)/A[1 -2.5 .5 true null <0a>]>>"


@functools.cache
def plain() -> Signed:
    return Signed.read(ONCE)


@functools.cache
def streamed() -> Signed:
    """The same with streams for tables."""
    return Signed.read(sign_pdf(with_stream(prepare_paper(letter(), ISSUE, now=NOW)), person(), field="A", now=NOW))


def read(signed: Signed, pdf: bytes) -> int:
    """How many additions are read by the grammar alone."""
    before = Before(len(signed.pdf), signed.table, signed.is_stream, signed.size, signed.root)
    return read_additions(pdf, before)


def holds(pdf: bytes) -> bool:
    return verify_pdf(pdf, ROOTS, now=NOW)[0].holds


def with_table(
    signed: Signed,
    *,
    objects: bytes = b"%(new)d 0 obj\n" + HELD + b"\nendobj\n",
    table: bytes = b"xref\n0 1\n0000000000 65535 f \n%(new)d 1\n%(at)010d 00000 n \n",
    ends: bytes = b"trailer\n<</Size %(size)d/Root %(root)d 0 R/Prev %(prev)d>>\n",
    last: bytes = b"startxref\n%(table)d\n%%%%EOF\n",
) -> bytes:
    """One object and a table more, in these words."""
    facts = {b"new": signed.size, b"size": signed.size + 1, b"root": signed.root, b"prev": signed.table}
    facts |= {b"at": len(signed.pdf), b"page": signed.contents, b"evil": EVIL, b"long": len(EVIL)}
    out = signed.pdf + objects % facts
    facts |= {b"table": len(out), b"last": out.rfind(b"%d 0 obj" % signed.size)}
    return out + (table + ends + last) % facts


TOOLS = {
    "pyHanko": {},
    "iText": {"ends": b"trailer\n<</Size %(size)d/Root %(root)d 0 R/Prev %(prev)d>>\n%%iText-5.5.13\n"},
    "PDFBox": {
        "table": b"xref\n0 1\n0000000000 65535 f\r\n%(new)d 1\n%(at)010d 00000 n\r\n",
        "ends": b"trailer\n<<\n/Size %(size)d\n/Root %(root)d 0 R\n/Prev %(prev)d\n/DocChecksum /AB01\n>>\n",
    },
    "a tool that writes the largest number": {"objects": b"%(new)d 0 obj\n[0 0 2147483647 0]\nendobj\n"},
    "LibreOffice": {"table": b"xref\n%(new)d 1\n%(at)010d 00000 n \n"},
    "Acrobat": {
        "objects": b"%(new)d 0 obj\r" + HELD + b"\rendobj\r",
        "table": b"xref\r\n0 1\r\n0000000000 65535 f\r\n%(new)d 1\r\n%(at)010d 00000 n\r\n",
        "ends": b"trailer\r\n<</Size %(size)d/Root %(root)d 0 R/Prev %(prev)d>>\r\n",
        "last": b"startxref\r\n%(table)d\r\n%%%%EOF\r\n",
    },
    "poppler, which leaves objects that nothing uses": {
        "objects": b"%(new)d 1 obj\n<</Length 0 /BBox [0 0 0 0 ] >> stream\n\nendstream\n\nendobj\n",
        "table": b"xref\n0 1\n0000000001 65535 f\r\n%(new)d 1\n%(at)010d 00001 n\r\n",
    },
}


@pytest.mark.parametrize("tool", TOOLS)
def test_each_tools_hand_is_read(tool: str) -> None:
    added = with_table(plain(), **TOOLS[tool])

    assert (1, True) == (read(plain(), added), holds(added))


EVIL_OBJECT = b"<</Length %(long)d>>\nstream\n%(evil)b\nendstream\nendobj\n"
NEW = b"%(new)d 0 obj\n()\nendobj\n"
TABLE = b"xref\n0 1\n0000000000 65535 f \n%(new)d 1\n%(at)010d 00000 n \n"
ENDS = b"trailer\n<</Size %(size)d/Root %(root)d 0 R/Prev %(prev)d>>\n"
OTHERWISE = {
    "zeros before a number": {"objects": NEW + b"%(page)013d 0 obj\n" + EVIL_OBJECT},
    "a remark in a header": {"objects": NEW + b"%(page)d %%x\n0 obj\n" + EVIL_OBJECT},
    "a remark": {"objects": b"%%%(page)d 0 obj\r" + EVIL_OBJECT.replace(b"\n", b"\r") + b"\n" + NEW},
    "an object in a string": {"objects": b"%(new)d 0 obj\n(%(page)d 0 obj\n" + EVIL_OBJECT + b")\nendobj\n"},
    "an object in a stream": {
        "objects": b"%(new)d 0 obj\n<</Length 20>>\nstream\n%(page)4d 0 obj () endobj\nendstream\nendobj\n"
    },
    "a stream longer than it says": {"objects": b"%(new)d 0 obj\n<</Length 3>>\nstream\nq Q Q\nendstream\nendobj\n"},
    "an object twice": {"objects": NEW + NEW},
    "an object twice, listed where it stands last": {
        "objects": NEW + NEW,
        "table": TABLE.replace(b"%(at)010d", b"%(last)010d"),
    },
    "a number that no object of ours has": {
        "objects": b"4294967295 0 obj\n()\nendobj\n",
        "table": TABLE.replace(b"%(new)d 1", b"4294967295 1"),
        "ends": ENDS.replace(b"%(size)d", b"4294967296"),
    },
    "a stream without an end": {"objects": b"%(new)d 0 obj\n<</Length 5>>\nstream\nq Q Q\nendobj\n"},
    "a stream whose length is said in what was signed": {
        "objects": b"%(new)d 0 obj\n<</Length %(root)d 0 R>>\nstream\nq Q Q\nendstream\nendobj\n"
    },
    "an object without an end": {"objects": b"%(new)d 0 obj\n()\n"},
    "a key twice": {"ends": ENDS.replace(b">>", b"/Prev 1>>")},
    "a key twice, escaped": {"ends": ENDS.replace(b">>", b"/#50rev 1>>")},
    "a key in an object twice": {"objects": b"%(new)d 0 obj\n<</A 1/A 2>>\nendobj\n"},
    "an object in the trailer": {"ends": ENDS.replace(b">>", b"/X(\n%(page)d 0 obj\n" + EVIL_OBJECT + b")>>")},
    "sections that meet": {
        "table": b"xref\n0 1\n0000000000 65535 f \n%(new)d 1\n%(at)010d 00000 n \n%(new)d 1\n%(at)010d 00000 n \n"
    },
    "a letter escaped": {"objects": b"%(new)d 0 obj\n/#41\nendobj\n"},
    "a way back beside the table": {"ends": ENDS.replace(b"/Prev %(prev)d", b"/Prev %(at)d")},
    "a way back as a real": {"ends": ENDS.replace(b"/Prev %(prev)d", b"/Prev %(prev)d.0")},
    "no way back": {"ends": ENDS.replace(b"/Prev %(prev)d", b"")},
    "another root": {"ends": ENDS.replace(b"/Root %(root)d", b"/Root %(page)d")},
    "fewer objects than there are": {"ends": ENDS.replace(b"/Size %(size)d", b"/Size %(new)d")},
    "a table for some readers": {"ends": ENDS.replace(b">>", b"/XRefStm %(at)d>>")},
    "a line of nineteen": {"table": TABLE.replace(b" f \n", b" f\n")},
    "a line of twenty-one": {"table": TABLE.replace(b" n \n", b" n  \n")},
    "a place beside the object": {"table": TABLE.replace(b"%(at)010d", b"%(prev)010d")},
    "a place in what was signed": {"objects": b"", "table": TABLE.replace(b"%(at)010d", b"%(prev)010d")},
    "an object that is not listed": {"table": b"xref\n0 1\n0000000000 65535 f \n"},
    "an object set free": {"table": TABLE.replace(b"%(at)010d 00000 n", b"0000000000 00001 f")},
    "less than no lines": {"table": b"xref\n0 -1\n%(new)d 1\n%(at)010d 00000 n \n"},
    "sections that go back": {"table": b"xref\n%(new)d 1\n%(at)010d 00000 n \n0 1\n0000000000 65535 f \n"},
    "an end that leads beside": {"last": b"startxref\n%(at)d\n%%%%EOF\n"},
    "an end twice": {"last": b"startxref\n%(table)d\n%%%%EOF\nstartxref\n%(prev)d\n%%%%EOF\n"},
    "an end with zeros": {"last": b"startxref\n0%(table)d\n%%%%EOF\n"},
    "no end of a line": {"last": b"startxref %(table)d\n%%%%EOF\n"},
    "a remark at the end": {"last": b"startxref\n%(table)d\n%%%%EOF\n%%x\n"},
    "more blanks than some readers pass over": {"last": b"startxref\n%(table)d\n%%%%EOF\n" + b"\n" * 1_100},
    "a sign that only some take for a blank": {"objects": b"\0" + NEW},
    "a number that only some can read": {"objects": b"%(new)d 0 obj\n[0 0 4294967396 4294967396]\nendobj\n"},
    "a number one larger than every reader reads": {"objects": b"%(new)d 0 obj\n[0 0 2147483648 0]\nendobj\n"},
    "a generation that only some look for": {
        "objects": b"%(new)d 1 obj\n[%(new)d 0 R]\nendobj\n",
        "table": TABLE.replace(b"00000 n", b"00001 n"),
    },
    "a stream behind a number": {"objects": b"%(new)d 0 obj\n7\nstream\nq\nendstream\nendobj\n"},
    "a stream behind a list": {"objects": b"%(new)d 0 obj\n[7]\nstream\nq\nendstream\nendobj\n"},
    "a stream as long as a fraction says": {
        "objects": b"%(new)d 0 obj\n<</Length 1.0>>\nstream\nq\nendstream\nendobj\n"
    },
    "a stream as long as nothing says": {"objects": b"%(new)d 0 obj\n<<>>\nstream\n\nendstream\nendobj\n"},
    "a stream that lies elsewhere": {"objects": b"%(new)d 0 obj\n<</F(a)/Length 1>>\nstream\nq\nendstream\nendobj\n"},
    "a stream of a kind that is a text": {
        "objects": b"%(new)d 0 obj\n<</Type(XRef)/Length 1>>\nstream\nq\nendstream\nendobj\n"
    },
    "no section": {"objects": b"", "table": b"xref\n", "ends": ENDS.replace(b"%(size)d", b"%(new)d")},
    "no section for an object": {"table": b"xref\n"},
    "an empty section before another": {"table": b"xref\n0 0\n%(new)d 1\n%(at)010d 00000 n \n"},
    "an empty section behind another": {"table": TABLE + b"%(size)d 0\n"},
    "a root of free objects of another generation": {"table": TABLE.replace(b"65535 f", b"65534 f")},
    "a lock": {"ends": ENDS.replace(b">>", b"/Encrypt %(new)d 0 R>>")},
    "facts that stand in the trailer": {"ends": ENDS.replace(b">>", b"/Info<<>>>>")},
    "a size as a fraction": {"ends": ENDS.replace(b"/Size %(size)d", b"/Size %(size)d.0")},
    "a stream of objects that no table can list": {
        "objects": b"%(new)d 0 obj\n<</Type/ObjStm/N 1/First 5/Length 8>>\nstream\n999 0 ()\nendstream\nendobj\n"
    },
    "a stream of objects that does not say how many": {
        "objects": b"%(new)d 0 obj\n<</Type/ObjStm/First 5/Length 8>>\nstream\n999 0 ()\nendstream\nendobj\n"
    },
    "a stream of objects that does not say where the first is": {
        "objects": b"%(new)d 0 obj\n<</Type/ObjStm/N 1/Length 8>>\nstream\n999 0 ()\nendstream\nendobj\n"
    },
    "a stream of objects that does not say that it is one": {
        "objects": b"%(new)d 0 obj\n<</N 1/First 5/Length 8>>\nstream\n999 0 ()\nendstream\nendobj\n"
    },
}


@pytest.mark.parametrize("fault", OTHERWISE)
def test_whatever_is_written_otherwise_is_not(fault: str) -> None:
    with pytest.raises(NotPlainError):
        read(plain(), with_table(plain(), **OTHERWISE[fault]))


@pytest.mark.parametrize("head", [b"", b"/N 1", b"/First 5", b"/Type/XObject"])
def test_a_stream_that_holds_no_objects_is_read(head: bytes) -> None:
    stream = b"%%(new)d 0 obj\n<<%b/Length 8>>\nstream\n999 0 ()\nendstream\nendobj\n" % head

    assert _is_read(plain(), with_table(plain(), objects=stream))


@pytest.mark.parametrize(("number", "is_read"), [(4_194_303, True), (4_194_304, False)])
def test_numbers_of_objects_end_where_every_reader_takes_them(number: int, is_read: bool) -> None:
    """At two to the twenty-second."""
    told = {
        "objects": b"%d 0 obj\n()\nendobj\n" % number,
        "table": TABLE.replace(b"%(new)d", b"%d" % number),
        "ends": ENDS.replace(b"%(size)d", b"%d" % (number + 1)),
    }

    assert is_read is _is_read(plain(), with_table(plain(), **told))


def _is_read(signed: Signed, pdf: bytes, *, count: int = 1) -> bool:
    try:
        return count == read(signed, pdf)
    except NotPlainError:
        return False


def _empty(pdf: bytes, signed: Signed, *, count: int, between: bytes = b"\n") -> bytes:
    """So many empty revisions more, each with this before it."""
    out, before = pdf, signed.table
    for _ in range(count):
        out += between
        at = len(out)
        ends = b"/Size %d/Root %d 0 R/Prev %d" % (signed.size, signed.root, before)
        out, before = out + b"xref\n0 0\ntrailer\n<<%b>>\nstartxref\n%d\n%%%%EOF" % (ends, at), at
    return out


@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_hundred_revisions_are_read_behind_a_signature(count: int) -> None:
    assert count == read(plain(), _empty(plain().pdf, plain(), count=count))


def test_and_no_more() -> None:
    with pytest.raises(NotPlainError):
        read(plain(), _empty(plain().pdf, plain(), count=101))


@pytest.mark.parametrize(
    ("between", "is_read"),
    [
        (b"\n" * 16, True),
        (b"\n" * 17, False),
        (b"\r\n", True),
        (b" \n", False),
        (b"", False),
        (b"\n\0", False),
    ],
    ids=["16", "17", "two signs of an end", "a blank first", "none", "what is no blank"],
)
def test_sixteen_blanks_of_which_the_first_ends_a_line_stand_between_two_revisions(
    between: bytes, is_read: bool
) -> None:
    base = plain().pdf.rstrip()
    signed = replace(plain(), pdf=base)

    twice = _empty(base, signed, count=2, between=between)

    assert is_read is _is_read(signed, twice, count=2)


@pytest.mark.parametrize("said", range(5))
@pytest.mark.parametrize(
    ("data", "lengths"), [(b"q", {1}), (b"q\n", {1, 2}), (b"q\r", {1, 2}), (b"q\r\n", {1, 2, 3}), (b"\n\n", {1, 2})]
)
def test_a_stream_is_as_long_as_it_says_with_or_without_the_end_of_its_last_line(
    data: bytes, lengths: set[int], said: int
) -> None:
    """Between its data and the word that ends it one end of a line may stand, or none."""
    stream = b"%%(new)d 0 obj\n<</Length %d>>\nstream\n%bendstream\nendobj\n" % (said, data)

    assert (said in lengths) is _is_read(plain(), with_table(plain(), objects=stream))


FIELDS = {"a widget": b"/Subtype/Widget", "of a kind told elsewhere": b"/Subtype %(new)d 0 R", "a field": b"/FT/Sig"}
RESTLESS = {
    "acts when touched": b"/A<</S/Named>>",
    "acts when seen": b"/AA<<>>",
    "keeps its size": b"/F 8",
    "stands upright": b"/F 16",
    "comes and goes": b"/F 256",
    "tells its flags elsewhere": b"/F %(new)d 0 R",
    "has flags of a fraction": b"/F 4.0",
    "has a word for flags": b"/F true",
}
DEEP_IN = {"an object": b"%b", "a list": b"[1[%b]]", "an entry": b"<</Kids[<</X%b>>]>>"}


@pytest.mark.parametrize("place", DEEP_IN)
@pytest.mark.parametrize("act", RESTLESS)
@pytest.mark.parametrize("kind", FIELDS)
def test_no_field_acts_or_moves_however_it_says_that_it_is_one_and_wherever_it_lies(
    kind: str, act: str, place: str
) -> None:
    value = DEEP_IN[place].replace(b"%b", b"<<" + FIELDS[kind] + RESTLESS[act] + b">>")

    assert not _is_read(plain(), with_table(plain(), objects=b"%(new)d 0 obj\n" + value + b"\nendobj\n"))


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("flags", [b"", b"/F 0", b"/F 4", b"/F 132", b"/F 231"])
def test_a_field_that_stays_where_it_is_is_read_as_is_what_is_none_and_has_the_same_keys(
    kind: str, flags: bytes
) -> None:
    others = b"/X<</A 1/AA 2/F 8>>"
    value = b"<<" + FIELDS[kind] + flags + others + b">>"

    assert _is_read(plain(), with_table(plain(), objects=b"%(new)d 0 obj\n" + value + b"\nendobj\n"))


def test_it_breaks_the_signature() -> None:
    signature = verify_pdf(with_table(plain(), **OTHERWISE["zeros before a number"]), ROOTS, now=NOW)[0]

    assert (True, False, Changes.OTHER) == (signature.intact, signature.holds, signature.changes)


def test_nothing_of_it_comes_back_from_a_signing_tool() -> None:
    """A leader signs, and whoever carries the file adds a page that only some readers show."""
    sent = prepare_paper(letter(), ISSUE, now=NOW)
    signed = Signed.read(sign_pdf(sent, person(), field="NguoiKy", now=NOW))

    for fault in ("zeros before a number", "a key twice", "a line of nineteen"):
        with pytest.raises(SignatureError, match="beyond its signatures"):
            check_returned(sent, with_table(signed, **OTHERWISE[fault]), ROOTS, now=NOW)


# --- streams ----------------------------------------------------------------------------------------------------------


def with_table_as_stream(
    signed: Signed,
    *,
    spoil: Callable[[bytes], bytes] = bytes,
    rows: Callable[[bytes], bytes] = bytes,
    head: bytes = b"",
    packed: bytes = HELD,
    written: Callable[[list[bytes]], bytes] | None = None,
    parameters: bytes = b"",
    wide: int = 4,
) -> bytes:
    """A stream with one object in it, and a stream that is the table, as iText and Acrobat write them; `wide` says how
    many bytes a place has in the table."""
    new, at = signed.size, len(signed.pdf)
    held = zlib.compress(b"%d 0 " % (new + 1) + packed)
    first = len(b"%d 0 " % (new + 1))
    objects = b"%d 0 obj\n<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d>>stream\n%b\nendstream\nendobj\n" % (
        new,
        first,
        len(held),
        held,
    )
    place = at + len(objects)
    listed = [(1, at, 0), (2, new, 0), (1, place, 0)]
    lines = [
        k.to_bytes(1, "big") + p.to_bytes(wide, "big") + r.to_bytes(2, "big") for k, p, r in [(0, 0, 0xFFFF), *listed]
    ]
    table = zlib.compress(rows((written or _as_differences)(lines)))
    words = b"%d 0 obj\n<</Type/XRef/W[1 %d 2]/Index[0 1 %d 3]/Size %d/Root %d 0 R/Prev %d/Filter/FlateDecode" % (
        new + 2,
        wide,
        new,
        new + 3,
        signed.root,
        signed.table,
    )
    parameters = parameters or b"<</Predictor 12/Columns %d>>" % (wide + 3)
    words += b"/DecodeParms%b/Length %d%b>>stream\n" % (parameters, len(table), head)
    out = objects + words + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % place
    return signed.pdf + spoil(out)


def _as_differences(lines: list[bytes]) -> bytes:
    out, above = b"", bytes(len(lines[0]))
    for line in lines:
        out += b"\2" + bytes((one - up) % 256 for one, up in zip(line, above, strict=True))
        above = line
    return out


def _in_ways(ways: bytes) -> Callable[[list[bytes]], bytes]:
    """Writes each line in its way: as it is, as what differs from the left, or from above (PNG)."""

    def written(lines: list[bytes]) -> bytes:
        out, above = b"", bytes(7)
        for way, line in zip(ways, lines, strict=True):
            before = {0: bytes(7), 1: b"\0" + line[:-1], 2: above}[way]
            out += bytes([way]) + bytes((one - other) % 256 for one, other in zip(line, before, strict=True))
            above = line
        return out

    return written


@pytest.mark.parametrize("ways", [b"\0\0\0\0", b"\1\1\1\1", b"\2\2\2\2", b"\1\2\0\1", b"\2\1\2\0"])
@pytest.mark.parametrize("predictor", [10, 11, 12, 15])
def test_lines_of_a_table_are_read_in_whichever_way_each_is_written(ways: bytes, predictor: int) -> None:
    told = b"<</Predictor %d/Columns 7>>" % predictor

    assert _is_read(streamed(), with_table_as_stream(streamed(), written=_in_ways(ways), parameters=told))


@pytest.mark.parametrize(
    "parameters",
    [
        b"<</Predictor 9/Columns 7>>",
        b"<</Predictor 16/Columns 7>>",
        b"<</Predictor 12>>",
        b"<</Predictor 12/Columns 6>>",
        b"<</Predictor 12/Columns 7/Colors 1>>",
        b"[<</Predictor 12/Columns 7>>]",
        b"/Predictor",
    ],
)
def test_whoever_says_otherwise_how_lines_are_written_is_not_read(parameters: bytes) -> None:
    assert not _is_read(streamed(), with_table_as_stream(streamed(), parameters=parameters))


@pytest.mark.parametrize("parameters", [b"<<>>", b"<</Columns 7>>", b"<</Predictor 1/Columns 7>>"])
def test_a_table_whose_lines_stand_as_they_are_is_read(parameters: bytes) -> None:
    assert 1 == read(streamed(), with_table_as_stream(streamed(), written=b"".join, parameters=parameters))


def test_tables_and_objects_in_streams_are_read() -> None:
    assert 1 == read(streamed(), with_table_as_stream(streamed()))
    assert holds(with_table_as_stream(streamed()))
    assert [True, True] == [
        one.holds for one in verify_pdf(sign_pdf(streamed().pdf, body(), field="B", now=NOW), ROOTS, now=NOW)
    ]


@pytest.mark.parametrize("wide", [3, 8])
def test_a_place_in_a_table_has_as_many_bytes_as_the_table_says(wide: int) -> None:
    signed = streamed()

    assert len(signed.pdf) > 0xFFFF  # else two bytes of three would do
    assert 1 == read(signed, with_table_as_stream(signed, wide=wide))


@pytest.mark.parametrize(
    "otherwise",
    [
        {"rows": lambda rows: rows[:-1] + b"\1"},
        {"rows": lambda rows: rows + rows[-8:]},
        {"rows": lambda rows: b"\3" + rows[1:]},
        {"head": b"/XRefStm 9"},
        {"head": b"/Prev 9"},
        {"packed": HELD + b" 5 0 obj () endobj"},
        {"packed": b"<</A 1/A 2>>"},
        {"spoil": lambda out: out.replace(b"/N 1", b"/N 2")},
        {"spoil": lambda out: out.replace(b"/N 1", b"/N/1")},
        {"spoil": lambda out: re.sub(rb"/First (\d)", rb"/First/\1", out)},
        {"spoil": lambda out: out.replace(b"/Type/ObjStm", b"/Type/ObjStn")},
        {"written": lambda lines: _as_differences([b"\1" + lines[0][1:], *lines[1:]])},
        {"written": lambda lines: _as_differences([b"\2" + lines[0][1:], *lines[1:]])},
        {"spoil": lambda out: out.replace(b"/W[1 4 2]", b"/W[1 4 1]")},
        {"spoil": lambda out: out.replace(b"/Predictor 12", b"/Predictor 2 ")},
    ],
)
def test_streams_that_say_something_else_are_not(otherwise: dict[str, object]) -> None:
    with pytest.raises(NotPlainError):
        read(streamed(), with_table_as_stream(streamed(), **otherwise))


def test_a_file_has_tables_of_one_kind() -> None:
    """A reader that meets the other kind on its way back goes on without it."""
    for signed, added in ((streamed(), with_table), (plain(), with_table_as_stream)):
        with pytest.raises(NotPlainError):
            read(signed, added(signed))


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"(a(b)c\\)d)", b"a(b)c\\)d"),
        (b"<0A 0b>", b"\x0a\x0b"),
        (b"[1 -2.5 .5 4.]", [1, -2.5, 0.5, 4.0]),
        (b"<</A#20B true/C null>>", {b"A B": True, b"C": None}),
    ],
)
def test_plain_values_are_read(written: bytes, read: object) -> None:
    assert read == Scanner(written).value()


@pytest.mark.parametrize(
    "written",
    [
        *(
            b"(a",
            b"<0g>",
            b"[1 2",
            b"<</A>>",
            b"<<1 2>>",
            b"/",
            b"/A#4",
            b"/#00",
            b"--1",
            b"+1",
            b"1e5",
            b"tru",
            b"{1}",
        ),
        *(b"1 1 R x"[:5], b"01 0 R", b"0 0 R", b"9999999 0 R", b"<</A 1%x\n>>", b"99999999999", b"[" * 40, b"1true"),
    ],
)
def test_others_are_not(written: bytes) -> None:
    scanner = Scanner(b"[" + written + b"]")

    with pytest.raises(NotPlainError):
        scanner.value()


def test_words_that_mend_a_file_are_found_anywhere() -> None:
    for stray in (b"a 5 0 obj b", b"5\0000\fobj", b"endstream", b"trailer", b"startxref", b"%%EOF"):
        with pytest.raises(NotPlainError):
            demand_nothing_stray(stray)
    demand_nothing_stray(b"object 5 0 R xref")
