"""Plays of a disclosure and of cover: each answer at each step, the line cut at each call, and then again."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bluezone.device.core.cover import cover
from bluezone.device.core.disclosing import (
    Draft,
    Reply,
    Rest,
    Save,
    Send,
    Stage,
    Step,
    TimeSeen,
    Work,
    disclose,
    new_draft,
)
from bluezone.device.errors import UnreachableError
from bluezone.protocol import proof_of_work
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level, RetiredSeed
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    REQUEST_BYTES,
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
    pack_request,
    sign_time,
    unpack_answer,
)
from bluezone.protocol.report import link_of
from bluezone.protocol.signature import Kind
from tests.support.device.phones import START_MS, TODAY, dice
from tests.support.device.published import OpenExchange, World, world_key

START_S = START_MS // 1000
CODE = short_code(b"the owner's code")
SEEDS = (
    RetiredSeed(TODAY.plus(-1), 0, 95, DaySeed(bytes(range(16)))),
    RetiredSeed(TODAY, 0, 11, DaySeed(bytes(range(1, 17)))),
)
LAST_CALL = 2


@dataclass
class Play:
    """What a conversation did, until it ended or raised."""

    steps: list[Step] = field(default_factory=list)
    saved: Draft | None = None

    def run(self, conversation: Generator[Step, Reply, Any], exchange: OpenExchange) -> Any:
        reply: Reply = None
        try:
            step = next(conversation)
            while True:
                self.steps.append(step)
                reply = self._reply(step, exchange)
                step = conversation.send(reply)
        except StopIteration as end:
            return end.value

    def _reply(self, step: Step, exchange: OpenExchange) -> Reply:
        if isinstance(step, Save):
            self.saved = step.draft
        if isinstance(step, Send):
            return unpack_answer(exchange.answer(pack_request(step.request)))
        if isinstance(step, Work):
            return proof_of_work.solve(step.challenge, step.commitment, step.bits)
        return None


def an_exchange() -> OpenExchange:
    exchange = OpenExchange(World(START_S))
    exchange.codes[CODE] = (Level.F0, TODAY.plus(-1))
    return exchange


def a_draft() -> Draft:
    return new_draft(CODE, SEEDS, dice("draft"))


def disclosed(exchange: OpenExchange, draft: Draft, play: Play | None = None) -> Draft:
    ended = (play or Play()).run(disclose(draft, exchange.world.keys, dice("calls")), exchange)
    assert isinstance(ended, Draft)
    return ended


def kinds(requests: list[Request]) -> list[type]:
    return [type(request) for request in requests]


def test_time_redeem_upload_done() -> None:
    exchange, play = an_exchange(), Play()

    ended = disclosed(exchange, a_draft(), play)

    sends = [Send, TimeSeen, Save, Work, Rest, Send, Save, Rest, Send, Save]
    assert [Save, *sends] == [type(step) for step in play.steps]
    assert [TimeRequest, RedeemRequest, UploadRequest] == kinds(exchange.requests)
    assert Stage.DONE is ended.stage
    assert SEEDS == exchange.uploads[0].retired_seeds()


def test_each_stage_is_saved_before_the_call_it_leads_to() -> None:
    exchange, play = an_exchange(), Play()

    disclosed(exchange, a_draft(), play)

    stages = [step.draft.stage for step in play.steps if isinstance(step, Save)]
    assert [Stage.COMMITTED, Stage.COMMITTED, Stage.CERTIFIED, Stage.DONE] == stages


def test_a_consent_to_linking_is_kept_with_the_links_of_what_arrived() -> None:
    ended = disclosed(an_exchange(), replace(a_draft(), link=True))

    assert tuple(sorted(link_of(own.seed) for own in SEEDS)) == ended.links
    assert () == ended.linked().links


def test_without_that_consent_no_link_is_kept() -> None:
    assert () == disclosed(an_exchange(), a_draft()).links


def test_a_refused_code_ends_the_consent_to_linking_too() -> None:
    assert () == replace(a_draft(), link=True).closed(Stage.REFUSED, Refusal.CODE).links


def test_when_it_is_over_the_secrets_are_gone() -> None:
    ended = disclosed(an_exchange(), a_draft())

    assert ("", (), bytes(32), b"") == (ended.code, ended.seeds, ended.commitment_key, ended.certificate)


@pytest.mark.parametrize("call", range(LAST_CALL + 1))
@pytest.mark.parametrize("arrived", [False, True])
def test_a_line_cut_at_any_call_is_mended_by_trying_again(call: int, *, arrived: bool) -> None:
    exchange, play = an_exchange(), Play()
    (exchange.lost_after if arrived else exchange.lost_before).add(call)
    with pytest.raises(UnreachableError):
        disclosed(exchange, a_draft(), play)
    assert play.saved is not None
    commitment = play.saved.commitment

    ended = disclosed(exchange, play.saved)

    assert Stage.DONE is ended.stage
    assert 1 == len(exchange.uploads)
    redeemed = [request.commitment for request in exchange.requests if isinstance(request, RedeemRequest)]
    assert {commitment} == set(redeemed)


def test_the_certificate_is_kept_so_that_a_code_is_redeemed_once() -> None:
    exchange, play = an_exchange(), Play()
    exchange.lost_before.add(LAST_CALL)
    with pytest.raises(UnreachableError):
        disclosed(exchange, a_draft(), play)
    assert play.saved is not None
    assert Stage.CERTIFIED is play.saved.stage
    exchange.requests.clear()
    exchange.lost_before.clear()

    disclosed(exchange, play.saved)

    assert [TimeRequest, CoverRequest, UploadRequest] == kinds(exchange.requests)


def test_a_wrong_code_is_final_and_looks_like_every_other_sequence() -> None:
    exchange = an_exchange()
    exchange.codes.clear()

    ended = disclosed(exchange, a_draft())

    assert (Stage.REFUSED, Refusal.CODE) == (ended.stage, ended.refusal)
    assert [TimeRequest, RedeemRequest, CoverRequest] == kinds(exchange.requests)


@pytest.mark.parametrize("refusal", [Refusal.CODE, Refusal.CERTIFICATE, Refusal.CONTENT])
@pytest.mark.parametrize("call", [1, 2])
def test_a_refusal_ends_it(refusal: Refusal, call: int) -> None:
    exchange = an_exchange()
    exchange.instead[call] = RefusedAnswer(refusal)

    ended = disclosed(exchange, a_draft())

    assert (Stage.REFUSED, refusal) == (ended.stage, ended.refusal)
    assert LAST_CALL + 1 == len(exchange.requests)


@pytest.mark.parametrize("refusal", [Refusal.BUSY, Refusal.WORK])
@pytest.mark.parametrize("call", [0, 1, 2])
def test_a_busy_exchange_changes_nothing_and_may_be_tried_again(refusal: Refusal, call: int) -> None:
    exchange, play = an_exchange(), Play()
    exchange.instead[call] = RefusedAnswer(refusal)
    with pytest.raises(PeerError):
        disclosed(exchange, a_draft(), play)
    assert play.saved is not None
    assert not play.saved.is_over

    assert Stage.DONE is disclosed(exchange, play.saved).stage


@pytest.mark.parametrize(
    "answer",
    [RefusedAnswer(Refusal.BUSY), RefusedAnswer(Refusal.WORK), AcceptedAnswer(), CertificateAnswer(b"nonsense")],
    ids=["busy", "work", "no certificate", "a forged one"],
)
def test_a_redeem_that_leads_nowhere_for_now_looks_like_every_other_sequence(answer: Answer) -> None:
    """Whoever makes short codes rest, or work dear, and watches the line must not see who had a code."""
    exchange = an_exchange()
    exchange.instead[1] = answer

    with pytest.raises(PeerError):
        disclosed(exchange, a_draft())

    assert [TimeRequest, RedeemRequest, CoverRequest] == kinds(exchange.requests)


def foreign_time(exchange: OpenExchange) -> TimeAnswer:
    key_id, signature = sign_time(bytes(16), START_S, exchange.world.key(Kind.TIME))
    return TimeAnswer(START_S, key_id, signature, bytes(16), 4, 4)


def forged_time(exchange: OpenExchange) -> TimeAnswer:
    key_id, signature = sign_time(bytes(16), START_S, world_key(Kind.TIME, 99))
    return TimeAnswer(START_S, key_id, signature, bytes(16), 4, 4)


NONSENSE: dict[str, Any] = {
    "a certificate": lambda exchange: CertificateAnswer(exchange.certificate(bytes(32))),
    "a forged certificate": lambda _: CertificateAnswer(b"nonsense"),
    "an acceptance": lambda _: AcceptedAnswer(),
    "a time for another nonce": foreign_time,
    "a time by another key": forged_time,
    "a final refusal": lambda _: RefusedAnswer(Refusal.CONTENT),
}


SENSE = {("an acceptance", 2), ("a final refusal", 1), ("a final refusal", 2)}


@pytest.mark.parametrize(("nonsense", "call"), sorted({(name, call) for name in NONSENSE for call in range(3)} - SENSE))
def test_an_answer_that_makes_no_sense_leaves_the_draft_as_it_was(nonsense: str, call: int) -> None:
    exchange, play = an_exchange(), Play()
    answer: Answer = NONSENSE[nonsense](exchange)
    exchange.instead[call] = answer

    with pytest.raises(PeerError):
        disclosed(exchange, a_draft(), play)

    assert play.saved is not None
    assert (CODE, SEEDS, False) == (play.saved.code, play.saved.seeds, play.saved.is_over)
    assert Stage.DONE is disclosed(exchange, play.saved).stage


def test_a_certificate_for_other_seeds_gets_no_seeds() -> None:
    exchange = an_exchange()
    exchange.instead[1] = CertificateAnswer(exchange.certificate(bytes(32)))

    with pytest.raises(VerificationError, match="for other seeds"):
        disclosed(exchange, a_draft())

    assert [] == exchange.uploads


def test_seeds_of_slots_to_come_are_left_out_so_that_the_code_is_not_lost() -> None:
    """The phone's clock is an hour ahead; the exchange would refuse everything."""
    exchange = an_exchange()
    ahead = replace(SEEDS[1], last_slot=12 + 4)

    ended = disclosed(exchange, new_draft(CODE, (SEEDS[0], ahead), dice()))

    assert Stage.DONE is ended.stage
    assert SEEDS[:1] == exchange.uploads[0].retired_seeds()


