"""A file that acts, or carries more than its pages, is found however it hides that, and said in one line."""

from __future__ import annotations

import base64
import functools
import io
import random
import re
import zlib

import pypdfium2 as pdfium
import pytest

from bluezone.documents.active import demand_inactive
from bluezone.documents.errors import UnreadableError
from bluezone.documents.signing import check_returned, check_scan, prepare_paper, sign_pdf
from bluezone.documents.words import Reason
from tests.documents.signing.test_scans import scan
from tests.support.documents.certificates import person
from tests.support.documents.issued import ISSUE, NOW, ROOTS, TWICE
from tests.support.documents.papers import letter

SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
KINDS = {
    SCRIPT: Reason.HAS_SCRIPT,
    b"/X<</S/#4aavaScript/JS(x)>>": Reason.HAS_SCRIPT,
    b"/X<</S\n/J#61v#61Script/JS 5 0 R>>": Reason.HAS_SCRIPT,
    b"/AA<</O<</S/Launch/F(cmd.exe)>>>>": Reason.HAS_PROGRAM,
    b"/X<</S%x\n/Launch>>": Reason.HAS_PROGRAM,
    b"/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>": Reason.HAS_FILES,
    b"/X<</Type/Filespec/EF<</F 5 0 R>>>>": Reason.HAS_FILES,
    b"/X<</Subtype/FileAttachment>>": Reason.HAS_FILES,
    b"/AcroForm<</XFA 5 0 R>>": Reason.HAS_FORM_PROGRAM,
    b"/AcroForm<</XFA[(a)5 0 R]>>": Reason.HAS_FORM_PROGRAM,
    b"/X<</Subtype/RichMedia/RichMediaContent 5 0 R>>": Reason.HAS_MEDIA,
    b"/X<</S/SubmitForm/F(http://vi.du)>>": Reason.HAS_SENDING,
    b"/X<</S/GoToR/F(a.pdf)>>": Reason.HAS_SENDING,
    b"/OpenAction<</S/Named/N/Print>>": Reason.HAS_ACTIONS,
    b"/OpenAction 5 0 R": Reason.HAS_ACTIONS,
    b"/X<</S/URI/URI(http://vi.du)>>": Reason.HAS_LINKS,
    b"/X<</URI%x\n(http://vi.du)/S/URI>>": Reason.HAS_LINKS,
    b"/X<</Type/Filespec/EF%x\r<</F 5 0 R>>>>": Reason.HAS_FILES,
    b"/AF 5%x\n0 R": Reason.HAS_FILES,
    b"/AcroForm<</XFA %x\n[(a)5 0 R]>>": Reason.HAS_FORM_PROGRAM,
    b"/X<</Subtype/3D/3DD 5 0 R>>": Reason.HAS_MEDIA,
    b"/X<</OnInstantiate 5 0 R>>": Reason.HAS_MEDIA,
}


@functools.cache
def a_scan() -> bytes:
    return scan(pages=1)


def with_entry(entry: bytes) -> bytes:
    """The scan with something in its catalogue."""
    return re.sub(rb"/Type /Catalog", lambda found: found[0] + entry, a_scan(), count=1)


def with_object(content: bytes, head: bytes = b"900 0 obj") -> bytes:
    """The scan with an object that no table lists."""
    at = a_scan().rindex(b"xref\n")
    return a_scan()[:at] + head + b"\n" + content + b"\nendobj\n" + a_scan()[at:]


def packed(content: bytes, words: bytes = b"/Type/ObjStm/N 1/First 6/Filter/FlateDecode") -> bytes:
    data = zlib.compress(b"901 0 " + content)
    return b"<<" + words + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def why(pdf: bytes) -> Reason:
    with pytest.raises(UnreadableError) as caught:
        demand_inactive(pdf)
    return caught.value.reason


