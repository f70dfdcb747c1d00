"""A signed PDF that somebody hands in to be verified."""

from __future__ import annotations

import contextlib
import datetime as dt

from bluezone.documents.errors import UnreadableError
from bluezone.documents.official import write_pdf
from bluezone.documents.signing import sign_pdf, verify_pdf
from tests.support.documents.certificates import body, person, root_der
from tests.support.documents.papers import ISSUE, decision

NOW = dt.datetime(2020, 8, 11, tzinfo=dt.UTC)


def fuzz(data: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        verify_pdf(data, [root_der()], now=NOW)


def samples() -> list[bytes]:
    return [_SIGNED, _TWICE]


_SIGNED = sign_pdf(write_pdf(decision(), ISSUE, now=NOW).pdf, person(), field="NguoiKy", now=NOW)
_TWICE = sign_pdf(_SIGNED, body(), field="CoQuan", now=NOW)
"""With a revision that only adds a signature behind another."""