def test_a_phone_with_nothing_but_the_future_keeps_its_code() -> None:
    exchange, play = an_exchange(), Play()
    ahead = RetiredSeed(TODAY.plus(1), 0, 95, SEEDS[0].seed)

    with pytest.raises(PeerError, match="the clock of this phone is ahead"):
        disclosed(exchange, new_draft(CODE, (ahead,), dice()), play)

    assert CODE in exchange.codes
    assert [TimeRequest, CoverRequest, CoverRequest] == kinds(exchange.requests)


def test_hard_work_is_a_step_of_its_own() -> None:
    exchange, play = an_exchange(), Play()
    exchange.work_bits = 9

    disclosed(exchange, a_draft(), play)

    assert [9] == [step.bits for step in play.steps if isinstance(step, Work)]


def test_cover_has_the_steps_of_a_disclosure_but_nothing_to_save() -> None:
    exchange, real, covered = an_exchange(), Play(), Play()
    disclosed(exchange, a_draft(), real)

    covered.run(cover(exchange.world.keys, dice()), exchange)

    assert [type(step) for step in real.steps if not isinstance(step, Save)] == [type(step) for step in covered.steps]
    assert [TimeRequest, CoverRequest, CoverRequest] == kinds(exchange.requests[3:])


def test_cover_carries_nothing_of_the_owner_and_never_twice_the_same() -> None:
    exchange = an_exchange()

    for number in range(3):
        Play().run(cover(exchange.world.keys, dice(f"cover {number}")), exchange)

    covers = [request for request in exchange.requests if isinstance(request, CoverRequest)]
    assert 6 == len({request.code for request in covers}) == len({request.commitment for request in covers})


@pytest.mark.parametrize("answer", [AcceptedAnswer(), CertificateAnswer(b"x"), RefusedAnswer(Refusal.CODE)])
def test_what_is_answered_to_cover_does_not_matter(answer: Answer) -> None:
    exchange = an_exchange()
    exchange.instead = {1: answer, 2: answer}

    Play().run(cover(exchange.world.keys, dice()), exchange)

    assert 3 == len(exchange.requests)


def test_every_request_has_the_one_size() -> None:
    exchange = an_exchange()
    disclosed(exchange, a_draft())
    Play().run(cover(exchange.world.keys, dice()), exchange)

    assert {REQUEST_BYTES} == {len(pack_request(request)) for request in exchange.requests}
    assert ReportRequest not in kinds(exchange.requests)


def test_the_largest_upload_fits_the_one_size() -> None:
    seeds = tuple(
        RetiredSeed(TODAY.plus(-1 - n // 2), n % 2 * 48, n % 2 * 48 + 47, DaySeed(bytes([n]) * 16)) for n in range(30)
    )
    exchange = an_exchange()

    ended = disclosed(exchange, new_draft(CODE, seeds, dice()))

    assert Stage.DONE is ended.stage
    assert 30 == len(exchange.uploads[0].seeds)
