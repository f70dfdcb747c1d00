"""The work of a cover call: as much as a real one, and without a trace (docs/protocol/5-calls.md).

A redeem's stand-in looks a code up and gets a certificate signed with the cover key, which no key list names. An
upload's stand-in is read, verified and checked, and reads the store. Both share statements and commit with real calls.
"""

from __future__ import annotations

import hashlib

from bluezone.exchange.errors import RefusedCallError
from bluezone.exchange.ports import Entropy
from bluezone.exchange.upload_rules import UPLOAD_RULES, Upload, read_upload
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import (
    CERTIFICATE_LIFETIME_S,
    Certificate,
    Level,
    RetiredSeed,
    commitment_to,
    write_certificate,
)
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.messages import UploadRequest, disclosed
from bluezone.protocol.signature import KeyList, ListedKey, SigningKey

_SEEDS = 14


class Cover:
    """Does in vain what real calls do in earnest."""

    def __init__(self, key: SigningKey, now_s: int, entropy: Entropy) -> None:
        today = Day.containing(now_s * 1000)
        self._key = key
        self._day = today.number
        commitment_key = entropy(32)
        seeds = tuple(
            RetiredSeed(today.plus(-age), 0, 95, DaySeed(entropy(SEED_BYTES))) for age in range(1, _SEEDS + 1)
        )
        own_list = KeyList(1, now_s, (ListedKey(key.kind, key.verifying_key.value, 0, 1 << 40),))
        self._own_list = own_list
        file = self.certificate(commitment_to(seeds, commitment_key), now_s)
        self._request = UploadRequest(file, commitment_key, tuple(disclosed(retired) for retired in seeds))

    def certificate(self, commitment: bytes, now_s: int) -> bytes:
        """A certificate in form, which no upload rule accepts."""
        day = self._day
        certificate = Certificate(commitment, Level.F0, day, day - 2, day, now_s + CERTIFICATE_LIFETIME_S)
        return write_certificate(certificate, self._key)

    def upload(self, now_ms: int, *, signed_here: bool) -> tuple[Upload, bytes]:
        """An upload that is read, verified and found in order like a real one; and the hash of its certificate.

        `signed_here` where a real one's certificate would be remembered."""
        upload = read_upload(self._request, self._own_list, now_ms, signed_here=signed_here)
        for rule in UPLOAD_RULES:
            try:
                rule(upload)
            except RefusedCallError:  # it grows old, and the later rules cost all the same
                continue
        return upload, hashlib.sha256(self._request.certificate).digest()
