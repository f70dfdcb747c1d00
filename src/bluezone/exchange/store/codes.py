"""Codes in the store: hashed, with a handle for whoever issued them, and never beside a seed."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from bluezone.exchange.store.at_once import Question, Row, Told, told_at_once
from bluezone.exchange.store.many import Among, Changed, Write
from bluezone.exchange.store.tables import code_keys, codes
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level


class CodeState(enum.IntEnum):
    """How far a code has come; what it was redeemed for stands nowhere beside it."""

    ISSUED = 0
    REDEEMED = 1


class StoredCode(msgspec.Struct, frozen=True):
    """A code's row. Each redemption makes two of them, over which a frozen dataclass takes three times as long."""

    code_hash: bytes
    handle: bytes
    state: CodeState
    state_day: Day
    """The day on which it came into this state: all that the portal learns."""
    level: Level
    onset: Day
    first_day: Day | None
    """First exposure of an F1 until redemption; from then on the first day that the certificate allows."""
    last_day: Day | None
    expires_s: int
    certificate_expires_s: int | None
    retry_tag: bytes | None


_BY_HASH = Among(codes.c.code_hash, tuple(codes.c))
KEYS = Question(str(sa.select(code_keys.c.day, code_keys.c.key)))
_REDEEMED = Changed(
    (
        codes.c.code_hash,
        codes.c.state,
        codes.c.state_day,
        codes.c.first_day,
        codes.c.last_day,
        codes.c.certificate_expires_s,
        codes.c.retry_tag,
    ),
    where=codes.c.state,
    stands=CodeState.ISSUED,
)


def daily_keys(connection: sa.Connection) -> dict[Day, bytes]:
    """Every daily key that is still kept."""
    return keys_in(*told_at_once(connection, [KEYS]))


def keys_in(answer: Told) -> dict[Day, bytes]:
    """The daily keys in the answer to `KEYS`."""
    return {Day(day): key for day, key in answer.rows}


def add_daily_key(connection: sa.Connection, day: Day, key: bytes) -> None:
    connection.execute(code_keys.insert().values(day=day.number, key=key))


def add_code(connection: sa.Connection, code: StoredCode) -> None:
    connection.execute(
        codes.insert().values(
            code_hash=code.code_hash,
            handle=code.handle,
            state=code.state,
            state_day=code.state_day.number,
            level=code.level,
            onset_day=code.onset.number,
            first_day=_number(code.first_day),
            expires_s=code.expires_s,
        )
    )


def find_codes(connection: sa.Connection, hashes: Sequence[bytes]) -> dict[bytes, StoredCode]:
    """The codes with these hashes, by hash."""
    found = map(_stored, _BY_HASH.rows(connection, hashes))
    return {code.code_hash: code for code in found}


def find_handle(connection: sa.Connection, handle: bytes) -> StoredCode | None:
    row = connection.execute(sa.select(codes).where(codes.c.handle == handle)).first()
    return _stored(tuple(row)) if row else None


def as_redeemed(redeemed: Sequence[StoredCode]) -> Write:
    """Compare and swap: these rows become redeemed, or none if somebody was faster with any of them."""
    rows = [
        (
            code.code_hash,
            int(CodeState.REDEEMED),
            code.state_day.number,
            _number(code.first_day),
            _number(code.last_day),
            code.certificate_expires_s,
            code.retry_tag,
        )
        for code in redeemed
    ]
    return _REDEEMED, rows


def void_open_codes(connection: sa.Connection) -> int:
    """Forgets every code that was not redeemed, as after a restore; how many there were."""
    return connection.execute(codes.delete().where(codes.c.state == CodeState.ISSUED)).rowcount


def _number(day: Day | None) -> int | None:
    return None if day is None else day.number


def _stored(row: Row) -> StoredCode:
    code_hash, handle, state, state_day, level, onset, first, last, expires_s, certificate_expires_s, retry_tag = row
    return StoredCode(
        code_hash=code_hash,
        handle=handle,
        state=CodeState(state),
        state_day=Day(state_day),
        level=Level(level),
        onset=Day(onset),
        first_day=None if first is None else Day(first),
        last_day=None if last is None else Day(last),
        expires_s=expires_s,
        certificate_expires_s=certificate_expires_s,
        retry_tag=retry_tag,
    )
