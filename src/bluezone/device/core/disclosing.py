"""The owner's disclosure, from consent to "done" (docs/protocol/5-calls.md and 6-upload.md).

A generator again: it yields what to save, what to send and when to rest, and is sent the answers. Each step is saved
before the call it leads to, so that a phone that dies in between can go on where it was, at its owner's word. This
module starts nothing: only the owner's consent makes a Draft, and only the owner's tap runs it.
"""

from __future__ import annotations

import enum
from collections.abc import Generator
from dataclasses import dataclass, replace

from bluezone.device.core.moments import Entropy
from bluezone.protocol import proof_of_work
from bluezone.protocol.codes import is_short
from bluezone.protocol.disclosure import (
    COMMITMENT_KEY_BYTES,
    RetiredSeed,
    commitment_to,
    read_certificate,
)
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.messages import (
    TIME_NONCE_BYTES,
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    Request,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    disclosed,
    verify_time,
)
from bluezone.protocol.signature import KeyList


class Stage(enum.IntEnum):
    """How far a disclosure has come."""

    COMMITTED = 1
    """The seeds are retired and committed to; the code has not been redeemed yet, as far as we know."""
    CERTIFIED = 2
    """The certificate is here; the seeds may have arrived, or not."""
    DONE = 3
    REFUSED = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """One disclosure, as it is saved."""

    code: str
    seeds: tuple[RetiredSeed, ...]
    commitment_key: bytes
    stage: Stage = Stage.COMMITTED
    certificate: bytes = b""
    refusal: Refusal | None = None

    @property
    def commitment(self) -> bytes:
        return commitment_to(self.seeds, self.commitment_key)

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.DONE, Stage.REFUSED)

    def closed(self, stage: Stage, refusal: Refusal | None = None) -> Draft:
        """How it ended, without the secrets that are of no use any more."""
        return Draft("", (), bytes(COMMITMENT_KEY_BYTES), stage, refusal=refusal)


@dataclass(frozen=True, slots=True)
class Save:
    """On disk before anything that follows."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Send:
    """One call; the answer comes back into the conversation."""

    request: Request


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause between calls, drawn by the shell from the one distribution that cover uses too."""


@dataclass(frozen=True, slots=True)
class TimeSeen:
    """A verified, nonce-bound time."""

    time_s: int


Step = Save | Send | Rest | TimeSeen
Conversation = Generator[Step, "Answer | None", Draft]


def new_draft(code: str, seeds: tuple[RetiredSeed, ...], entropy: Entropy) -> Draft:
    """What the owner consented to. `code` is normalised; `seeds` are retired already and saved so."""
    return Draft(code, seeds, entropy(COMMITMENT_KEY_BYTES))


def disclose(draft: Draft, keys: KeyList, entropy: Entropy) -> Conversation:
    """time → redeem → upload, each as often as it must be, none more than needed; resumes at the draft's stage.

    Raises PeerError when an answer makes no sense; the saved draft then stays as it is.
    """
    yield Save(draft)
    opening = yield from _ask_time(keys, entropy)
    if draft.stage is Stage.COMMITTED:
        draft = yield from _redeem(draft, opening, keys)
        yield Save(draft)
        if draft.is_over:
            return draft
    yield Rest()
    draft = yield from _upload(draft)
    yield Save(draft)
    return draft


def _ask_time(keys: KeyList, entropy: Entropy) -> Generator[Step, Answer | None, TimeAnswer]:
    nonce = entropy(TIME_NONCE_BYTES)
    answer = yield Send(TimeRequest(nonce))
    if not isinstance(answer, TimeAnswer):
        raise PeerError("the exchange did not tell the time")
    yield TimeSeen(verify_time(answer, nonce, keys))
    yield Rest()
    return answer


def _redeem(draft: Draft, opening: TimeAnswer, keys: KeyList) -> Generator[Step, Answer | None, Draft]:
    bits = opening.work_bits if is_short(draft.code) else opening.long_work_bits
    work = proof_of_work.solve(opening.challenge, draft.commitment, bits)
    answer = yield Send(RedeemRequest(draft.code, draft.commitment, opening.challenge, work))
    if isinstance(answer, RefusedAnswer):
        return _refused(draft, answer.reason)
    if not isinstance(answer, CertificateAnswer):
        raise PeerError("the exchange gave no certificate")
    if read_certificate(answer.certificate, keys).commitment != draft.commitment:
        raise VerificationError("the certificate is for other seeds than ours")
    return replace(draft, stage=Stage.CERTIFIED, certificate=answer.certificate)


def _upload(draft: Draft) -> Generator[Step, Answer | None, Draft]:
    seeds = tuple(disclosed(seed) for seed in sorted(draft.seeds))
    answer = yield Send(UploadRequest(draft.certificate, draft.commitment_key, seeds))
    if isinstance(answer, AcceptedAnswer):
        return draft.closed(Stage.DONE)
    if isinstance(answer, RefusedAnswer):
        return _refused(draft, answer.reason)
    raise PeerError("the exchange answered something else")


def _refused(draft: Draft, reason: Refusal) -> Draft:
    """Busy, or too slow for the challenge: nothing happened and the draft stays. Anything else is final."""
    if reason in (Refusal.BUSY, Refusal.WORK):
        raise PeerError("the exchange asks to try again later")
    return draft.closed(Stage.REFUSED, reason)
