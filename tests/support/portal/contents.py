"""What an answer of the portal says, whatever form it has."""

from __future__ import annotations

import io
import zipfile

from django.http import HttpResponse


def content_of(answer: HttpResponse) -> str:
    """Pages, and files: a workbook is unpacked, so that nothing hides in it."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
