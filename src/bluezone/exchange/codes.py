"""Codes: issued to health staff, redeemed once by a phone (docs/protocol/5-calls.md, 6-upload.md).

A code is kept only as HMAC-SHA256 under a key of the day, and with that key everything hashed under it is forgotten.
Redemption is one compare-and-swap. The same code with the same commitment gets the byte-identical certificate again;
any other answer about a code that cannot be redeemed is one and the same.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import msgspec
import sqlalchemy as sa

from bluezone.exchange.errors import ExchangeError, RefusedCallError, RequestError
from bluezone.exchange.ports import HOUR_S, Entropy
from bluezone.exchange.store import Done, Question, SharedWork, Told
from bluezone.exchange.store import codes as stored
from bluezone.exchange.store.codes import CodeState, StoredCode
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import LONG_LIFETIME_S, SHORT_LIFETIME_S, long_code, short_code, spaced
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import CERTIFICATE_LIFETIME_S, Certificate, Level
from bluezone.protocol.messages import Refusal

HANDLE_BYTES = 16
KEYS_KEPT_DAYS = 2
"""A long code may be redeemed a day after it was issued, and that redemption repeated for another day."""
MAX_CODES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class CodeOrder:
    """What health staff ask for."""

    level: Level
    onset: Day
    """Onset of symptoms, or for whoever has none the day of the test; for an F1 the day of the last exposure known."""
    first_exposure: Day | None = None
    """The first day on which an F1 was exposed; nothing before it may be published."""
    long: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class IssuedCode:
    """A code in clear, once."""

    code: str
    handle: bytes
    expires_s: int

    @property
    def spaced(self) -> str:
        return spaced(self.code)


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """All that the portal learns about a code."""

    state: str
    """issued, redeemed or expired."""
    date: dt.date


def issue_code(
    connection: sa.Connection, order: CodeOrder, profile: PathogenProfile, *, now_s: int, entropy: Entropy
) -> IssuedCode:
    """Issues a fresh code. Raises RequestError when it could never lead to a published day."""
    today = Day.containing(now_s * 1000)
    _require_publishable(order, profile, today)
    keys = keys_with(connection, today, entropy)
    code = long_code(entropy(10)) if order.long else short_code(entropy(16))
    if stored.find_codes(connection, [hash_code(key, code) for key in keys.values()]):  # once in 10^7 at the peak
        return issue_code(connection, order, profile, now_s=now_s, entropy=entropy)
    issued = IssuedCode(code, entropy(HANDLE_BYTES), now_s + (LONG_LIFETIME_S if order.long else SHORT_LIFETIME_S))
    stored.add_code(
        connection,
        StoredCode(
            code_hash=hash_code(keys[today], code),
            handle=issued.handle,
            state=CodeState.ISSUED,
            state_day=today,
            level=order.level,
            onset=order.onset,
            first_day=order.first_exposure,
            last_day=None,
            expires_s=issued.expires_s,
            certificate_expires_s=None,
            retry_tag=None,
        ),
    )
    return issued


@dataclass(frozen=True, slots=True)
class Redemption(SharedWork[Certificate | None]):
    """A phone asks for a certificate over its commitment; cover is looked for all the same, and gets None."""

    code: str
    commitment: bytes
    now_s: int
    profile: PathogenProfile
    entropy: Entropy
    cover: bool = False

    @classmethod
    def asks(cls, _dialect: sa.Dialect, _works: Sequence[Self]) -> list[Question]:
        return [stored.KEYS]

    @classmethod
    def together(
        cls, connection: sa.Connection, works: Sequence[Self], answers: Sequence[Told]
    ) -> Done[Certificate | None]:
        """Certificates, or RefusedCallError: the same for every reason."""
        newest = max(works, key=lambda work: work.now_s)
        keys = stored.keys_in(*answers)
        _draw_key(connection, keys, Day.containing(newest.now_s * 1000), newest.entropy)
        hashes = [[hash_code(key, work.code) for key in keys.values()] for work in works]
        known = stored.find_codes(connection, [one for several in hashes for one in several])
        outcomes: list[Certificate | ExchangeError | None] = []
        redeemed: dict[bytes, StoredCode] = {}
        for work, several in zip(works, hashes, strict=True):
            found = next((known[one] for one in several if one in known), None)
            try:
                code = work._decide(found, keys)  # noqa: SLF001 - of this very class
            except RefusedCallError as refusal:
                outcomes.append(None if work.cover else refusal)
                continue
            outcomes.append(_certificate(code, work.commitment))
            if code is not found:
                known[code.code_hash] = redeemed[code.code_hash] = code
        return Done(outcomes, [stored.as_redeemed(list(redeemed.values()))])

    def _decide(self, found: StoredCode | None, keys: dict[Day, bytes]) -> StoredCode:
        """The code as it will stand. Raises RefusedCallError."""
        if found is None or self.cover:
            raise _refused()
        if found.state == CodeState.REDEEMED:
            self._require_repetition(found, keys)
            return found
        if self.now_s >= found.expires_s:
            raise _refused()
        today = Day.containing(self.now_s * 1000)
        first, last = allowed_days(found.level, found.onset, found.first_day, self.profile, today)
        return msgspec.structs.replace(
            found,
            state=CodeState.REDEEMED,
            state_day=today,
            first_day=first,
            last_day=last,
            certificate_expires_s=_certificate_expiry(self.now_s),
            retry_tag=retry_tag(keys[today], self.code, self.commitment),
        )

    def _require_repetition(self, found: StoredCode, keys: dict[Day, bytes]) -> None:
        """Raises RefusedCallError unless this very redemption was made before and its certificate is still good."""
        key = keys.get(found.state_day)
        if key is None or found.retry_tag is None or found.certificate_expires_s is None:
            raise _refused()
        if not hmac.compare_digest(found.retry_tag, retry_tag(key, self.code, self.commitment)):
            raise _refused()
        if self.now_s >= found.certificate_expires_s:
            raise _refused()


def code_status(connection: sa.Connection, handle: bytes, now_s: int) -> CodeStatus:
    """What became of a code. Raises RequestError when nothing is known of the handle any more."""
    found = stored.find_handle(connection, handle)
    if found is None:
        raise RequestError("no code is known by this handle; codes are forgotten a day after they expire")
    if found.state == CodeState.ISSUED and now_s >= found.expires_s:
        return CodeStatus("expired", Day.containing(found.expires_s * 1000).date)
    return CodeStatus(found.state.name.lower(), found.state_day.date)


def allowed_days(
    level: Level, onset: Day, first_exposure: Day | None, profile: PathogenProfile, today: Day
) -> tuple[Day, Day]:
    """The days that a certificate allows: the infectious window, as far as it lies within the tracing window.

    An F1's days start at the first exposure and end today. Raises RefusedCallError if nothing is left.
    """
    oldest = Day(max(0, today.number - profile.tracing_days))
    if level is Level.F0:
        first = Day(max(0, onset.number - profile.infectious_days_before_onset))
        last = onset.plus(profile.infectious_days_after_onset)
    else:
        first, last = first_exposure or onset, today
    first, last = max(first, oldest), min(last, today)
    if first > last:
        raise _refused()
    return first, last


def keys_with(connection: sa.Connection, today: Day, entropy: Entropy) -> dict[Day, bytes]:
    """The daily keys that are kept, with today's, which is drawn when it is first needed."""
    keys = stored.daily_keys(connection)
    _draw_key(connection, keys, today, entropy)
    return keys


