"""Whether a PDF does anything by itself, or carries more than its pages: scripts, programs, files, forms, films, links.

A paper is to be read. What acts in it acts in the office of whoever opens it, and comes with the office's own name on
it. So the whole file is searched, listed objects and forgotten ones, written plainly, with escapes, or packed; and
pdfium is asked besides what it found. What cannot be searched is refused like what was found.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from bluezone.documents.errors import UnreadableError
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.words import Reason

MOST_UNPACKED = 64 << 20
_SNIFFED, _AT_ONCE = 256, 64 << 10
"""Bytes: as many are unpacked to see whether they begin as objects do, and then in steps."""

_BLANK, _NAME_ENDS = rb"[\0\t\n\f\r ]*", rb"(?=[\0-\x20()<>\[\]{}/%]|\Z)"
_REMARK = rb"%[^\r\n]*[\r\n]"
_BETWEEN = rb"(?:[\0\t\n\f\r ]|" + _REMARK + rb")"
"""What may stand between a key and its value."""
_REFERENCE = rb"\d+" + _BETWEEN + rb"+\d+" + _BETWEEN + rb"+R"

_IN_ARRAY = rb"\[" + _BETWEEN + rb"*\d"


def _named(*names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + b"|".join(names) + rb")" + _NAME_ENDS)


def _valued(names: bytes, *values: bytes) -> re.Pattern[bytes]:
    """Looks for short names, which pictures hold by chance, only with what must stand behind them."""
    return re.compile(rb"/(?:" + names + rb")" + _BETWEEN + rb"*(?:" + b"|".join(values) + rb")")


_KINDS: tuple[tuple[Reason, tuple[re.Pattern[bytes], ...]], ...] = (
    (Reason.HAS_SCRIPT, (_named(b"JavaScript"), _valued(b"JS", _REFERENCE))),
    (Reason.HAS_PROGRAM, (_named(b"Launch"),)),
    (
        Reason.HAS_FILES,
        (
            _named(b"EmbeddedFiles?", b"FileAttachment"),
            _valued(b"EF", b"<<", _REFERENCE),
            _valued(b"AF", _IN_ARRAY, _REFERENCE),
        ),
    ),
    (Reason.HAS_FORM_PROGRAM, (_valued(b"XFA", rb"\[", rb"\(", _REFERENCE),)),
    (
        Reason.HAS_MEDIA,
        (
            _named(b"RichMedia\\w*", b"Movie", b"Sound", b"Rendition", b"Screen", b"OnInstantiate"),
            _valued(b"Subtype", b"/(?:3D|U3D|PRC)" + _NAME_ENDS),
        ),
    ),
    (Reason.HAS_SENDING, (_named(b"SubmitForm", b"ImportData", b"GoToR", b"GoToE"),)),
    (
        Reason.HAS_ACTIONS,
        (re.compile(rb"/OpenAction" + _BLANK + rb"(?![\0\t\n\f\r \[])"), _valued(b"AA", b"<<", _REFERENCE)),
    ),
    (Reason.HAS_LINKS, (_valued(b"URI", rb"\(", b"<", b"/", _REFERENCE),)),
)
_ESCAPED_NAME = re.compile(rb"/[^\0-\x20()<>\[\]{}/%#]{0,40}#[^\0-\x20()<>\[\]{}/%]{2,120}")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream([ \t]*)[^\r\n]*(?:\r\n|\n|\r|\Z)")
"""Readers go on behind the word's line, or behind its blanks, whatever else stands there."""
_NUMBERS = re.compile(rb"[\0\t\n\f\r ]*\d+[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]")
_LOCKED, _FIRST = _named(b"Encrypt"), _named(b"First")
_PACKS = re.compile(
    rb"/ObjStm" + _NAME_ENDS + rb"|/First" + _BETWEEN + rb"*\d+(?!\d)(?!" + _BETWEEN + rb"+\d+" + _BETWEEN + rb"+R)"
)
"""Outlines have a /First, too, that points to an object."""
_KEY_OF_A_PACK = rb"|".join(
    (
        rb"Type" + _BLANK + rb"/ObjStm",
        rb"(?:N|First|DL)" + _BLANK + rb"\d+",
        rb"Length" + _BLANK + rb"\d+(?:" + _BLANK + rb"\d+" + _BLANK + rb"R)?",
        rb"Extends" + _BLANK + rb"\d+" + _BLANK + rb"\d+" + _BLANK + rb"R",
        rb"Filter" + _BLANK + rb"(?P<deflated>/FlateDecode|\[" + _BLANK + rb"/FlateDecode" + _BLANK + rb"\])",
    )
)
_PLAIN_PACK = re.compile(
    rb"obj" + _BLANK + rb"<<(?:" + _BLANK + rb"/(?:" + _KEY_OF_A_PACK + rb"))+" + _BLANK + rb">>" + _BLANK + rb"\Z"
)
_PLAIN_HEAD = re.compile(rb"obj" + _BLANK + rb"<<[^()]*\Z")
_MEDIA = {
    raw.FPDF_ANNOT_FILEATTACHMENT: Reason.HAS_FILES,
    raw.FPDF_ANNOT_SOUND: Reason.HAS_MEDIA,
    raw.FPDF_ANNOT_MOVIE: Reason.HAS_MEDIA,
    raw.FPDF_ANNOT_SCREEN: Reason.HAS_MEDIA,
    raw.FPDF_ANNOT_RICHMEDIA: Reason.HAS_MEDIA,
    raw.FPDF_ANNOT_THREED: Reason.HAS_MEDIA,
}


