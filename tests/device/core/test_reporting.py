"""Sending a sealed message: the same three calls as a disclosure, whatever comes back."""

from __future__ import annotations

import pytest

from bluezone.device.core.disclosing import Rest, Send, TimeSeen
from bluezone.device.core.reporting import Delivery, report
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.messages import (
    AcceptedAnswer,
    CoverRequest,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    TimeAnswer,
    TimeRequest,
    sign_time,
)
from bluezone.protocol.proof_of_work import NONCE_BYTES
from bluezone.protocol.signature import KeyList, Kind, ListedKey, SigningKey
from tests.support.citizen.owners import seeded_entropy

TIME_KEY = SigningKey(Kind.TIME, b"t" * 32)
KEYS = KeyList(1, 1, (ListedKey(Kind.TIME, TIME_KEY.verifying_key.value, 0, 1 << 35),))
TIME_S = 1_597_734_000
SEALED = b"sealed" * 40


def time_answer(request: TimeRequest) -> TimeAnswer:
    key_id, signature = sign_time(request.nonce, TIME_S, TIME_KEY)
    return TimeAnswer(TIME_S, key_id, signature, bytes(16), 4, 4)


def play(answer_to_report):
    """Runs the conversation against an exchange that answers so; returns the steps that it took."""
    steps = []
    conversation = report(SEALED, KEYS, seeded_entropy(7))
    reply = None
    try:
        while True:
            step = conversation.send(reply)
            steps.append(step)
            reply = None
            if isinstance(step, Send):
                match step.request:
                    case TimeRequest():
                        reply = time_answer(step.request)
                    case ReportRequest():
                        reply = answer_to_report
                    case _:
                        reply = AcceptedAnswer()
    except StopIteration:
        return steps, None
    except PeerError as error:
        return steps, error


def requests(steps):
    return [type(step.request) for step in steps if isinstance(step, Send)]


def test_a_report_is_time_report_and_padding_with_pauses_between():
    steps, error = play(AcceptedAnswer())

    assert error is None
    assert [Send, TimeSeen, Rest, Send, Rest, Send] == [type(step) for step in steps]
    assert [TimeRequest, ReportRequest, CoverRequest] == requests(steps)
    assert TimeSeen(TIME_S) == steps[1]


@pytest.mark.parametrize(
    ("calls", "came"),
    [
        (0, Delivery()),
        (1, Delivery(has_left=True)),
        (2, Delivery(has_left=True, is_answered=True, is_taken=True)),
    ],
)
def test_however_early_the_calls_break_off_it_is_known_how_far_the_message_came(calls, came):
    """It has left before anybody answers: the line may be cut while it is on its way."""
    delivery = Delivery()
    conversation = report(SEALED, KEYS, seeded_entropy(7), delivery)
    step = next(conversation)
    for _ in range(calls):
        reply = time_answer(step.request) if isinstance(step.request, TimeRequest) else AcceptedAnswer()
        step = conversation.send(reply)
        while not isinstance(step, Send):
            step = next(conversation)

    assert came == delivery


def test_what_was_sealed_leaves_as_it_is():
    steps, _ = play(AcceptedAnswer())

    assert SEALED == steps[3].request.sealed


@pytest.mark.parametrize("answer", [RefusedAnswer(Refusal.BUSY), RefusedAnswer(Refusal.CONTENT)])
def test_a_refused_report_is_padded_all_the_same_and_may_be_sent_again(answer):
    steps, error = play(answer)

    assert [TimeRequest, ReportRequest, CoverRequest] == requests(steps)
    assert "sent again" in str(error)


def test_the_padding_stands_in_for_an_upload_which_needs_no_work():
    steps, _ = play(AcceptedAnswer())
    padding = steps[5].request

    assert (2, bytes(NONCE_BYTES)) == (padding.step, padding.work)


def test_a_time_for_another_nonce_ends_it_before_anything_leaves():
    conversation = report(SEALED, KEYS, seeded_entropy(7))
    next(conversation)

    with pytest.raises(VerificationError):
        conversation.send(time_answer(TimeRequest(b"another" + bytes(9))))