def _draw_key(connection: sa.Connection, keys: dict[Day, bytes], today: Day, entropy: Entropy) -> None:
    if today not in keys:
        keys[today] = entropy(32)
        stored.add_daily_key(connection, today, keys[today])


def hash_code(key: bytes, code: str) -> bytes:
    return hmac.digest(key, b"bluezone/code/1" + code.encode(), "sha256")


def retry_tag(key: bytes, code: str, commitment: bytes) -> bytes:
    """Recognises the same redemption again, and can be computed only by whoever still has code and commitment."""
    return hmac.digest(key, b"bluezone/retry/1" + code.encode() + commitment, "sha256")


def _certificate(redeemed: StoredCode, commitment: bytes) -> Certificate:
    assert redeemed.first_day is not None
    assert redeemed.last_day is not None
    assert redeemed.certificate_expires_s is not None
    return Certificate(
        commitment=commitment,
        level=redeemed.level,
        onset_day=redeemed.onset.number,
        first_day=redeemed.first_day.number,
        last_day=redeemed.last_day.number,
        expires_s=redeemed.certificate_expires_s,
    )


def _certificate_expiry(now_s: int) -> int:
    """24 hours, cut to the whole hour so that a moment of redemption is kept nowhere."""
    return (now_s + CERTIFICATE_LIFETIME_S) // HOUR_S * HOUR_S


def _require_publishable(order: CodeOrder, profile: PathogenProfile, today: Day) -> None:
    if order.onset > today:
        raise RequestError("the onset lies in the future")
    if order.first_exposure is not None and order.first_exposure > today:
        raise RequestError("the first exposure lies in the future")
    if order.level is Level.F0 and order.first_exposure is not None:
        raise RequestError("a first exposure belongs to an F1")
    reach = profile.tracing_days + (profile.infectious_days_after_onset if order.level is Level.F0 else 0)
    if today.number - order.onset.number >= reach:
        raise RequestError("the onset is so long ago that no day could be published")


def _refused() -> RefusedCallError:
    return RefusedCallError(Refusal.CODE, "the code cannot be redeemed")
