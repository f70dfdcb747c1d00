"""The work of a cover call: as much as a real one, and without a trace (docs/protocol/5-calls.md).

A redeem's stand-in looks a code up and gets a certificate signed with the cover key, which no key list names. An
upload's stand-in checks a signature and a commitment and reads the store. Both wait for the same commit as the others.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange import codes
from bluezone.exchange.ports import Entropy
from bluezone.exchange.store import codes as stored_codes
from bluezone.exchange.store import entries as stored_entries
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import (
    CERTIFICATE_LIFETIME_S,
    Certificate,
    Level,
    RetiredSeed,
    commitment_to,
    read_certificate,
    verify_commitment,
    write_certificate,
)
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.signature import KeyList, ListedKey, SigningKey

_SEEDS = 14


class Cover:
    """Does in vain what real calls do in earnest."""

    def __init__(self, key: SigningKey, now_s: int, entropy: Entropy) -> None:
        today = Day.containing(now_s * 1000)
        self._key = key
        self._day = today.number
        self._commitment_key = entropy(32)
        self._seeds = tuple(
            RetiredSeed(today.plus(-age), 0, 95, DaySeed(entropy(SEED_BYTES))) for age in range(1, _SEEDS + 1)
        )
        self._commitment = commitment_to(self._seeds, self._commitment_key)
        self._own_list = KeyList(1, now_s, (ListedKey(key.kind, key.verifying_key.value, 0, 1 << 40),))
        self._upload = self.certificate(self._commitment, now_s)

    def certificate(self, commitment: bytes, now_s: int) -> bytes:
        """A certificate in form, which no upload rule accepts."""
        day = self._day
        certificate = Certificate(commitment, Level.F0, day, day - 2, day, now_s + CERTIFICATE_LIFETIME_S)
        return write_certificate(certificate, self._key)

    def check_upload(self) -> None:
        """What reading and checking an upload costs."""
        certificate = read_certificate(self._upload, self._own_list)
        verify_commitment(certificate.commitment, self._seeds, self._commitment_key)

    @staticmethod
    def look_up(connection: sa.Connection, code: str) -> None:
        """What looking for a code costs."""
        keys = stored_codes.daily_keys(connection)
        stored_codes.find_code(connection, [codes.hash_code(key, code) for key in keys.values()])

    def look_up_upload(self, connection: sa.Connection) -> None:
        """What looking for a certificate and its seeds costs."""
        stored_codes.certificate_used(connection, self._commitment)
        stored_entries.known_levels(connection, [retired.seed.value for retired in self._seeds])
