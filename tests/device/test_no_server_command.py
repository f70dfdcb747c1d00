"""No message that a server can send makes a phone send its owner's data.

Every kind of answer, every kind of file, every event, in any order, from an exchange that signs whatever it likes: it
receives the time call and cover, and nothing else, until the owner taps.
"""

from __future__ import annotations

import ast
import asyncio
import tempfile
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import bluezone.device
from bluezone.device.core.disclosing import Stage
from bluezone.device.core.events import Event
from bluezone.device.errors import UnreachableError
from bluezone.device.rhythm import live
from bluezone.device.runtime import Device
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.codes import short_code
from bluezone.protocol.config import RiskParameters
from bluezone.protocol.disclosure import Level
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    ANSWER_BYTES,
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
    unpack_request,
)
from bluezone.protocol.signature import Kind
from bluezone.radio.base import Address, HeardFrame
from tests.support.amounts import examples
from tests.support.device.living import HandClock, Town
from tests.support.device.phones import IPHONE_FRAME, TODAY, heard_id
from tests.support.device.published import HOUR_S, OpenExchange, Staged

CODE = short_code(b"0123456789abcdef")
SAYS_NOTHING = {TimeRequest, CoverRequest}
OWNERS_DATA = {RedeemRequest, UploadRequest, ReportRequest}

ANSWERS: dict[type, st.SearchStrategy[Any]] = {
    TimeAnswer: st.just("an honest time"),
    CertificateAnswer: st.sampled_from(["a certificate for what was asked", "a certificate for anything", b"junk"]),
    AcceptedAnswer: st.just(AcceptedAnswer()),
    RefusedAnswer: st.builds(RefusedAnswer, st.sampled_from(Refusal)),
}
BROKEN = st.one_of(
    st.binary(max_size=40),
    st.just(bytes(ANSWER_BYTES)),
    st.binary(min_size=ANSWER_BYTES, max_size=ANSWER_BYTES),
    st.just("silence"),
)
FILES = ("index", "newest-keys", "keys", "config", "batch", "tile", "revocation")


class HostileExchange(OpenExchange):
    """Knows the protocol, holds the keys, and answers as it is told."""

    next_answers: list[Any]
    next_files: list[tuple[str, bytes | None]]

    async def fetch(self, path: str, limit: int) -> bytes:
        for number, (kind, instead) in enumerate(self.next_files):
            if f"/{kind}" in path:
                del self.next_files[number]
                if instead is None:
                    raise UnreachableError("silence")
                return instead[:limit]
        return self.world.fetch(path, limit)

    def answer(self, body: bytes) -> bytes:
        request = unpack_request(body)
        self.requests.append(request)
        wanted = self.next_answers.pop(0) if self.next_answers else "an honest time"
        if wanted == "silence":
            raise UnreachableError("silence")
        if isinstance(wanted, bytes):
            return wanted
        return pack_answer(self._made(wanted, request))

    def _made(self, wanted: Any, request: Request) -> Answer:
        if wanted == "an honest time":
            return self._time(request) if isinstance(request, TimeRequest) else AcceptedAnswer()
        if isinstance(wanted, str):
            commitment = getattr(request, "commitment", bytes(32))
            return CertificateAnswer(self.certificate(commitment if "asked" in wanted else bytes(32)))
        answer: Answer = wanted
        return answer


def test_every_kind_of_answer_is_tried() -> None:
    assert set(typing.get_args(Answer)) == set(ANSWERS)


def test_every_kind_of_request_is_either_silent_or_the_owners() -> None:
    assert set(typing.get_args(Request)) == SAYS_NOTHING | OWNERS_DATA


