"""How long an exchange could take to answer and what it could answer, and what is said of it."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError, NotTriedError
from bluezone.conformance.exchange.rules.calls import (
    cover_is_answered_step_by_step,
    cover_pays_the_same_work,
    covers_certificate_is_worth_nothing,
    every_answer_is_held_back,
    time_is_signed_for_the_nonce,
)
from bluezone.protocol.messages import AcceptedAnswer, Answer, CertificateAnswer, Refusal, RefusedAnswer
from bluezone.protocol.proof_of_work import CHALLENGE_BYTES


def visit(*took_s: float) -> SimpleNamespace:
    """Of an operator who says that each answer is held back for a hundred to five hundred milliseconds."""
    taken = itertools.cycle(took_s)
    return SimpleNamespace(held_ms=(100, 500), entropy=bytes, post=lambda _body: SimpleNamespace(took_s=next(taken)))


def test_delays_that_lie_a_quarter_of_their_range_apart_are_drawn() -> None:
    assert "125 to 250 ms" == every_answer_is_held_back(visit(0.125, 0.25))
    with pytest.raises(NotMetError, match="no delay was drawn"):
        every_answer_is_held_back(visit(0.125, 0.1875))


def test_an_answer_that_comes_too_soon_is_named() -> None:
    with pytest.raises(NotMetError, match="after 62 ms, and none is before 100"):
        every_answer_is_held_back(visit(0.0625, 0.5))


CERTIFICATE, ACCEPTED, REFUSED = CertificateAnswer(b"x"), AcceptedAnswer(), RefusedAnswer(Refusal.CONTENT)


def answering(*answers: Answer) -> SimpleNamespace:
    """A visit whose calls are answered so, one after the other."""
    opening = SimpleNamespace(challenge=bytes(CHALLENGE_BYTES), work_bits=0, long_work_bits=0)
    told = iter(answers)
    return SimpleNamespace(entropy=bytes, opening=lambda: opening, call=lambda _request: next(told))


@pytest.mark.parametrize(
    ("rule", "answers", "error", "said"),
    [
        (time_is_signed_for_the_nonce, (REFUSED,), NotMetError, "the time was answered by refused 3"),
        (time_is_signed_for_the_nonce, (ACCEPTED,), NotMetError, "the time was answered by accepted"),
        (cover_is_answered_step_by_step, (ACCEPTED,), NotMetError, "step 1 was answered by accepted"),
        (cover_is_answered_step_by_step, (CERTIFICATE, CERTIFICATE), NotMetError, "step 2 was answered by certificate"),
        (covers_certificate_is_worth_nothing, (REFUSED,), NotTriedError, "step 1 was answered by refused 3"),
        (covers_certificate_is_worth_nothing, (CERTIFICATE,), NotMetError, "not the form of a certificate"),
        (cover_pays_the_same_work, (CERTIFICATE,), NotMetError, "without work was answered by certificate"),
        (cover_pays_the_same_work, (REFUSED,), NotMetError, "by refused 3, and not by refused 4"),
    ],
)
def test_a_call_that_is_answered_by_something_else_is_named(rule, answers, error, said: str) -> None:
    with pytest.raises(error, match=said):
        rule(answering(*answers))


def test_cover_that_is_answered_by_a_certificate_and_then_accepted_meets_its_rule() -> None:
    assert "certificate, accepted" == cover_is_answered_step_by_step(answering(CERTIFICATE, ACCEPTED))
