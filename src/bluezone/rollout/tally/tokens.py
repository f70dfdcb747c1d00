"""The link or printed code that opens the tally page for one team on one day.

A token names a team by a code such as D07, never a person. Whoever holds it can count for that team until it expires,
and can do nothing else; so a lost one costs a few false counts, which the team's evidence shows up.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass

from bluezone.rollout.directive.identifiers import is_id
from bluezone.rollout.errors import TallyError, Untallied
from bluezone.vietnam.words import Words

LONGEST_LIFE = dt.timedelta(days=7)
"""From the beginning of its day: long enough for a phone that finds no network, short enough for a lost print."""
LONGEST_TOKEN = 200
_TEAM = re.compile(r"[A-Z]{1,3}[0-9]{1,3}\Z")
_CHECK_BYTES = 15
_SHORTEST_SECRET = 32
_TOKEN = re.compile(r"(BT1\.([a-z0-9-]{1,64})\.([A-Z0-9]{2,6})\.([0-9]{8})\.([0-9]{1,12}))\.([A-Z2-7]{24})\Z")


@dataclass(frozen=True, slots=True)
class TeamCode:
    """A team as the office numbers it. Too short, and too regular, for anybody's name."""

    text: str

    def __post_init__(self) -> None:
        if not _TEAM.match(self.text):
            raise ValueError(f"not a team's code: {self.text!r}")


@dataclass(frozen=True, slots=True)
class FieldToken:
    """One team's leave to count on one day."""

    directive: str
    team: TeamCode
    day: dt.date
    expires: dt.datetime

    def __post_init__(self) -> None:
        if not is_id(self.directive) or self.expires.tzinfo is None:
            raise ValueError("a token needs a directive's id and the zone of its end")
        if not self.begins < self.expires <= self.begins + LONGEST_LIFE:
            raise ValueError(f"a token lives at most {LONGEST_LIFE.days} days from the beginning of its day")

    @property
    def begins(self) -> dt.datetime:
        return dt.datetime.combine(self.day, dt.time(), self.expires.tzinfo)

    def signed(self, secret: bytes) -> str:
        """Writes the text behind the link."""
        body = f"BT1.{self.directive}.{self.team.text}.{self.day:%Y%m%d}.{int(self.expires.timestamp())}"
        return f"{body}.{_checksum(body, secret)}"


def is_signed_here(text: str, secret: bytes) -> bool:
    """Whether this office made the token, be it expired or revoked by now: without a look into any store."""
    match = _TOKEN.match(text) if len(text) <= LONGEST_TOKEN else None
    return match is not None and hmac.compare_digest(_checksum(match[1], secret), match[6])


def open_token(text: str, secret: bytes, *, directive: str, zone: dt.tzinfo, now: dt.datetime) -> FieldToken:
    """Opens the token behind a link, if it is ours and holds now. Raises TallyError."""
    match = _TOKEN.match(text) if len(text) <= LONGEST_TOKEN else None
    if match is None:
        raise _malformed()
    if not is_signed_here(text, secret):
        raise _refused(Untallied.FORGED, "Mã đội không phải do huyện cấp.", "This team code was not issued here.")
    token = _read(match, zone)
    if token.directive != directive:
        raise _refused(Untallied.OTHER_DIRECTIVE, "Mã đội của văn bản khác.", "This team code is of another directive.")
    if now < token.begins:
        raise _refused(Untallied.NOT_YET, "Mã đội chưa đến ngày dùng.", "The day of this team code has not come.")
    if now >= token.expires:
        raise _refused(
            Untallied.EXPIRED, "Mã đội đã hết hạn; xin mã mới.", "This team code has expired; ask for a new one."
        )
    return token


def _read(match: re.Match[str], zone: dt.tzinfo) -> FieldToken:
    try:
        day = dt.datetime.strptime(match[4], "%Y%m%d").replace(tzinfo=zone).date()
        return FieldToken(match[2], TeamCode(match[3]), day, dt.datetime.fromtimestamp(int(match[5]), zone))
    except (ValueError, OverflowError, OSError) as error:
        raise _malformed() from error


def _checksum(body: str, secret: bytes) -> str:
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError("the office's secret is too short")
    digest = hmac.digest(secret, b"bluezone field tally\0" + body.encode(), hashlib.sha256)
    return base64.b32encode(digest[:_CHECK_BYTES]).decode()


def _malformed() -> TallyError:
    return _refused(Untallied.MALFORMED, "Mã đội không đọc được.", "This is no team code.")


def _refused(reason: Untallied, vi: str, en: str) -> TallyError:
    return TallyError(reason, Words(vi, en))