class Besieged(RuleBasedStateMachine):
    """A phone of an owner who taps nothing, in a world that its exchange makes up as it likes."""

    unfinished: bool = False
    """Whether a disclosure that failed waits on the phone, for its owner alone to resume."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.town = Town(Path(self.folder.name), clock=_Hasty())
        self.exchange = HostileExchange(self.town.world)
        self.exchange.next_answers, self.exchange.next_files = [], []
        self.town.exchange = self.exchange
        self.device = self.run(self.town.start(0))

    def run(self, coroutine: Any) -> Any:
        return self.loop.run_until_complete(coroutine)

    @initialize()
    def the_owner_tapped_once_and_it_failed(self) -> None:
        if not self.unfinished:
            return
        self.run(self.device.update())
        self.exchange.next_answers = ["an honest time", "a certificate for what was asked", "silence"]
        with pytest.raises(UnreachableError):
            self.run(self.device.consent_and_disclose(CODE, [TODAY]))
        assert self.device.draft is not None
        assert Stage.CERTIFIED is self.device.draft.stage
        assert OWNERS_DATA & {type(request) for request in self.exchange.requests}
        self.exchange.requests.clear()

    @rule(answers=st.lists(st.one_of(*ANSWERS.values(), BROKEN), max_size=6))
    def the_exchange_answers(self, answers: list[Any]) -> None:
        self.exchange.next_answers = answers
        self.run(self.device.send_cover())

    @rule(kind=st.sampled_from(FILES), instead=st.one_of(st.none(), st.binary(max_size=80), st.sampled_from(FILES)))
    def the_exchange_publishes(self, kind: str, instead: str | bytes | None) -> None:
        if isinstance(instead, str):
            instead = next((file for path, file in self.town.world.files.items() if f"/{instead}" in path), b"")
        self.exchange.next_files = [(kind, instead)]
        self.run(self.device.update())

    @rule(level=st.sampled_from(Level), heard=st.booleans())
    def a_batch_appears(self, level: Level, *, heard: bool) -> None:
        seed = DaySeed(bytes(range(16)))
        if heard:
            self._hear(Advertisement(seed.ids_for(TODAY)[12]).pack())
        self.town.world.publish_batch(Staged(TODAY.plus(-1), seed, level))
        self.run(self.device.update())

    @rule()
    def a_batch_is_revoked(self) -> None:
        if self.town.world.batches:
            self.town.world.revoke(self.town.world.batches)
        self.run(self.device.update())

    @rule(tolerance=st.integers(0, 2), cover=st.floats(0.2, 10))
    def a_configuration_appears(self, tolerance: int, cover: float) -> None:
        risk = RiskParameters(tolerance_slots=tolerance)
        self.town.world.publish_configuration(risk=risk, cover_per_day=cover, hotline="upload now")
        self.run(self.device.update())

    @rule(kinds=st.sets(st.sampled_from([Kind.INDEX, Kind.TIME, Kind.BATCH, Kind.CERTIFICATE])))
    def keys_are_rotated(self, kinds: set[Kind]) -> None:
        self.town.world.publish_keys(*kinds, report_key=bytes([9]) * 32)
        self.run(self.device.update())

    @rule(hours=st.integers(-30, 30))
    def the_clock_is_set(self, hours: int) -> None:
        self.town.clock.wall_off_ms += hours * 3_600_000
        self.run(self.device.tick())

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.town.clock.now_ms += hours * 3_600_000
        self.town.world.now_s += hours * HOUR_S
        self.town.world.sign_index()
        self.run(self.device.tick())

    @rule(data=st.one_of(st.binary(max_size=62), st.just(IPHONE_FRAME), st.just(Advertisement(heard_id(1)).pack())))
    def a_frame_arrives(self, data: bytes) -> None:
        self._hear(data)

    @rule()
    def the_owner_pauses_and_resumes(self) -> None:
        self.run(self.device.pause())
        self.run(self.device.resume())

    @rule()
    def the_phone_restarts(self) -> None:
        self.run(self.device.close())
        self.device = self.run(self.town.start(0, radio=self.town.air.radio(1 + self.town.clock.now_ms)))

    @rule()
    def the_phone_lives_a_while(self) -> None:
        self.run(_a_moment_of(self.device))

    @invariant()
    def nothing_of_the_owners_has_left(self) -> None:
        sent = {type(request) for request in self.exchange.requests}
        assert sent <= SAYS_NOTHING, f"the phone sent {sent & OWNERS_DATA} by itself"
        acts = [departure for departure in self.device.store.departures() if departure.owner_act]
        assert len(acts) <= (3 if self.unfinished else 0)

    def teardown(self) -> None:
        self.run(self.device.close())
        self.loop.close()
        self.folder.cleanup()

    def _hear(self, data: bytes) -> None:
        frame = HeardFrame(data, Address(bytes([3] * 6)), -60, self.town.clock.monotonic_ms())

        async def deliver() -> None:
            self.device._air.on_frame(frame)

        self.run(deliver())


class BesiegedWithAnUnfinishedDisclosure(Besieged):
    unfinished = True


class _Hasty(HandClock):
    """Nobody waits on it."""

    async def sleep(self, duration_ms: int) -> None:
        self.now_ms += min(duration_ms, 1_000)
        await asyncio.sleep(0)


async def _a_moment_of(device: Device) -> None:
    life = asyncio.ensure_future(live(device))
    for _ in range(60):
        await asyncio.sleep(0)
    life.cancel()
    await asyncio.gather(life, return_exceptions=True)


@pytest.mark.slow
@pytest.mark.parametrize("siege", [Besieged, BesiegedWithAnUnfinishedDisclosure])
def test_no_message_that_a_server_can_send_makes_a_phone_send_its_owners_data(siege: type[Besieged]) -> None:
    run_state_machine_as_test(siege, settings=settings(max_examples=examples(5), stateful_step_count=20, deadline=None))


# The same, read off the source: who can reach what carries the owner's data.


def calls_by_function(wanted: Callable[[str], bool]) -> set[tuple[str, str]]:
    """(module, function) of every place in the device room that calls something of such a name."""
    root = Path(bluezone.device.__path__[0])
    found = set()
    for path in sorted(root.rglob("*.py")):
        module = path.relative_to(root).with_suffix("").as_posix()
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                names = {_name(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
                if any(wanted(name) for name in names):
                    found.add((module, function.name))
    return found


def _name(function: ast.expr) -> str:
    return ast.unparse(function)


def test_only_three_functions_make_requests_with_the_owners_data() -> None:
    makers = calls_by_function(lambda name: name.rpartition(".")[2] in {kind.__name__ for kind in OWNERS_DATA})

    assert {("core/disclosing", "_redeem"), ("core/disclosing", "_upload"), ("core/reporting", "report")} == makers


def test_only_a_disclosure_reaches_redeem_and_upload() -> None:
    assert {("core/disclosing", "disclose")} == calls_by_function(lambda name: name in {"_redeem", "_upload"})


def test_only_the_correspondence_runs_disclosures_and_reports() -> None:
    run = {("correspondence", "disclose"), ("correspondence", "_report")}

    assert run == calls_by_function(lambda name: name in {"disclosing.disclose", "report", "reporting.report"})


def test_only_the_owners_taps_reach_them() -> None:
    taps = {("runtime", name) for name in ("consent_and_disclose", "resume_disclosure", "send_report", "send_kept")}
    entrances = {"disclose", "send_report", "send_kept"}

    reached = calls_by_function(lambda name: name.rpartition("._correspondence.")[2] in entrances and "._" in name)

    assert taps == reached


def test_what_goes_in_covers_turn_was_kept_by_a_tap() -> None:
    """The device takes messages out of the outbox; none of its functions puts one in."""
    senders = calls_by_function(lambda name: name == "self._send_kept")
    makers = calls_by_function(lambda name: name.rpartition(".")[2] in {"Outgoing", "with_"})
    moved = ("moving", "_outgoing")  # out of another phone's file: never to go by itself (tests/device/test_moving.py)

    assert {("correspondence", "send_kept"), ("correspondence", "take_turn")} == senders
    assert {("core/outbox", "without"), ("core/outbox", "taken"), moved} == makers


def test_nothing_in_the_device_taps_for_its_owner() -> None:
    taps = {"consent_and_disclose", "resume_disclosure", "self.send_report", "self.send_kept"}
    taps |= {"device.send_report", "device.send_kept"}
    moves = {f"moves.{name}" for name in ("hand_over", "take_over", "take_back")}

    assert set() == calls_by_function(lambda name: name in taps or name.rpartition(".")[2] in taps)
    assert set() == calls_by_function(lambda name: ".".join(name.split(".")[-2:]) in moves)


def test_only_an_owners_act_hands_over_and_only_then_there_is_something_to_give() -> None:
    """What gathers everything for a file stands behind one method, and that refuses until its owner has tapped."""
    gathers = calls_by_function(lambda name: name in {"gather", "kept_in", "write_handover"})

    assert {("moving_over", "gather")} == gathers
    assert {("moving_over", "_hand_over")} == calls_by_function(lambda name: name == "HandedOver")


def test_no_event_and_no_command_speaks_of_sending() -> None:
    """The core has no word for it: what it can ask for is listed here, and whoever adds to it must think."""
    from bluezone.device.core.commands import Command

    commands = {command.__name__ for command in typing.get_args(Command)}
    radio = {"Advertise", "StopAdvertising", "Listen", "StopListening", "ReadIdentity"}
    store = {
        "SaveIdentity",
        "SaveBootClock",
        "SaveBattery",
        "KeepSighting",
        "ForgetBefore",
        "ForgetBeyond",
        "EndService",
    }
    believing = {"RefuteProofs", "MatchAnew"}
    assert radio | store | believing == commands
    assert 11 == len(typing.get_args(Event))
