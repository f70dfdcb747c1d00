"""What a code that the authority issued opens, and how far (docs/protocol/6-upload.md). The code is used up; what is
uploaded is refused on purpose, so nothing of it comes out."""

from __future__ import annotations

from bluezone.conformance.exchange.errors import NotMetError, NotTriedError
from bluezone.conformance.exchange.loose import LooseCertificate, split_certificate
from bluezone.conformance.exchange.rule import Rule, require
from bluezone.conformance.exchange.rules.calls import name_of, require_refused
from bluezone.conformance.exchange.visit import Visit
from bluezone.protocol.disclosure import CERTIFICATE_LIFETIME_S, COMMITMENT_BYTES, commitment_to, read_certificate
from bluezone.protocol.errors import ExpiredError, PeerError
from bluezone.protocol.messages import CertificateAnswer, Refusal, UploadRequest, disclosed

_PAGE = "6-upload.md, Certificate"
_HOUR_S = 3_600


def a_code_gives_a_certificate_over_the_commitment(visit: Visit) -> str:
    answer = visit.redeemed
    require(isinstance(answer, CertificateAnswer), f"the code that was given was answered by {name_of(answer)}")
    try:
        certificate = read_certificate(visit.certificate, visit.keys)
    except PeerError as error:
        raise NotMetError(f"the certificate: {error}") from error
    ours = certificate.commitment == commitment_to(visit.seeds, visit.commitment_key)
    require(ours, "the certificate is over another commitment")
    return f"F{certificate.level.value}, {certificate.last_day - certificate.first_day + 1} days"


def a_certificate_is_signed_by_a_key_of_its_time(visit: Visit) -> str:
    issued_s = _certificate(visit).expires_s - CERTIFICATE_LIFETIME_S
    try:
        read_certificate(visit.certificate, visit.keys, at_s=issued_s)
    except ExpiredError as error:
        raise NotMetError(f"the certificate is of {issued_s}, and its key was not valid then") from error
    except PeerError as error:
        raise NotTriedError(f"the certificate: {error}") from error
    return f"{issued_s} s"


def a_certificate_ends_on_the_hour(visit: Visit) -> str:
    expires_s, left_s = _certificate(visit).expires_s, _certificate(visit).expires_s - visit.told_s
    require(expires_s % _HOUR_S == 0, f"the certificate ends {expires_s % _HOUR_S} s past the hour")
    lives = CERTIFICATE_LIFETIME_S - 2 * _HOUR_S < left_s <= CERTIFICATE_LIFETIME_S
    require(lives, f"the certificate is good for another {left_s} s")
    return f"{left_s} s left"


def a_code_and_its_commitment_give_the_same_again(visit: Visit) -> str:
    first = visit.certificate
    again = visit.redeem(commitment_to(visit.seeds, visit.commitment_key))
    require(isinstance(again, CertificateAnswer), f"the same redeem again was answered by {name_of(again)}")
    assert isinstance(again, CertificateAnswer)
    require(again.certificate == first, "the same redeem again gave another certificate")
    return f"{len(first)} bytes"


def a_code_is_bound_to_its_commitment(visit: Visit) -> str:
    _ = visit.certificate
    answer = visit.redeem(visit.entropy(COMMITMENT_BYTES))
    require_refused(answer, Refusal.CODE, "the code with another commitment")
    return "1"


def seeds_must_be_those_committed_to(visit: Visit) -> str:
    others = tuple(disclosed(retired) for retired in visit.seeds[1:])
    answer = visit.call(UploadRequest(visit.certificate, visit.commitment_key, others))
    require_refused(answer, Refusal.CERTIFICATE, "an upload of other seeds than were committed to")
    return "2"


def _certificate(visit: Visit) -> LooseCertificate:
    try:
        _, certificate = split_certificate(visit.certificate)
    except PeerError as error:
        raise NotTriedError(str(error)) from error
    return certificate


RULES = (
    Rule(
        "redeem",
        "6-upload.md, Redeem",
        "A code gives a certificate over the commitment, signed for its kind.",
        a_code_gives_a_certificate_over_the_commitment,
    ),
    Rule(
        "certificate-key",
        _PAGE,
        "A certificate is signed by a key that was valid 24 h before it expires.",
        a_certificate_is_signed_by_a_key_of_its_time,
    ),
    Rule(
        "certificate-hour",
        _PAGE,
        "A certificate ends 24 h after issue, cut to the whole hour.",
        a_certificate_ends_on_the_hour,
    ),
    Rule(
        "redeem-again",
        "6-upload.md, Redeem",
        "The same code and commitment give the same certificate, byte for byte.",
        a_code_and_its_commitment_give_the_same_again,
    ),
    Rule(
        "redeem-bound",
        "6-upload.md, Redeem",
        "A code is bound to its first commitment; another is refused with 1.",
        a_code_is_bound_to_its_commitment,
    ),
    Rule(
        "upload-bound",
        "upload-rules.md",
        "Seeds that were not committed to are refused with 2.",
        seeds_must_be_those_committed_to,
    ),
)
