"""Lines of a paper sheet as its page sends them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from nacl.public import PrivateKey, SealedBox
from PIL import Image

from bluezone.portal.identity.models import Staff
from bluezone.portal.posts.models import Sheet
from bluezone.portal.posts.services.sheets import Keyed, key_sheet, print_sheets
from bluezone.portal.posts.sheets import number_of_line
from bluezone.portal.posts.wire import Way, parse_parcel
from tests.support.portal.doorposts import PRIVATE, Gate, b64, parcel, row, sealed
from tests.support.portal.offices import NOW


def a_sheet(gate: Gate) -> Sheet:
    """A page of this gate's register, just printed."""
    (made,) = print_sheets(actor=gate.officer, post=gate.post, count=1, entropy=gate.office.chance.randbytes, now=NOW)
    return made


def line(sheet: Sheet, number: int, way: Way = "in", *, at: dt.datetime = NOW, **more: Any) -> dict[str, Any]:
    """A line in one direction; who comes in wrote a name."""
    said = {"app": "shown", "sealed": sealed(name=f"Khách {number}")} if way == "in" else {"app": "unasked"}
    came = {"of": b64(number_of_line(sheet.number, number, "in"))} if way == "out" else {}
    paper = {"page": sheet.number, "line": number}
    ours = {"id": b64(number_of_line(sheet.number, number, way)), "way": way, "paper": paper}
    return {**row(0, at=at), **ours, **said, **came, **more}


def keyed(
    gate: Gate,
    sheet: Sheet,
    *lines: dict[str, Any],
    by: Staff | None = None,
    photo: bytes = b"",
    now: dt.datetime = NOW,
    **more: Any,
) -> Keyed:
    """Keys these lines of a sheet."""
    sent = parse_parcel(parcel(*lines, now=now, **more))
    return key_sheet(actor=by or gate.officer, sheet=sheet, parcel=sent, photo=photo, now=now)


def sealed_picture(content: bytes = b"") -> bytes:
    """A photograph as the page seals it; a small grey one unless said otherwise."""
    return SealedBox(PrivateKey(PRIVATE).public_key).encrypt(content or picture())


def picture(side: int = 40, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("L", (side, side), 128).save(out, kind)
    return out.getvalue()
