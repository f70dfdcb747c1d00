"""What phones show to the person at a door, and what a door makes of what it scans (docs/protocol/12-door-codes.md).

None of these codes is signed, for a phone that signed would be recognised from door to door. So a reader says what is
written and whether it is of now; that no other program drew it, nobody can say. The reader of the door's page
(webui/static/door-codes.js) gives the same answers.
"""

from __future__ import annotations

import base64
import datetime as dt
import enum
import hashlib
import hmac
import re
from dataclasses import dataclass

from bluezone.protocol.calendar import SLOT_MS, Day
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.venue import ALERT_ENTRY_BYTES

MINUTE_MS = 60_000
CLOCKS_MS = 10_000
"""By how much the clocks of phone and door may differ, on either side of the mark's minute."""
TOKEN_BYTES = 12
NOTE_BYTES = 16
NUMBER_BYTES = 9
ARRIVED_BYTES = 8
MAX_TEXT = 512
_EASTWARD = dt.timezone(dt.timedelta(hours=7))
"""A declaration's day is that of Viet Nam."""
_BLANKS = " \t\r\n"
_MARK = re.compile(r"BZM1:([0-9]{1,9}):(on|unheard|off)")
_VISIT = re.compile(r"BZT1:([A-Za-z0-9_-]{16})")
_DECLARATION = re.compile(r"BZD1:([0-9]{4})-([0-9]{2})-([0-9]{2}):([A-Za-z0-9_-]{12})")
_VENUE = re.compile(r"BZV1:[A-Za-z0-9_+/-]{100,}={0,2}|BZV2:[0-9]{5}:[0-9A-HJKMNP-TV-Z]{10}")
_ENROLMENT = re.compile(r"(https?://[a-z0-9.:\[\]-]+)/door/(?:en)?#E-([0-9A-HJKMNP-TV-Z]{26})")
_KNOWN_STRANGERS = (
    ("NZCOVIDTRACER:", "nz-covid-tracer"),
    ("000201", "vietqr"),
    ("HTTP://", "web"),
    ("HTTPS://", "web"),
)


class State(enum.StrEnum):
    """What a running mark says of its phone: only `on` is heard by others."""

    ON = "on"
    UNHEARD = "unheard"
    OFF = "off"


class What(enum.StrEnum):
    """What a scanned text is."""

    MARK = "mark"
    VISIT = "visit"
    DECLARATION = "declaration"
    VENUE = "venue"
    ENROLMENT = "enrolment"
    FOREIGN = "foreign"


class Verdict(enum.StrEnum):
    """Whether it counts now: `live` or `stale` of a mark, `ok` or `expired` of the others. `forged` is what no phone
    shows at this moment, or ever."""

    LIVE = "live"
    STALE = "stale"
    OK = "ok"
    EXPIRED = "expired"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class DoorCode:
    """A scanned text, read."""

    what: What
    verdict: Verdict | None = None
    """None for a foreign text, of which nothing is judged."""
    says: tuple[tuple[str, str], ...] = ()
    """What stands in it, by the names of page 12."""

    def as_answer(self) -> dict[str, str]:
        """What the door's page is told: flat, in words."""
        judged = {"verdict": self.verdict.value} if self.verdict else {}
        return {"what": self.what.value, **judged, **dict(self.says)}


def read_door_code(text: str, now_ms: int) -> DoorCode:
    """Reads whatever was scanned or typed at a door. Every text is something, a foreign one at worst."""
    clean = text.strip(_BLANKS)
    if len(clean) <= MAX_TEXT:
        for prefix, read in _READERS.items():
            if clean.startswith(prefix):
                return read(clean, now_ms)
        if found := _ENROLMENT.fullmatch(clean):
            return DoorCode(What.ENROLMENT, Verdict.OK, (("origin", found[1]), ("code", found[2])))
    return DoorCode(What.FOREIGN, says=(("kind", _kind_of(clean)),))


def mark_text(now_ms: int, state: State) -> str:
    """What the running mark's code says: the minute, and what is on. No name, no id; the same on every phone."""
    return f"BZM1:{now_ms // MINUTE_MS}:{state.value}"


