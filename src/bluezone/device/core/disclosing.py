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
from bluezone.protocol.calendar import MINUTE_MS, Slot
from bluezone.protocol.codes import is_short, short_code
from bluezone.protocol.disclosure import (
    COMMITMENT_BYTES,
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
    CoverRequest,
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
from bluezone.protocol.proof_of_work import NONCE_BYTES
from bluezone.protocol.report import Link, link_of
from bluezone.protocol.signature import KeyList

AHEAD_MS = 25 * MINUTE_MS
"""Exchanges accept seeds up to half an hour into their future; we leave a margin."""
_CODE_ENTROPY_BYTES = 16


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
    link: bool = False
    """The owner's separate consent to have reports linked, as it was ticked for these seeds and for no others."""
    links: tuple[Link, ...] = ()
    """Of the seeds that have arrived, where that consent was given: kept until they are sealed."""

    @property
    def commitment(self) -> bytes:
        return commitment_to(self.seeds, self.commitment_key)

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.DONE, Stage.REFUSED)

    def closed(self, stage: Stage, refusal: Refusal | None = None) -> Draft:
        """The ended disclosure, without the secrets that are of no use any more. A consent to linking outlives only
        seeds that have arrived, and says no more of them than it is to send."""
        links = tuple(sorted(link_of(own.seed) for own in self.seeds)) if self.link and stage is Stage.DONE else ()
        return Draft("", (), bytes(COMMITMENT_KEY_BYTES), stage, refusal=refusal, links=links)

    def linked(self) -> Draft:
        """Ends the linking: the links are sealed, or the owner has thought better of it."""
        return replace(self, links=())


@dataclass(frozen=True, slots=True)
class Save:
    """Write the draft to disk before anything that follows."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Send:
    """One call; the answer comes back into the conversation."""

    request: Request


@dataclass(frozen=True, slots=True)
class Rest:
    """Wait until the pause after the last answer is over; the shell draws it from the distribution that cover uses too.

    Comes right before the next call, after whatever had to be done for it.
    """


@dataclass(frozen=True, slots=True)
class Work:
    """A proof of work to be found, away from whatever must not wait; its nonce comes back into the conversation."""

    challenge: bytes
    commitment: bytes
    bits: int


@dataclass(frozen=True, slots=True)
class TimeSeen:
    """A verified, nonce-bound time."""

    time_s: int


Step = Save | Send | Rest | Work | TimeSeen
Reply = Answer | bytes | None
Conversation = Generator[Step, Reply, Draft]


def new_draft(code: str, seeds: tuple[RetiredSeed, ...], entropy: Entropy, *, link: bool = False) -> Draft:
    """What the owner consented to. `code` is normalised; `seeds` are retired already and saved so."""
    return Draft(code, seeds, entropy(COMMITMENT_KEY_BYTES), link=link)


def disclose(draft: Draft, keys: KeyList, entropy: Entropy) -> Conversation:
    """time → redeem → upload; resumes at the draft's stage. What is not needed any more, or not possible now, is a
    cover call in its place, so that a refused code, a busy exchange or a second try looks like everything else.

    Raises PeerError when an answer makes no sense; the saved draft then stays as it is.
    """
    yield Save(draft)
    opening = yield from ask_time(keys, entropy)
    if draft.stage is Stage.COMMITTED:
        left = [1, 2]
        try:
            draft = _without_future(draft, opening.time_s)
            yield Save(draft)
            left.remove(1)
            draft = yield from _redeem(draft, opening, keys)
        except PeerError:  # whoever has short codes rest, and watches the line, would else see who has one
            for step in left:
                yield from stand_in(step, opening, entropy)
            raise
        yield Save(draft)
    else:
        yield from stand_in(1, opening, entropy)
    if draft.is_over:
        yield from stand_in(2, opening, entropy)
        return draft
    draft = yield from _upload(draft)
    yield Save(draft)
    return draft


def ask_time(keys: KeyList, entropy: Entropy) -> Generator[Step, Reply, TimeAnswer]:
    """Asks the exchange's time, with which every sequence of calls begins. Raises PeerError."""
    nonce = entropy(TIME_NONCE_BYTES)
    answer = yield Send(TimeRequest(nonce))
    if not isinstance(answer, TimeAnswer):
        raise PeerError("the exchange did not tell the time")
    yield TimeSeen(verify_time(answer, nonce, keys))
    return answer


def stand_in(step: int, opening: TimeAnswer, entropy: Entropy) -> Generator[Step, Reply, None]:
    """A call that says nothing, in place of a redeem (1) or an upload (2), with the same work. Any answer will do."""
    commitment, nonce = entropy(COMMITMENT_BYTES), bytes(NONCE_BYTES)
    if step == 1:
        found = yield Work(opening.challenge, commitment, opening.work_bits)
        nonce = found if isinstance(found, bytes) else nonce
    yield Rest()
    yield Send(CoverRequest(step, short_code(entropy(_CODE_ENTROPY_BYTES)), commitment, opening.challenge, nonce))


def _without_future(draft: Draft, time_s: int) -> Draft:
    """Seeds of slots that have not come yet (the clock is ahead) would have the whole upload refused, and the code
    would be spent. Raises PeerError if nothing is left."""
    newest = Slot.containing(time_s * 1000 + AHEAD_MS)
    kept = tuple(seed for seed in draft.seeds if Slot(seed.day, seed.last_slot) <= newest)
    if not kept:
        raise PeerError("the clock of this phone is ahead: set it right, and try again")
    return replace(draft, seeds=kept)


def _redeem(draft: Draft, opening: TimeAnswer, keys: KeyList) -> Generator[Step, Reply, Draft]:
    bits = opening.work_bits if is_short(draft.code) else opening.long_work_bits
    work = yield Work(opening.challenge, draft.commitment, bits)
    if not isinstance(work, bytes):
        raise PeerError("no proof of work was found")
    yield Rest()
    answer = yield Send(RedeemRequest(draft.code, draft.commitment, opening.challenge, work))
    if isinstance(answer, RefusedAnswer):
        return _refused(draft, answer.reason)
    if not isinstance(answer, CertificateAnswer):
        raise PeerError("the exchange gave no certificate")
    if read_certificate(answer.certificate, keys).commitment != draft.commitment:
        raise VerificationError("the certificate is for other seeds than ours")
    return replace(draft, stage=Stage.CERTIFIED, certificate=answer.certificate)


def _upload(draft: Draft) -> Generator[Step, Reply, Draft]:
    seeds = tuple(disclosed(seed) for seed in sorted(draft.seeds))
    yield Rest()
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
