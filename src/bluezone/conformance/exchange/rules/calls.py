"""The one call: its shape, its refusals and its cover (docs/protocol/5-calls.md). No code is needed, and none guessed:
what stands in a code's place is as long as a long one, whose failures nobody counts."""

from __future__ import annotations

from bluezone.conformance.exchange.errors import NothingToTryError, NotMetError, NotTriedError
from bluezone.conformance.exchange.loose import split_certificate
from bluezone.conformance.exchange.rule import Rule, require
from bluezone.conformance.exchange.rules.addresses import NEVER
from bluezone.conformance.exchange.visit import Visit
from bluezone.protocol import proof_of_work
from bluezone.protocol.codes import long_code
from bluezone.protocol.disclosure import COMMITMENT_BYTES, COMMITMENT_KEY_BYTES, MAX_CERTIFICATE_BYTES
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.keys import SEED_BYTES
from bluezone.protocol.messages import (
    ANSWER_BYTES,
    REQUEST_BYTES,
    TIME_NONCE_BYTES,
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    CoverRequest,
    DisclosedSeed,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    pack_request,
    verify_time,
)
from bluezone.protocol.proof_of_work import CHALLENGE_BYTES, FLOOR_BITS, NONCE_BYTES
from bluezone.protocol.signature import VerifyingKey

_SHAPE, _SEQUENCES, _TIME, _WORK, _COVER = (
    f"5-calls.md, {name}" for name in ("Shape", "Sequences", "Time", "Proof of work", "Cover")
)
_NO_CODE = "U" * 16
"""U is no letter of Crockford's base 32."""
_LONG_CODE_BYTES = 10
_NOBODY_READS = f"refused {Refusal.CONTENT.value}"
"""What a report gets where the key list names no report key."""
_TIMED, _NARROW = 8, 4
"""So many calls of a kind: sixteen draws lie within a quarter of their range once in sixty million visits."""


def every_answer_has_one_shape(visit: Visit) -> str:
    bodies = _malformed(visit)
    bodies["a time request"] = pack_request(TimeRequest(visit.entropy(TIME_NONCE_BYTES)))
    for name, body in bodies.items():
        reply = visit.post(body)
        size = len(reply.body)
        require((reply.status, size) == (200, ANSWER_BYTES), f"{name} got {reply.status} and {size} bytes")
        require(reply.header("cache-control") == NEVER, f"{name} got an answer that caches may keep")
        visit.posted(body)
    return f"{len(bodies)} calls"


def every_answer_is_held_back(visit: Visit) -> str:
    low, high = visit.held_ms
    if not high:
        raise NothingToTryError("nobody said for how long answers are held back")
    bodies = (pack_request(TimeRequest(visit.entropy(TIME_NONCE_BYTES))), visit.entropy(REQUEST_BYTES))
    took_ms = [visit.post(body).took_s * 1_000 for _ in range(_TIMED) for body in bodies]
    least, most = min(took_ms), max(took_ms)
    require(least >= low, f"a call was answered after {least:.0f} ms, and none is before {low}")
    drawn = most - least >= (high - low) / _NARROW
    require(drawn, f"{len(took_ms)} calls were each answered after {least:.0f} to {most:.0f} ms: no delay was drawn")
    return f"{least:.0f} to {most:.0f} ms"


def malformed_calls_are_refused_as_content(visit: Visit) -> str:
    bodies = _malformed(visit)
    for name, body in bodies.items():
        require_refused(visit.posted(body), Refusal.CONTENT, name)
    return f"{len(bodies)} calls"


def time_is_signed_for_the_nonce(visit: Visit) -> str:
    nonce = visit.entropy(TIME_NONCE_BYTES)
    answer = visit.call(TimeRequest(nonce))
    require(isinstance(answer, TimeAnswer), f"the time was answered by {name_of(answer)}")
    assert isinstance(answer, TimeAnswer)
    try:
        return f"{verify_time(answer, nonce, visit.keys)} s"
    except PeerError as error:
        raise NotMetError(f"the time that was told: {error}") from error


def work_is_never_below_the_floor(visit: Visit) -> str:
    opening = visit.opening()
    bits = (opening.work_bits, opening.long_work_bits)
    require(
        min(bits) >= FLOOR_BITS, f"the exchange asks for {bits[0]} and {bits[1]} bits, and the floor is {FLOOR_BITS}"
    )
    return f"{bits[0]} and {bits[1]} bits"


