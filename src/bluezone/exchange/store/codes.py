"""Codes in the store: hashed, with a handle for whoever issued them, and never beside a seed."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bluezone.exchange.errors import StoreError
from bluezone.exchange.store.tables import certificates, code_keys, codes
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level


class CodeState(enum.IntEnum):
    """How far a code has come; what it was redeemed for stands nowhere beside it."""

    ISSUED = 0
    REDEEMED = 1


@dataclass(frozen=True, slots=True)
class StoredCode:
    """A code's row."""

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


_CODES_BY_HASH = sa.select(codes).where(codes.c.code_hash.in_(sa.bindparam("hashes", expanding=True)))
_REDEEM = (
    codes.update()
    .where(codes.c.code_hash == sa.bindparam("which"), codes.c.state == CodeState.ISSUED)
    .values(
        state=CodeState.REDEEMED,
        state_day=sa.bindparam("to_state_day"),
        first_day=sa.bindparam("to_first_day"),
        last_day=sa.bindparam("to_last_day"),
        certificate_expires_s=sa.bindparam("to_certificate_expires_s"),
        retry_tag=sa.bindparam("to_retry_tag"),
    )
)


def daily_keys(connection: sa.Connection) -> dict[Day, bytes]:
    """Every daily key that is still kept."""
    return {Day(row.day): row.key for row in connection.execute(sa.select(code_keys))}


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
    rows = connection.execute(_CODES_BY_HASH, {"hashes": hashes}) if hashes else ()
    return {row.code_hash: _stored(row) for row in rows}


def find_handle(connection: sa.Connection, handle: bytes) -> StoredCode | None:
    row = connection.execute(sa.select(codes).where(codes.c.handle == handle)).first()
    return _stored(row) if row else None


def redeem_codes(connection: sa.Connection, redeemed: Sequence[StoredCode]) -> None:
    """Compare and swap: these rows become redeemed. Raises StoreError if somebody was faster with any of them."""
    changes = [
        {
            "which": code.code_hash,
            "to_state_day": code.state_day.number,
            "to_first_day": _number(code.first_day),
            "to_last_day": _number(code.last_day),
            "to_certificate_expires_s": code.certificate_expires_s,
            "to_retry_tag": code.retry_tag,
        }
        for code in redeemed
    ]
    if changes and connection.execute(_REDEEM, changes).rowcount != len(changes):
        raise StoreError("a code was redeemed by somebody else at the same moment")


def void_open_codes(connection: sa.Connection) -> int:
    """Forgets every code that was not redeemed, as after a restore; how many there were."""
    return connection.execute(codes.delete().where(codes.c.state == CodeState.ISSUED)).rowcount


_CERTIFICATES = sa.select(certificates.c.hash).where(certificates.c.hash.in_(sa.bindparam("hashes", expanding=True)))
_ADD_CERTIFICATE = certificates.insert()


def certificates_used(connection: sa.Connection, hashes: Sequence[bytes]) -> set[bytes]:
    """Which of these certificates were used before."""
    return set(connection.execute(_CERTIFICATES, {"hashes": hashes}).scalars()) if hashes else set()


def use_certificates(connection: sa.Connection, used: Sequence[tuple[bytes, int]], day: Day) -> None:
    """Remembers (hash, expiry) of each, as used on this day."""
    if used:
        rows = [{"hash": one, "expires_s": expires_s, "used_day": day.number} for one, expires_s in used]
        connection.execute(_ADD_CERTIFICATE, rows)


def _number(day: Day | None) -> int | None:
    return None if day is None else day.number


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredCode:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row by column
    return StoredCode(
        code_hash=values["code_hash"],
        handle=values["handle"],
        state=CodeState(values["state"]),
        state_day=Day(values["state_day"]),
        level=Level(values["level"]),
        onset=Day(values["onset_day"]),
        first_day=None if values["first_day"] is None else Day(values["first_day"]),
        last_day=None if values["last_day"] is None else Day(values["last_day"]),
        expires_s=values["expires_s"],
        certificate_expires_s=values["certificate_expires_s"],
        retry_tag=values["retry_tag"],
    )
