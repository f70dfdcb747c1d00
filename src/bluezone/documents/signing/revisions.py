"""Whether what was added at the end of a PDF is read alike by every reader.

A reader that finds a table of objects where it should be shows what the table lists. One that does not — because the
number behind `startxref` is off by one — gathers up every object of the file, the last of each number, listed or not.
pyHanko puts such a number right in silence and sees nothing new; a browser shows a page that nobody signed.
"""

from __future__ import annotations

import re
from collections import defaultdict

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionType

_TABLE = re.compile(rb"[\0\t\n\f\r ]*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj\b")
_END, _BLANKS = b"%%EOF", b"\0\t\n\f\r "


def are_read_alike(reader: PdfFileReader, pdf: bytes, *, signed_revision: int, signed_until: int) -> bool:
    """Whether the revisions behind this one have their tables where they say, in one form, and list all they hold."""
    listed: defaultdict[int, set[int]] = defaultdict(set)
    for number in range(signed_revision + 1, reader.xrefs.total_revisions):
        told, held = reader.xrefs.get_xref_container_info(number), reader.xrefs.get_xref_data(number)
        if told.xref_section_type is XRefSectionType.HYBRID_MAIN or not _TABLE.match(pdf, told.declared_startxref):
            return False
        if told.stream_ref is not None:
            listed[told.stream_ref.idnum].add(told.start_location)
        for which, (_, place) in held.standard_xrefs.items():
            listed[which].add(place)
    return all(_is_listed(pdf, found, listed) for found in _OBJECT.finditer(pdf, signed_until))


def has_tail(reader: PdfFileReader, pdf: bytes) -> bool:
    """Whether anything stands behind the end of the last revision, and belongs to none."""
    last = reader.xrefs.get_xref_container_info(reader.xrefs.total_revisions - 1)
    end = pdf.find(_END, last.end_location)
    return end >= 0 and bool(pdf[end + len(_END) :].strip(_BLANKS))


def _is_listed(pdf: bytes, found: re.Match[bytes], listed: dict[int, set[int]]) -> bool:
    """Whether a table lists an object; it may point to the blanks before one."""
    places = listed.get(int(found[1]), set())
    return any(place <= found.start() and not pdf[place : found.start()].strip(_BLANKS) for place in places)
