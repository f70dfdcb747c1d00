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
from bluezone.documents.words import Reason

MOST_UNPACKED = 64 << 20
_SNIFFED, _AT_ONCE = 256, 64 << 10
"""Bytes: as many are unpacked to see whether they begin as objects do, and then in steps."""

_BLANK, _NAME_ENDS = rb"[\0\t\n\f\r ]*", rb"(?=[\0-\x20()<>\[\]{}/%]|\Z)"
_REFERENCE = rb"\d+[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R"


def _named(*names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + b"|".join(names) + rb")" + _NAME_ENDS)


def _valued(names: bytes, *values: bytes) -> re.Pattern[bytes]:
    """Looks for short names, which pictures hold by chance, only with what must stand behind them."""
    return re.compile(rb"/(?:" + names + rb")" + _BLANK + rb"(?:" + b"|".join(values) + rb")")


_KINDS: tuple[tuple[Reason, tuple[re.Pattern[bytes], ...]], ...] = (
    (Reason.HAS_SCRIPT, (_named(b"JavaScript"), _valued(b"JS", _REFERENCE))),
    (Reason.HAS_PROGRAM, (_named(b"Launch"),)),
    (
        Reason.HAS_FILES,
        (_named(b"EmbeddedFiles?", b"FileAttachment"), _valued(b"EF", b"<<", _REFERENCE), _valued(b"AF", rb"\[ *\d")),
    ),
    (Reason.HAS_FORM_PROGRAM, (_valued(b"XFA", rb"\[", rb"\(", _REFERENCE),)),
    (Reason.HAS_MEDIA, (_named(b"RichMedia\\w*", b"Movie", b"Sound", b"Rendition", b"Screen"),)),
    (Reason.HAS_SENDING, (_named(b"SubmitForm", b"ImportData", b"GoToR", b"GoToE"),)),
    (
        Reason.HAS_ACTIONS,
        (re.compile(rb"/OpenAction" + _BLANK + rb"(?![\0\t\n\f\r \[])"), _valued(b"AA", b"<<", _REFERENCE)),
    ),
    (Reason.HAS_LINKS, (_valued(b"URI", rb"\(", b"<", b"/", _REFERENCE),)),
)
_ESCAPED_NAME = re.compile(rb"/[^\0-\x20()<>\[\]{}/%#]{0,40}#[^\0-\x20()<>\[\]{}/%]{2,120}")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n|stream\r")
_NUMBERS = re.compile(rb"[\0\t\n\f\r ]*\d+[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]")
_PACKS, _LOCKED = re.compile(rb"/(?:ObjStm|First)" + _NAME_ENDS), _named(b"Encrypt")
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
        with pdfium.PdfDocument(pdf) as document:
            yield from _told_by_pdfium(document)
    except pdfium.PdfiumError as error:
        raise UnreadableError(Reason.SHUT_PDF) from error


def _unescaped(text: bytes) -> bytes:
    """Writes names as they are meant: `/J#61vaScript` is one."""
    return _ESCAPED_NAME.sub(lambda name: _ESCAPE.sub(lambda sign: bytes.fromhex(sign[1].decode()), name[0]), text)


def _packed(pdf: bytes) -> Iterator[bytes]:
    """Unpacks every stream that holds objects, whatever it calls itself, and whether a table knows it."""
    left, last = MOST_UNPACKED, 0
    for found in _STREAM.finditer(pdf):
        if pdf.endswith(b"end", last, found.start()):
            continue
        head = _unescaped(pdf[max(pdf.rfind(b"obj", last, found.start()), last) : found.start()])
        last = found.end()
        unpacked = _unpacked(pdf, last, left)
        if unpacked is None and _PACKS.search(head) and not _NUMBERS.match(pdf, last):
            raise UnreadableError(Reason.HIDES_OBJECTS)
        if unpacked is not None:
            left -= len(unpacked)
            yield unpacked


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
