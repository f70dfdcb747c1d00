"""How strongly a phone's model sends, hidden in one byte that changes with every id (docs/protocol/1-air.md, "Power").

Said in clear it is the same from id to id, and a mark to follow somebody by. So it goes through a permutation of the
256 bytes that follows from the day's key and the id: who has no key of the day sees chance, and a phone that does not
know its model's power says so through the same one. A permutation and no mask, since a phone that learns its power
while an id is on air says two things beside it: under a mask the two would tell each other. Nothing here keeps anybody
from altering the byte on its way; what judges it is bounded.
"""

from __future__ import annotations

import hmac

from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.identifiers import RollingId

MIN_DBM, MAX_DBM = -127, 20
"""What a phone may say of its power, hidden or in clear."""
_CONTEXT = b"bluezone/power/1"
_UNKNOWN_DBM = -128
_ROUNDS = range(4)
_HALVES = 16


def hide_power(power_dbm: int | None, day_key: bytes, rolling_id: RollingId) -> int:
    """The byte (0..255) that says this power beside this id; None: that the phone does not know it."""
    if power_dbm is not None:
        require_power(power_dbm)
    said = (_UNKNOWN_DBM if power_dbm is None else power_dbm) % 256
    figures = _figures(day_key, rolling_id)
    left, right = divmod(said, _HALVES)
    for round_ in _ROUNDS:
        left, right = right, left ^ _half(figures, _HALVES * round_ + right)
    return left * _HALVES + right


def open_power(hidden: int, day_key: bytes, rolling_id: RollingId) -> int | None:
    """The power in dBm behind a byte that was heard beside this id. None where the phone does not know it, and for what
    is no power: the byte was altered, or belongs to another id."""
    figures = _figures(day_key, rolling_id)
    left, right = divmod(hidden, _HALVES)
    for round_ in reversed(_ROUNDS):
        left, right = right ^ _half(figures, _HALVES * round_ + left), left
    said = left * _HALVES + right
    power_dbm = said - 256 if said > 127 else said  # a signed byte
    return power_dbm if MIN_DBM <= power_dbm <= MAX_DBM else None


def require_power(power_dbm: int) -> None:
    """Raises InvalidValueError for what no radio has."""
    if not MIN_DBM <= power_dbm <= MAX_DBM:
        raise InvalidValueError(f"transmit power {power_dbm} dBm lies outside {MIN_DBM}..{MAX_DBM}")


def _figures(day_key: bytes, rolling_id: RollingId) -> bytes:
    """Four tables of 16 half bytes: HMAC-SHA256(K, "bluezone/power/1" ‖ id). Rounds of them make a permutation (Luby
    and Rackoff, 1988)."""
    return hmac.digest(day_key, _CONTEXT + rolling_id.value, "sha256")


def _half(figures: bytes, place: int) -> int:
    """The half byte at this place, of each byte the upper first."""
    byte = figures[place >> 1]
    return byte & 15 if place & 1 else byte >> 4
