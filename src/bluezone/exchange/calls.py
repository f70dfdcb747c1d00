"""The one path: a phone's 4,096 bytes in, 1,024 bytes out, whatever they mean (docs/protocol/5-calls.md).

Each kind of call is one method here; so is cover, which does the work of the call it stands in for and writes nothing.
What a call may not do is refused with a coarse reason. When to answer is not decided here (listeners/shaping.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import structlog

from bluezone.exchange.challenges import Challenges
from bluezone.exchange.codes import Redemption
from bluezone.exchange.cover import Cover
from bluezone.exchange.errors import BusyError, RefusedCallError
from bluezone.exchange.keyring import Keyring
from bluezone.exchange.ports import Clock, Entropy
from bluezone.exchange.reports import ReportQueue
from bluezone.exchange.signed_lately import SignedLately
from bluezone.exchange.staging import Staging
from bluezone.exchange.store import Writer
from bluezone.exchange.upload_rules import check_upload, read_upload
from bluezone.protocol.codes import LONG_CHARACTERS, normalise_code
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import CERTIFICATE_LIFETIME_S, write_certificate
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.messages import (
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    CoverRequest,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    Request,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    pack_answer,
    sign_time,
    unpack_request,
)
from bluezone.protocol.signature import Kind

_log = structlog.get_logger()


class Calls:
    """Answers calls."""

    def __init__(
        self,
        *,
        writer: Writer,
        keyring: Callable[[], Keyring],
        profile: Callable[[], PathogenProfile],
        challenges: Challenges,
        doubts_clock: Callable[[int], bool],
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._writer = writer
        self._keyring = keyring
        self._profile = profile
        self._challenges = challenges
        self._doubts_clock = doubts_clock
        self._clock = clock
        self._entropy = entropy
        self._reports = ReportQueue(entropy, is_shared=writer.is_shared)
        self._signed = SignedLately()
        self._cover = Cover(keyring().cover, clock() // 1000, entropy)
        self.resting = False
        """In maintenance every call is told to come back later; likewise while the clock is in doubt (leaps.py)."""

    async def answer(self, body: bytes, network: str) -> bytes:
        """1,024 bytes, always. `network` is where the call came from, coarsely."""
        return pack_answer(await self.decide(body, network))

    async def decide(self, body: bytes, network: str) -> Answer:
        """The answer before it is padded, by the one time that was looked at."""
        try:
            request, now_ms = unpack_request(body), self._clock()
            if self.resting or self._doubts_clock(now_ms // 1000):
                return RefusedAnswer(Refusal.BUSY)
            return await self._dispatch(request, network, now_ms)
        except MalformedError:
            return RefusedAnswer(Refusal.CONTENT)
        except RefusedCallError as refusal:
            return RefusedAnswer(refusal.reason)
        except BusyError:
            return RefusedAnswer(Refusal.BUSY)
        except Exception as error:  # noqa: BLE001 - a defect or a full disk must not become a shape of its own
            _log.error("a call failed", error=type(error).__name__)
            return RefusedAnswer(Refusal.BUSY)

    async def _dispatch(self, request: Request, network: str, now_ms: int) -> Answer:
        if isinstance(request, TimeRequest):
            return self._tell_time(request, network, now_ms // 1000)
        if isinstance(request, RedeemRequest):
            return await self._redeem(request, network, now_ms // 1000)
        if isinstance(request, UploadRequest):
            return await self._take_upload(request, now_ms)
        if isinstance(request, ReportRequest):
            return await self._take_report(request, network, now_ms)
        return await self._stand_in(request, network, now_ms)

    def _tell_time(self, request: TimeRequest, network: str, now_s: int) -> TimeAnswer:
        key_id, signature = sign_time(request.nonce, now_s, self._keyring().signer(Kind.TIME, now_s))
        challenge, short_bits, long_bits = self._challenges.issue(network, now_s)
        return TimeAnswer(now_s, key_id, signature, challenge, short_bits, long_bits)

    async def _redeem(self, request: RedeemRequest, network: str, now_s: int) -> CertificateAnswer:
        code = self._worked_for(request, network, now_s)
        try:
            certificate = await self._writer.admit(
                Redemption(code, request.commitment, now_s, self._profile(), self._entropy)
            )
        except RefusedCallError as refusal:
            if refusal.reason is Refusal.CODE and _is_guess_at_short(code):
                self._challenges.count_failure(network, now_s)
            raise
        assert certificate is not None
        issued_s = certificate.expires_s - CERTIFICATE_LIFETIME_S  # a repetition is signed by the same key
        file = write_certificate(certificate, self._keyring().signer(Kind.CERTIFICATE, issued_s))
        self._signed.note(hashlib.sha256(file).digest(), now_s)
        return CertificateAnswer(file)

    async def _take_upload(self, request: UploadRequest, now_ms: int) -> AcceptedAnswer:
        certificate = hashlib.sha256(request.certificate).digest()
        signed_here = self._signed.knows(certificate, now_ms // 1000)
        upload = read_upload(request, self._keyring().key_list, now_ms, signed_here=signed_here)
        check_upload(upload)
        await self._writer.admit(Staging(certificate, upload, self._profile()))
        return AcceptedAnswer()

    async def _take_report(self, request: ReportRequest, network: str, now_ms: int) -> AcceptedAnswer:
        if not self._keyring().key_list.report_key:
            raise RefusedCallError(Refusal.CONTENT, "nobody takes reports here")
        await self._writer.admit(lambda connection: self._reports.keep(connection, request.sealed, now_ms, network))
        return AcceptedAnswer()

    async def _stand_in(self, request: CoverRequest, network: str, now_ms: int) -> Answer:
        now_s = now_ms // 1000
        if request.step == 1:
            code = self._worked_for(request, network, now_s)
            await self._writer.admit(
                Redemption(code, request.commitment, now_s, self._profile(), self._entropy, cover=True)
            )
            return CertificateAnswer(self._cover.certificate(request.commitment, now_s))
        # A real certificate would have been signed by the process that handed this challenge out.
        upload, certificate = self._cover.upload(now_ms, signed_here=self._challenges.is_ours(request.challenge))
        await self._writer.admit(Staging(certificate, upload, self._profile(), cover=True))
        return AcceptedAnswer()

    def _worked_for(self, request: RedeemRequest | CoverRequest, network: str, now_s: int) -> str:
        """The code, once the work for asking is done; what is no code at all is looked up as it stands, in vain."""
        try:
            code = normalise_code(request.code)
        except MalformedError:
            code = request.code
        short = _is_guess_at_short(code)
        self._challenges.spend(request.challenge, request.commitment, request.work, network, now_s, short=short)
        return code


def _is_guess_at_short(code: str) -> bool:
    """Whether a call pays a short code's price, and raises it when it is wrong. Nobody guesses a long code: its price
    never rises, and if its failures counted, whoever pays that price could make short codes dear for everybody."""
    return len(code) < LONG_CHARACTERS
