"""The body's signature on what is no paper of its own: attachments in files of their own, and electronic copies.

At the top right of the first page, in words and without an image: 10 pt, black, upright (Appendix I, sections II.8 and
III). The paper it belongs to, or the kind of copy and the body, and the moment with seconds and zone.
"""

from __future__ import annotations

import datetime as dt
import enum

from bluezone.documents.errors import SigningError
from bluezone.documents.signing.credentials import Credential
from bluezone.documents.signing.issuing import BODY
from bluezone.documents.signing.placing import Spot, page_size_mm, sign_pdf
from bluezone.documents.typesetting import set_stamp
from bluezone.documents.words import Reason

_WIDTH_MM, _LINE_MM, _FROM_EDGE_MM = 75.0, 4.4, 8.0


class CopyKind(enum.Enum):
    """The kind of copy that the body vouches for."""

    SAME = "SAO Y"
    AGAIN = "SAO LỤC"
    EXTRACT = "TRÍCH SAO"


def sign_attachment(pdf: bytes, number: str, body: Credential, *, now: dt.datetime) -> bytes:
    """Signs an attachment, under the number of the paper it belongs to: 05/BC-UBND."""
    if not number.strip() or len(number) > 60:
        raise SigningError(Reason.MAIN_PAPER_NEEDED)
    return _sign(pdf, (f"Văn bản số: {number}", f"Thời gian ký: {_moment(now)}"), body, now)


def sign_copy(pdf: bytes, kind: CopyKind, name: str, body: Credential, *, now: dt.datetime) -> bytes:
    """Signs a copy, for which the body vouches."""
    if not name.strip() or len(name) > 120:
        raise SigningError(Reason.COPIER_NEEDED)
    return _sign(pdf, (kind.value, name, f"Thời gian ký: {_moment(now)}"), body, now)


def _sign(pdf: bytes, lines: tuple[str, ...], body: Credential, now: dt.datetime) -> bytes:
    width, _ = page_size_mm(pdf, 1)
    height = _LINE_MM * len(lines)
    look = set_stamp({"lines": lines, "width_mm": _WIDTH_MM, "height_mm": height}, now=now)
    spot = Spot(1, width - _WIDTH_MM - _FROM_EDGE_MM, _FROM_EDGE_MM, _WIDTH_MM, height, look)
    return sign_pdf(pdf, body, field=BODY, now=now, spot=spot)


def _moment(now: dt.datetime) -> str:
    """Writes a moment in ISO 8601, with seconds and zone."""
    if now.tzinfo is None:
        raise SigningError(Reason.ZONE_NEEDED)
    return now.isoformat(timespec="seconds")