def work_that_was_not_done_is_refused_as_work(visit: Visit) -> str:
    commitment, opening = visit.entropy(COMMITMENT_BYTES), visit.opening()
    code = long_code(visit.entropy(_LONG_CODE_BYTES))
    lazy = _nonce_without_work(opening.challenge, commitment)
    answer = visit.call(RedeemRequest(code, commitment, opening.challenge, lazy))
    require_refused(answer, Refusal.WORK, "a redeem without work")
    strange = visit.entropy(CHALLENGE_BYTES)
    work = proof_of_work.solve(strange, commitment, FLOOR_BITS)
    answer = visit.call(RedeemRequest(code, commitment, strange, work))
    require_refused(answer, Refusal.WORK, "work for a challenge of nobody")
    return "4"


def a_challenge_serves_once(visit: Visit) -> str:
    request = _redeem(visit, long_code(visit.entropy(_LONG_CODE_BYTES)))
    lazy = _nonce_without_work(request.challenge, request.commitment)
    visit.call(RedeemRequest(request.code, request.commitment, request.challenge, lazy))
    first = visit.call(request)
    spent = first == RefusedAnswer(Refusal.WORK)
    require(not spent, "a challenge no longer serves after work for it that did not hold")
    require_refused(visit.call(request), Refusal.WORK, "a challenge that was used before")
    return "4"


def a_code_that_opens_nothing_is_refused_as_code(visit: Visit) -> str:
    unknown = _redeem(visit, long_code(visit.entropy(_LONG_CODE_BYTES)))
    require_refused(visit.call(unknown), Refusal.CODE, "an unknown code")
    require_refused(visit.call(_redeem(visit, _NO_CODE)), Refusal.CODE, "a code that is none")
    return "1"