def demand_inactive(pdf: bytes, *, with_links: bool = False) -> None:
    """Demands that a PDF holds pages to read and no more; raises UnreadableError with what else was found.

    With `with_links`, it may lead to addresses.
    """
    for found in _found(pdf):
        if not (with_links and found is Reason.HAS_LINKS):
            raise UnreadableError(found)


def _found(pdf: bytes) -> Iterator[Reason]:
    plain = _unescaped(pdf)
    if _LOCKED.search(plain):
        yield Reason.LOCKED_PDF
    texts = [plain, *map(_unescaped, _packed(pdf))]
    yield from (kind for kind, patterns in _KINDS for each in patterns if any(map(each.search, texts)))
    try:
        with one_at_a_time, pdfium.PdfDocument(pdf) as document:
            told = list(_told_by_pdfium(document))
    except pdfium.PdfiumError as error:
        raise UnreadableError(Reason.SHUT_PDF) from error
    yield from told


def _unescaped(text: bytes) -> bytes:
    """Writes names as they are meant: `/J#61vaScript` is one."""
    return _ESCAPED_NAME.sub(lambda name: _ESCAPE.sub(lambda sign: bytes.fromhex(sign[1].decode()), name[0]), text)


def _packed(pdf: bytes) -> Iterator[bytes]:
    """Unpacks every stream that holds objects, whatever it calls itself, and whether a table knows it."""
    left, last = MOST_UNPACKED, 0
    for found in _STREAM.finditer(pdf):
        before, line, last = _unescaped(pdf[last : found.start()]), found[0], found.end()
        starts = {last} if line.strip() == b"stream" else {found.end(1), last}
        unpacked = [each for at in starts if (each := _unpacked(pdf, at, left)) is not None]
        if _may_pack(before + line) and not _is_searched(before, line, pdf, last, is_unpacked=bool(unpacked)):
            raise UnreadableError(Reason.HIDES_OBJECTS)
        left -= sum(map(len, unpacked))
        yield from unpacked


def _may_pack(before: bytes) -> bool:
    """Whether what stands before a stream may call it one of objects, for any reader that takes words as they come."""
    if _PACKS.search(before):
        return True
    head = before[max(before.rfind(b"obj"), 0) :]
    return _FIRST.search(before) is not None and (_FIRST.search(head) is not None or not _PLAIN_HEAD.match(head))


def _is_searched(before: bytes, line: bytes, pdf: bytes, at: int, *, is_unpacked: bool) -> bool:
    """Whether a stream of objects is one that was unpacked as every reader does, or lies there as it is.

    Its head says no more than such a head has to: a second filter, or words in brackets that look like another object,
    would show others what nobody has searched.
    """
    head = _PLAIN_PACK.search(before)
    if head is None or line.rstrip(b"\r\n") != b"stream":
        return False
    return is_unpacked if head["deflated"] else _NUMBERS.match(pdf, at) is not None


def _unpacked(pdf: bytes, at: int, most: int) -> bytes | None:
    """Unpacks what is deflated here, if it begins as objects do."""
    inflating = zlib.decompressobj()
    try:
        whole = bytearray(inflating.decompress(pdf[at : at + _AT_ONCE], _SNIFFED))
        if not _NUMBERS.match(whole):
            return None
        while not inflating.eof and (left := inflating.unconsumed_tail or pdf[at + _AT_ONCE : at + 2 * _AT_ONCE]):
            at += 0 if inflating.unconsumed_tail else _AT_ONCE
            whole += inflating.decompress(left, _AT_ONCE)
            if len(whole) > most:
                raise UnreadableError(Reason.HIDES_OBJECTS)
    except zlib.error:
        return None
    return bytes(whole)


def _told_by_pdfium(document: pdfium.PdfDocument) -> Iterator[Reason]:
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        yield Reason.HAS_SCRIPT
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        yield Reason.HAS_FILES
    if raw.FPDF_GetFormType(document) in {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}:
        yield Reason.HAS_FORM_PROGRAM
    for page in document:
        for number in range(raw.FPDFPage_GetAnnotCount(page)):
            note = raw.FPDFPage_GetAnnot(page, number)
            kind = _MEDIA.get(raw.FPDFAnnot_GetSubtype(note))
            raw.FPDFPage_CloseAnnot(note)
            if kind is not None:
                yield kind