@pytest.mark.parametrize("entry", KINDS)
def test_a_scan_that_acts_is_refused_with_what_it_does(entry: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        check_scan(with_entry(entry))

    assert KINDS[entry] is caught.value.reason
    assert "\n" not in caught.value.words.vi


def test_what_a_reader_opens_at_is_no_act() -> None:
    demand_inactive(with_entry(b"/OpenAction[3 0 R/Fit]/X(URI JavaScript)"))
    demand_inactive(TWICE)


def test_objects_that_no_table_lists_are_searched() -> None:
    assert Reason.HAS_SCRIPT is why(with_object(b"<<" + SCRIPT + b">>"))
    assert Reason.HAS_SCRIPT is why(with_object(b"<<" + SCRIPT + b">>", head=b"%x"))


@pytest.mark.parametrize(
    "words", [b"/Type/ObjStm/N 1/First 6/Filter/FlateDecode", b"/N 1/First 6/Filter/FlateDecode", b""]
)
def test_packed_objects_are_searched(words: bytes) -> None:
    assert Reason.HAS_SCRIPT is why(with_object(packed(b"<<" + SCRIPT + b">>", words)))
    assert Reason.HAS_SCRIPT is why(with_object(packed(b"()" * 400_000 + b"<<" + SCRIPT + b">>", words)))
    demand_inactive(with_object(packed(b"<</A(b)>>", words)))


def test_objects_that_stay_long_however_they_are_packed_are_searched_to_their_end() -> None:
    """Longer than what is unpacked at once."""
    noise = base64.b64encode(random.Random(1).randbytes(200_000))

    assert Reason.HAS_SCRIPT is why(with_object(packed(b"(" + noise + b")<<" + SCRIPT + b">>")))


@pytest.mark.parametrize(
    "stream",
    [
        b"<</Type/ObjStm/N 1/First 6/Filter/ASCIIHexDecode/Length 4>>\nstream\n2f4a\nendstream",
        b"<</Type/#4fbjStm/N 1/First 6/Filter/LZWDecode/Length 4>>\nstream\nabcd\nendstream",
    ],
    ids=["in hexadecimal", "in another way"],
)
def test_what_cannot_be_searched_is_refused(stream: bytes) -> None:
    assert Reason.HIDES_OBJECTS is why(with_object(stream))


@pytest.mark.slow
def test_what_is_beyond_all_measure_is_refused() -> None:
    assert Reason.HIDES_OBJECTS is why(with_object(packed(b" " * (70 << 20))))


def _in_rows(content: bytes) -> bytes:
    """Each five bytes behind one that says how they are meant: a predictor undoes it."""
    return b"".join(b"\0" + content[at : at + 5] for at in range(0, len(content), 5))


HIDDEN = b"901 0 <<" + SCRIPT + b">>"
PACK = b"<</Type/ObjStm/N 1/First 6"


@pytest.mark.parametrize(
    "stream",
    [
        PACK + b"/Filter/ASCIIHexDecode>>\nstream\n" + HIDDEN.hex(" ").encode(),
        PACK + b"/Filter[/FlateDecode/ASCIIHexDecode]>>\nstream\n" + zlib.compress(HIDDEN.hex(" ").encode()),
        PACK + b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 5>>>>\nstream\n"
        + zlib.compress(_in_rows(HIDDEN)),
        PACK + b"/Filter/ASCIIHexDecode/Z(obj)>>\nstream\n" + HIDDEN.hex().encode(),
        PACK + b"/Filter/ASCIIHexDecode/Z(1 0 obj<<)>>\nstream\n" + HIDDEN.hex().encode(),
        PACK + b"/Filter/ASCIIHexDecode/Z(endobj 1 0 obj<<>>stream)>>\nstream\n" + HIDDEN.hex().encode(),
        b"<</N 1/First 5 0 R/Filter/ASCIIHexDecode/Z(1 0 obj<<)>>\nstream\n" + HIDDEN.hex().encode(),
        b"<</N 1/First 5 0 R/Filter/ASCIIHexDecode>>\nstream\n" + HIDDEN.hex().encode(),
        PACK + b"/Filter/FlateDecode>>\nstream \n" + zlib.compress(HIDDEN),
        PACK + b"/Filter/FlateDecode>>\nstream%x\n" + zlib.compress(HIDDEN),
    ],
    ids=["hexadecimal with blanks", "packed twice", "predicted", "a word", "a head", "a whole head", "only a /First",
         "its first place told elsewhere", "a blank behind", "a remark behind"],
)  # fmt: skip
def test_objects_packed_as_no_tool_packs_them_are_refused(stream: bytes) -> None:
    assert Reason.HIDES_OBJECTS is why(with_object(stream + b"\nendstream"))


def test_objects_that_begin_on_the_line_of_the_word_are_searched() -> None:
    assert Reason.HAS_SCRIPT is why(with_object(b"<<>>stream " + zlib.compress(HIDDEN) + b"\nendstream"))


def test_outlines_and_packed_objects_as_tools_write_them_hide_nothing() -> None:
    outline = b"<</Title(a)/First 12 0 R/Last 12 0 R>>\nendobj\n902 0 obj\n"
    picture = b"<</Subtype/Image/Filter/DCTDecode>>\nstream\n\xff\xd8\nendstream"

    demand_inactive(with_object(outline + picture))
    demand_inactive(
        with_object(packed(b"<<>>", b"/Filter [ /FlateDecode ] /First 6 /N 1 /Type /ObjStm /Extends 5 0 R "))
    )


def test_a_file_inside_is_found_where_its_bytes_do_not_show_it() -> None:
    document, out = pdfium.PdfDocument(a_scan()), io.BytesIO()
    document.new_attachment("danh-sach.xlsx").set_data(b"PK")
    document.save(out)

    assert Reason.HAS_FILES is why(out.getvalue())


def test_a_locked_file_is_refused_since_nobody_can_search_it() -> None:
    assert Reason.LOCKED_PDF is why(with_object(b"<</Encrypt 5 0 R>>"))


def test_links_alone_may_be_let_pass() -> None:
    demand_inactive(with_entry(b"/X<</S/URI/URI(http://vi.du)>>"), with_links=True)

    with pytest.raises(UnreadableError):
        demand_inactive(with_entry(SCRIPT), with_links=True)


def test_a_file_that_comes_back_with_a_script_is_refused() -> None:
    sent = prepare_paper(letter(), ISSUE, now=NOW)
    returned = sign_pdf(sent, person(), field="NguoiKy", now=NOW) + b"9 0 obj\n<<" + SCRIPT + b">>\nendobj\n"

    with pytest.raises(UnreadableError, match="script"):
        check_returned(sent, returned, ROOTS, now=NOW)