def a_certificate_of_a_stranger_is_refused(visit: Visit) -> str:
    seed = DisclosedSeed(visit.told_s // 86_400 - 3, 0, 95, visit.entropy(SEED_BYTES))
    strange = UploadRequest(visit.entropy(MAX_CERTIFICATE_BYTES), visit.entropy(COMMITMENT_KEY_BYTES), (seed,))
    require_refused(visit.call(strange), Refusal.CERTIFICATE, "an upload with a certificate of nobody")
    return "2"


def a_report_that_nobody_reads_is_refused(visit: Visit) -> str:
    if visit.keys.report_key:
        raise NothingToTryError("the key list names a report key, and a visit leaves no report behind")
    require_refused(visit.call(ReportRequest(visit.entropy(64))), Refusal.CONTENT, "a report where nobody reads one")
    return "3"


def cover_is_answered_step_by_step(visit: Visit) -> str:
    certificate = visit.call(_cover(visit, 1))
    require(isinstance(certificate, CertificateAnswer), f"cover's step 1 was answered by {name_of(certificate)}")
    accepted = visit.call(_cover(visit, 2))
    require(isinstance(accepted, AcceptedAnswer), f"cover's step 2 was answered by {name_of(accepted)}")
    return "certificate, accepted"


def covers_certificate_is_worth_nothing(visit: Visit) -> str:
    answer = visit.call(_cover(visit, 1))
    if not isinstance(answer, CertificateAnswer):
        raise NotTriedError(f"cover's step 1 was answered by {name_of(answer)}")
    require(
        len(answer.certificate) <= MAX_CERTIFICATE_BYTES, f"cover's certificate has {len(answer.certificate)} bytes"
    )
    try:
        file, _ = split_certificate(answer.certificate)
    except PeerError as error:
        raise NotMetError(f"what cover gets has not the form of a certificate: {error}") from error
    (key_id, _), *_ = file.signatures
    listed = any(key_id == VerifyingKey(key.public).key_id for key in visit.keys.keys)
    require(not listed, "cover's certificate is signed by a key that the key list names")
    return f"{len(answer.certificate)} bytes"


def cover_pays_the_same_work(visit: Visit) -> str:
    request = _cover(visit, 1)
    lazy = _nonce_without_work(request.challenge, request.commitment)
    answer = visit.call(CoverRequest(1, request.code, request.commitment, request.challenge, lazy))
    require_refused(answer, Refusal.WORK, "cover's step 1 without work")
    return "4"


def calls_of_a_former_release_are_answered(visit: Visit) -> str:
    if not visit.former:
        raise NothingToTryError("the calls of no former release were given")
    told = 0
    for number, call in enumerate(visit.former, 1):
        if call.is_report and visit.keys.report_key:
            continue  # a visit leaves no report behind
        answered = name_of(visit.posted(call.body))
        wanted = _NOBODY_READS if call.is_report else call.elsewhere.name
        require(answered == wanted, f"call {number} was answered by {answered}, and not by {wanted}")
        told += 1
    return f"{told} calls"


def _malformed(visit: Visit) -> dict[str, bytes]:
    """Bodies that no phone writes, by name."""
    good = pack_request(TimeRequest(visit.entropy(TIME_NONCE_BYTES)))
    return {
        "an empty body": b"",
        "a body one byte short": good[:-1],
        "a body one byte long": good + b"\0",
        "random bytes": b"\x0f\xff" + visit.entropy(REQUEST_BYTES - 2),
        "padding that is not zero": good[:-1] + b"\1",
        "a length beyond the body": b"\xff\xff" + good[2:],
        "a message of no known type": _packed(b"\x81\xa4type\xa5other"),
        "a message that is no map": _packed(b"\x93\1\2\3"),
    }


def _packed(message: bytes) -> bytes:
    return (len(message).to_bytes(2, "big") + message).ljust(REQUEST_BYTES, b"\0")


def _redeem(visit: Visit, code: str) -> RedeemRequest:
    """A redeem whose work is done, for a challenge of its own."""
    commitment, opening = visit.entropy(COMMITMENT_BYTES), visit.opening()
    work = proof_of_work.solve(opening.challenge, commitment, opening.long_work_bits)
    return RedeemRequest(code, commitment, opening.challenge, work)


def _cover(visit: Visit, step: int) -> CoverRequest:
    """What a phone sends in this step; the second needs no work."""
    commitment, opening = visit.entropy(COMMITMENT_BYTES), visit.opening()
    code, work = long_code(visit.entropy(_LONG_CODE_BYTES)), bytes(NONCE_BYTES)
    if step == 1:
        work = proof_of_work.solve(opening.challenge, commitment, opening.work_bits)
    return CoverRequest(step, code, commitment, opening.challenge, work)


def _nonce_without_work(challenge: bytes, commitment: bytes) -> bytes:
    for number in range(1 << FLOOR_BITS):
        nonce = number.to_bytes(NONCE_BYTES, "big")
        try:
            proof_of_work.verify(challenge, commitment, nonce, FLOOR_BITS)
        except VerificationError:
            return nonce
    raise NotTriedError("every nonce did the work")


def require_refused(answer: Answer, reason: Refusal, name: str) -> None:
    refused = isinstance(answer, RefusedAnswer) and answer.reason is reason
    require(refused, f"{name} was answered by {name_of(answer)}, and not by refused {reason.value}")


def name_of(answer: Answer) -> str:
    kind = str(answer.__struct_config__.tag)
    return f"{kind} {answer.reason.value}" if isinstance(answer, RefusedAnswer) else kind


RULES = (
    Rule(
        "call-shape",
        _SHAPE,
        "Every call is answered by 200 and exactly 1,024 bytes that no cache keeps.",
        every_answer_has_one_shape,
    ),
    Rule(
        "answer-delay",
        _SEQUENCES,
        "Every answer is held back for a drawn time, and none for less than the operator says.",
        every_answer_is_held_back,
    ),
    Rule("refusal-malformed", _SHAPE, "What is no call is refused with 3.", malformed_calls_are_refused_as_content),
    Rule("time", _TIME, "The time is signed by a time key together with the nonce.", time_is_signed_for_the_nonce),
    Rule("work-floor", _WORK, "No less than 12 bits of work are asked for.", work_is_never_below_the_floor),
    Rule(
        "refusal-work",
        _WORK,
        "Work that is missing or for a strange challenge is refused with 4.",
        work_that_was_not_done_is_refused_as_work,
    ),
    Rule("challenge-once", _WORK, "A challenge serves once, for work that holds.", a_challenge_serves_once),
    Rule(
        "refusal-code",
        _SHAPE,
        "A code that is unknown or none is refused with 1.",
        a_code_that_opens_nothing_is_refused_as_code,
    ),
    Rule(
        "refusal-certificate",
        "upload-rules.md",
        "A certificate that the exchange did not sign is refused with 2.",
        a_certificate_of_a_stranger_is_refused,
    ),
    Rule(
        "refusal-report",
        _SHAPE,
        "Where the key list names no report key, a report is refused with 3.",
        a_report_that_nobody_reads_is_refused,
    ),
    Rule(
        "cover-steps",
        _COVER,
        "Cover gets a certificate in step 1 and accepted in step 2.",
        cover_is_answered_step_by_step,
    ),
    Rule(
        "cover-certificate",
        _COVER,
        "Cover's certificate has a certificate's form and a signature by no listed key.",
        covers_certificate_is_worth_nothing,
    ),
    Rule("cover-work", _COVER, "Cover pays the same work as a redeem.", cover_pays_the_same_work),
    Rule(
        "former-calls",
        "versions.md, How it is held",
        "What a phone of a former release sends is answered as by any exchange that did not meet it before.",
        calls_of_a_former_release_are_answered,
    ),
)
