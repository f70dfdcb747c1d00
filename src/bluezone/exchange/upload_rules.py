"""What an upload must satisfy, one small rule at a time (docs/protocol/upload-rules.md has reason and consequence).

The rules run in the order of `UPLOAD_RULES`; the first that fails refuses the whole upload, and nothing is stored.
Which of the seeds are then staged, and where, is decided in staging.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bluezone.exchange.errors import RefusedCallError
from bluezone.protocol.calendar import MINUTE_MS, Slot
from bluezone.protocol.disclosure import (
    MAX_DISCLOSED_PER_DAY,
    Certificate,
    read_certificate,
)
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.messages import DisclosedSeed, Refusal, UploadRequest, verify_disclosed
from bluezone.protocol.signature import KeyList

CLOCK_TOLERANCE_MS = 30 * MINUTE_MS
"""A phone may be this far ahead of us."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A well-formed upload with the certificate that the exchange signed, before any rule has looked at it."""

    certificate: Certificate
    commitment_key: bytes
    seeds: tuple[DisclosedSeed, ...]
    """In order; in the form in which they came, which is all that is read of most of them."""
    now_ms: int


Rule = Callable[[Upload], None]


def read_upload(request: UploadRequest, keys: KeyList, now_ms: int, *, signed_here: bool = False) -> Upload:
    """The upload in a request: well-formed, with a certificate of ours. Raises RefusedCallError."""
    try:
        certificate = read_certificate(request.certificate, keys, at_s=now_ms // 1000, signed_here=signed_here)
    except PeerError as error:
        raise RefusedCallError(Refusal.CERTIFICATE, "the certificate is not ours") from error
    try:
        seeds = request.seeds_in_order()
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
        verify_disclosed(upload.certificate.commitment, upload.seeds, upload.commitment_key)
    except VerificationError as error:
        raise RefusedCallError(Refusal.CERTIFICATE, "the certificate is for other seeds") from error


def no_seed_stands_twice(upload: Upload) -> None:
    if len({one.seed for one in upload.seeds}) != len(upload.seeds):
        raise RefusedCallError(Refusal.CONTENT, "a seed stands twice in one upload")


def at_most_four_seeds_a_day(upload: Upload) -> None:
    beyond = upload.seeds[MAX_DISCLOSED_PER_DAY:]  # each so many places behind one that may be of its day
    if any(one.day == other.day for one, other in zip(upload.seeds, beyond, strict=False)):
        raise RefusedCallError(Refusal.CONTENT, "a day has more seeds than a phone draws")


def ranges_do_not_overlap(upload: Upload) -> None:
    behind = upload.seeds[1:]
    if any(one.day == b.day and b.first_slot <= one.last_slot for one, b in zip(upload.seeds, behind, strict=False)):
        raise RefusedCallError(Refusal.CONTENT, "two seeds claim the same slot")


def nothing_lies_in_the_future(upload: Upload) -> None:
    newest = Slot.containing(upload.now_ms + CLOCK_TOLERANCE_MS)
    last = max([(one.day, one.last_slot) for one in upload.seeds])
    if last > (newest.day.number, newest.index):
        raise RefusedCallError(Refusal.CONTENT, "a seed's slots lie in the future")


def some_day_is_allowed(upload: Upload) -> None:
    if not any(upload.certificate.allows(one.day) for one in upload.seeds):
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
