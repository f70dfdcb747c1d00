"""What an upload must satisfy, one small rule at a time (docs/protocol/upload-rules.md has reason and consequence).

The rules run in the order of `UPLOAD_RULES`; the first that fails refuses the whole upload, and nothing is stored.
Which of the seeds are then staged, and where, is decided in staging.py.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bluezone.exchange.errors import RefusedCallError
from bluezone.protocol.calendar import MINUTE_MS, Slot
from bluezone.protocol.disclosure import (
    MAX_DISCLOSED_PER_DAY,
    Certificate,
    RetiredSeed,
    read_certificate,
    verify_commitment,
)
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.messages import Refusal, UploadRequest
from bluezone.protocol.signature import KeyList

CLOCK_TOLERANCE_MS = 30 * MINUTE_MS
"""A phone may be this far ahead of us."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A well-formed upload with the certificate that the exchange signed, before any rule has looked at it."""

    certificate: Certificate
    commitment_key: bytes
    seeds: tuple[RetiredSeed, ...]
    now_ms: int


Rule = Callable[[Upload], None]


def read_upload(request: UploadRequest, keys: KeyList, now_ms: int) -> Upload:
    """The upload in a request: well-formed, with a certificate of ours. Raises RefusedCallError."""
    try:
        certificate = read_certificate(request.certificate, keys, at_s=now_ms // 1000)
    except PeerError as error:
        raise RefusedCallError(Refusal.CERTIFICATE, "the certificate is not ours") from error
    try:
        seeds = request.retired_seeds()
    except PeerError as error:
        raise RefusedCallError(Refusal.CONTENT, "a seed's slots are no range") from error
    return Upload(certificate, request.commitment_key, seeds, now_ms)


def check_upload(upload: Upload) -> None:
    """Raises RefusedCallError at the first rule that the upload breaks."""
    for rule in UPLOAD_RULES:
        rule(upload)


def certificate_has_not_expired(upload: Upload) -> None:
    if upload.now_ms >= upload.certificate.expires_s * 1000:
        raise RefusedCallError(Refusal.CERTIFICATE, "the certificate has expired")


def seeds_are_those_committed_to(upload: Upload) -> None:
    try:
        verify_commitment(upload.certificate.commitment, upload.seeds, upload.commitment_key)
    except VerificationError as error:
        raise RefusedCallError(Refusal.CERTIFICATE, "the certificate is for other seeds") from error


def no_seed_stands_twice(upload: Upload) -> None:
    if len({retired.seed.value for retired in upload.seeds}) != len(upload.seeds):
        raise RefusedCallError(Refusal.CONTENT, "a seed stands twice in one upload")


def at_most_four_seeds_a_day(upload: Upload) -> None:
    a_day = Counter([retired.day.number for retired in upload.seeds])
    if max(a_day.values()) > MAX_DISCLOSED_PER_DAY:
        raise RefusedCallError(Refusal.CONTENT, "a day has more seeds than a phone draws")


def ranges_do_not_overlap(upload: Upload) -> None:
    in_order = sorted([(retired.day.number, retired.first_slot, retired.last_slot) for retired in upload.seeds])
    for (day, _, last), (next_day, first, _) in itertools.pairwise(in_order):
        if day == next_day and first <= last:
            raise RefusedCallError(Refusal.CONTENT, "two seeds claim the same slot")


def nothing_lies_in_the_future(upload: Upload) -> None:
    newest = Slot.containing(upload.now_ms + CLOCK_TOLERANCE_MS)
    last = max([(retired.day.number, retired.last_slot) for retired in upload.seeds])
    if last > (newest.day.number, newest.index):
        raise RefusedCallError(Refusal.CONTENT, "a seed's slots lie in the future")


def some_day_is_allowed(upload: Upload) -> None:
    if not any(upload.certificate.allows(retired.day) for retired in upload.seeds):
        raise RefusedCallError(Refusal.CONTENT, "no day of this upload is allowed by its certificate")


UPLOAD_RULES: tuple[Rule, ...] = (
    certificate_has_not_expired,
    seeds_are_those_committed_to,
    no_seed_stands_twice,
    at_most_four_seeds_a_day,
    ranges_do_not_overlap,
    nothing_lies_in_the_future,
    some_day_is_allowed,
)
