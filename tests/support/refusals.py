"""The table of docs/guides/doors.md: in which words a code is refused, by the phone and by the door, and codes for it.

Each row names a code; `texts_at` makes one of each, as somebody would hold it before a camera at that moment.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import msgspec

from bluezone.device.core.warnings import VIET_NAM
from bluezone.protocol.door_codes import State, declaration_text, mark_text
from bluezone.protocol.signature import Kind, SigningKey
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from tests.support.sources import PROJECT

KEY, WITHDRAWN = SigningKey(Kind.VENUE, b"v" * 32), SigningKey(Kind.VENUE, b"w" * 32)
"""What phones believe, and what they do not believe any more."""
COMMUNE = "02536"
_MINUTE_MS, _DAY_MS = 60_000, 86_400_000
_GUIDE = PROJECT / "docs" / "guides" / "doors.md"
_NONE = "–"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What both sides say of one code, by language; None where it is never shown to that side."""

    code: str
    phone: dict[str, str] | None
    door: dict[str, str] | None


def refusals() -> list[Refusal]:
    """The rows of the table."""
    lines = re.findall(r"^\| (.+) \|$", _GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    cells = [line.split(" | ") for line in lines]
    return [Refusal(code, _said(*phone), _said(*door)) for code, *said in cells[1:] for phone, door in [_pairs(said)]]


def texts_at(now_ms: int) -> dict[str, str]:
    """A code of each kind that can be scanned, by the name of its row."""
    place = Venue(b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, COMMUNE, _s(now_ms) - 60, _s(now_ms) + 3600, b"s" * 16)
    genuine = write_venue(place, KEY)
    over = msgspec.structs.replace(place, valid_from_s=_s(now_ms) - 3600, valid_until_s=_s(now_ms))
    today = dt.datetime.fromtimestamp(now_ms / 1000, VIET_NAM).date()
    return {
        "a poster that somebody forged": genuine[:-1] + ("A" if genuine[-1] != "A" else "B"),
        "a poster whose key was revoked": write_venue(place, WITHDRAWN),
        "a poster that has expired": write_venue(over, KEY),
        "a poster that was misread": genuine[:90],
        "a mark that was recorded": mark_text(now_ms - 3 * _MINUTE_MS, State.ON),
        "a mark that no phone shows": "BZM1:now:on",
        "a mark of the next hour": mark_text(now_ms + 60 * _MINUTE_MS, State.ON),
        "a mark of a phone that is off": mark_text(now_ms, State.OFF),
        "a visit code that somebody forged": "BZT1:abc",
        "a declaration of before": declaration_text(today - dt.timedelta(days=1), bytes(16)),
        "a declaration that somebody forged": declaration_text(today + dt.timedelta(days=1), bytes(16)),
        "a code that enrols a device": f"http://127.0.0.1:8001/door/#E-{'0' * 26}",
        "a poster of New Zealand": "NZCOVIDTRACER:eyJ0eXAiOiJ",
        "a code for payments": "00020101021138540010A000000727",
        "an address": "https://example.vn/checkin",
        "a badge of another place": f"BZN1:{'A' * 8}:{'A' * 22}",
        "a moving code of another device": f"BZH1:{'A' * 12}:1/9:" + '{"v":1',
        "another text": "Chợ Sơn Dương",
    }


def _pairs(said: list[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    phone_vi, phone_en, door_vi, door_en = said
    return (phone_vi, phone_en), (door_vi, door_en)


def _said(vi: str, en: str) -> dict[str, str] | None:
    return None if _NONE in (vi, en) else {"vi": vi, "en": en}


def _s(milliseconds: int) -> int:
    return milliseconds // 1000
