"""A file is as large as its kind may be, and one that is larger waits for no process."""

from __future__ import annotations

import threading

import pytest

from bluezone.portal.directives.services import attachments
from bluezone.portal.directives.services.attachments import examined_photo, examined_scan
from bluezone.portal.errors import RefusedError
from tests.support.portal.rolling import a_pdf, a_photo

TEN_MEGABYTES, SIXTEEN_MEGABYTES = 10 << 20, 16 << 20


def test_a_photo_of_sixteen_megabytes_is_taken():
    """Whatever stands behind its end is no part of it."""
    assert examined_photo(a_photo().ljust(SIXTEEN_MEGABYTES, b"\0")).content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("content", "most", "refusal"),
    [(a_photo(), SIXTEEN_MEGABYTES, "at most 16 MB"), (a_pdf(), TEN_MEGABYTES, "at most 10 MB")],
    ids=["photo", "pdf"],
)
def test_a_file_that_is_too_large_is_refused_however_busy_everybody_is(monkeypatch, content, most, refusal):
    monkeypatch.setattr(attachments, "_PLACES", threading.Semaphore(0))
    monkeypatch.setattr(attachments, "LONGEST_WAIT_S", 0)

    with pytest.raises(RefusedError, match=refusal):
        examined_scan(content.ljust(most + 1, b"\0"))