def visit_token(secret: bytes, now_ms: int) -> bytes:
    """What a phone shows in this quarter of an hour to be written down instead of a name; with its secret alone it is
    known again."""
    quarter = (now_ms // SLOT_MS).to_bytes(8, "big")
    return hmac.digest(secret, b"bluezone/door-token/1" + quarter, hashlib.sha256)[:TOKEN_BYTES]


def visit_note(token: bytes) -> bytes:
    """What a door notes of a token beside the sealed row; meaningless to whoever never saw the token."""
    if len(token) != TOKEN_BYTES:
        raise InvalidValueError(f"a token for a door has {TOKEN_BYTES} bytes")
    return hmac.digest(token, b"bluezone/visit-note/1", hashlib.sha256)[:NOTE_BYTES]


def visit_alert(note: bytes, day: Day) -> bytes:
    """What is published for a UTC day about whoever showed the token of which this was noted. A door that notes what
    it likes cannot choose it: not what would be published of a place, nor of a token that it never saw."""
    if len(note) != NOTE_BYTES:
        raise InvalidValueError(f"a door notes {NOTE_BYTES} bytes of a token")
    message = b"bluezone/visit-alert/1" + day.number.to_bytes(4, "big")
    return hmac.digest(note, message, hashlib.sha256)[:ALERT_ENTRY_BYTES]


def visit_text(token: bytes) -> str:
    """A token as a phone shows it."""
    if len(token) != TOKEN_BYTES:
        raise InvalidValueError(f"a token for a door has {TOKEN_BYTES} bytes")
    return "BZT1:" + base64.urlsafe_b64encode(token).decode()


def declaration_text(day: dt.date, number: bytes) -> str:
    """What a phone shows of a declaration that it sent: its day, and the beginning of the number that it went under."""
    if len(number) < NUMBER_BYTES:
        raise InvalidValueError(f"the number of a declaration has at least {NUMBER_BYTES} bytes")
    return f"BZD1:{day.isoformat()}:{base64.urlsafe_b64encode(number[:NUMBER_BYTES]).decode()}"


def arrived_mark(text: str) -> bytes:
    """What a door is told of a declaration that has arrived, by the proof that its phone shows: it knows that one when
    it is shown, and can make none of it. Another day is another mark."""
    return hashlib.sha256(b"bluezone/declaration-arrived/1" + text.encode()).digest()[:ARRIVED_BYTES]


def _mark(text: str, now_ms: int) -> DoorCode:
    found = _MARK.fullmatch(text)
    if not found:
        return DoorCode(What.MARK, Verdict.FORGED)
    start_ms = int(found[1]) * MINUTE_MS
    says = (("state", found[2]), ("minute", str(int(found[1]))))
    if now_ms < start_ms - CLOCKS_MS:
        return DoorCode(What.MARK, Verdict.FORGED, says)
    is_live = now_ms < start_ms + MINUTE_MS + CLOCKS_MS
    return DoorCode(What.MARK, Verdict.LIVE if is_live else Verdict.STALE, says)


def _visit(text: str, _now_ms: int) -> DoorCode:
    found = _VISIT.fullmatch(text)
    return DoorCode(What.VISIT, Verdict.OK, (("token", found[1]),)) if found else DoorCode(What.VISIT, Verdict.FORGED)


def _declaration(text: str, now_ms: int) -> DoorCode:
    found = _DECLARATION.fullmatch(text)
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if not found or day is None:
        return DoorCode(What.DECLARATION, Verdict.FORGED)
    today = dt.datetime.fromtimestamp(now_ms // 1000, _EASTWARD).date()
    verdict = Verdict.OK if day == today else Verdict.EXPIRED if day < today else Verdict.FORGED
    return DoorCode(What.DECLARATION, verdict, (("day", day.isoformat()), ("number", found[4])))


def _venue(text: str, _now_ms: int) -> DoorCode:
    """A poster: a door has no list of keys, so it looks at the form alone."""
    return DoorCode(What.VENUE, Verdict.OK if _VENUE.fullmatch(text) else Verdict.FORGED)


_READERS = {"BZM1:": _mark, "BZT1:": _visit, "BZD1:": _declaration, "BZV1:": _venue, "BZV2:": _venue}


def _kind_of(text: str) -> str:
    begins = text[:16].upper()
    return next((kind for prefix, kind in _KNOWN_STRANGERS if begins.startswith(prefix)), "text")
