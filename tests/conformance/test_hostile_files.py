"""Files that mean harm, or are only broken, are refused in one line and within bounds."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from bluezone.conformance import inspect_paper
from bluezone.documents.draft import write_docx
from bluezone.documents.errors import UnreadableError
from tests.support.documents.issued import UNSIGNED
from tests.support.documents.papers import ISSUE, NOW, letter

DOCX = write_docx(letter(), ISSUE, now=NOW)


def repacked(changes: dict[str, bytes | None]) -> bytes:
    """Our DOCX with parts replaced, added or (None) taken out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, part in changes.items():
            if part is not None:
                target.writestr(name, part)
    return buffer.getvalue()


def spoilt_behind_its_beginning() -> bytes:
    """A part that unpacks for as long as somebody looks whether it is XML, and then holds a block of no kind."""
    packing = zlib.compressobj(0, zlib.DEFLATED, -zlib.MAX_WBITS)
    part = packing.compress(b"<a>" + b" " * 9_000) + packing.flush(zlib.Z_FULL_FLUSH) + b"\x07"
    buffer = io.BytesIO(repacked({"word/document.xml": None}))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", part)
    data = bytearray(buffer.getvalue())
    for name, method in ((data.index(b"word/document.xml"), -22), (data.rindex(b"word/document.xml"), -36)):
        data[name + method] = zipfile.ZIP_DEFLATED
    return bytes(data)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "neither"),
        (b"%PDF-1.7\n", "does not open"),
        (UNSIGNED[:2000], "does not open|broken"),
        (b"PK\x03\x04" + bytes(60), "broken"),
        (DOCX[:3000], "broken"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old .doc"),
        ({"word/document.xml": None}, "no DOCX"),
        ({"word/document.xml": b"<a"}, "broken"),
        ({"word/document.xml": b"<a/>"}, "broken"),
        ({"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "entities"),
        ({"word/styles.xml": b"<!DOCTYPE a><a/>"}, "entities"),
        ({"word/styles.xml": b'<a/><!ENTITY b "c">'}, "entities"),
        ({"word/_rels/document.xml.rels": b"<!DOCTYPE a><a/>"}, "entities"),
        ({"word/media/a.bin": bytes(60 << 20)}, "unpacks"),
        ({"[Content_Types].xml": b"<Types/>"}, "broken"),
        (spoilt_behind_its_beginning(), "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_refused_in_one_line(given: bytes | dict[str, bytes | None], said: str) -> None:
    """A file as it is, or what is changed in ours."""
    data = given if isinstance(given, bytes) else repacked(given)

    with pytest.raises(UnreadableError, match=said) as caught:
        inspect_paper(data)

    assert "\n" not in str(caught.value)


def test_a_file_beyond_all_papers_is_not_opened() -> None:
    with pytest.raises(UnreadableError, match="50 MB"):
        inspect_paper(b"%PDF-1.7" + bytes(51 << 20))


def test_a_locked_part_is_said_to_be_locked() -> None:
    data = bytearray(DOCX)
    for signature in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.find(signature)
        while place >= 0:
            data[place + (6 if signature == b"PK\x03\x04" else 8)] |= 1
            place = data.find(signature, place + 4)

    with pytest.raises(UnreadableError, match="password"):
        inspect_paper(bytes(data))


def test_a_file_of_two_thousand_parts_is_read_and_one_of_more_is_not() -> None:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        own = len(archive.namelist())

    assert inspect_paper(repacked({f"word/{number}.bin": b"" for number in range(2_000 - own)})).readable
    with pytest.raises(UnreadableError, match="unpacks"):
        inspect_paper(repacked({f"word/{number}.bin": b"" for number in range(2_001 - own)}))


def swelling(to: int, size: int) -> bytes:
    """Our DOCX, so large when packed, whose list of parts says that they unpack to as much as this."""
    buffer = io.BytesIO(repacked({}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/media/image.bin", bytes(size))
        *others, image = archive.infolist()
        image.file_size = to - sum(part.file_size for part in others)
    return buffer.getvalue()


def test_a_file_that_unpacks_to_a_hundred_and_twenty_megabytes_is_read_and_one_to_more_is_not() -> None:
    assert inspect_paper(swelling(120 << 20, 1 << 20)).readable
    with pytest.raises(UnreadableError, match="unpacks"):
        inspect_paper(swelling((120 << 20) + 1, 1 << 20))


def test_a_small_file_that_unpacks_to_two_hundred_times_64_kilobytes_is_read_and_one_to_more_is_not() -> None:
    assert inspect_paper(swelling(200 << 16, 1)).readable
    with pytest.raises(UnreadableError, match="unpacks"):
        inspect_paper(swelling((200 << 16) + 1, 1))


def test_a_pdf_begins_within_its_first_kilobyte() -> None:
    assert inspect_paper(bytes(1_019) + UNSIGNED).readable
    with pytest.raises(UnreadableError, match="neither"):
        inspect_paper(bytes(1_020) + UNSIGNED)
