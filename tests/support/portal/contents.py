"""What an answer of the portal says, whatever form it has."""

from __future__ import annotations

import io
import re
import zipfile
from email.header import decode_header, make_header
from urllib.parse import unquote

import pypdfium2 as pdfium
from django.http import HttpResponse

from bluezone.documents.pdfium_turn import one_at_a_time

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def all_said_by(answer: HttpResponse) -> str:
    """Its content, and above it what its headers and cookies say: a file's name names somebody, too."""
    return f"{_headers_of(answer)}\n{_cookies_of(answer)}\n{content_of(answer)}"


def content_of(answer: HttpResponse) -> str:
    """Pages, and files: a workbook is unpacked and a PDF read, so that nothing hides in it; nor does it in escapes."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data.startswith(b"%PDF"):
        return _words_of(data)
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), _text_of(data))


def _text_of(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def _words_of(pdf: bytes) -> str:
    """With one space between any two, wherever a line ends."""
    with one_at_a_time, pdfium.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def _headers_of(answer: HttpResponse) -> str:
    """As a browser reads them: words beyond ASCII arrive encoded, in either of two ways."""
    return "\n".join(unquote(str(make_header(decode_header(value)))) for value in answer.headers.values())


def _cookies_of(answer: HttpResponse) -> str:
    """They stand beside the headers until the answer leaves."""
    return "\n".join(unquote(cookie.value) for cookie in answer.cookies.values())
