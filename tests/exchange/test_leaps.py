"""A clock that is wrong for a moment closes nothing; one that stays is believed."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from bluezone.exchange.errors import ClockError
from bluezone.exchange.leaps import LEAP_S, PATIENT_TICKS, STEP_S, Leaps, require_start
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.config import Configuration
from bluezone.protocol.index import cosign
from bluezone.protocol.messages import Refusal, RefusedAnswer, TimeAnswer, TimeRequest
from bluezone.protocol.signature import Kind
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play
from tests.support.protocol.signing import signing_key

NOON_S = NOON_MS // 1000


@pytest.mark.parametrize("leap_ms", [5 * HOUR_MS, 6 * DAY_MS, 40 * DAY_MS])
def test_a_clock_that_is_wrong_for_one_tick_stops_no_hour(tmp_path: Path, leap_ms: int) -> None:
    async def story(scene: Scene):
        leaps = Leaps(scene.exchange.publisher.closed_until_s)
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        right_ms = scene.now_ms
        scene.move_by(leap_ms)
        await scene.exchange.tick(leaps)
        for hour in (1, 2):
            scene.move_to(right_ms + hour * HOUR_MS)
            await scene.exchange.tick(leaps)
        out = [sequence for sequence, _ in (await scene.published_entries())[seeds[0].seed.value]]
        return out, [batch.window_end_s * 1000 - right_ms for batch in scene.exchange.publisher.log.of_kind(Kind.BATCH)]

    assert ([1], [HOUR_MS, 2 * HOUR_MS]) == play(tmp_path, story)


def test_a_service_that_was_down_for_long_publishes_once_the_clock_has_stayed(tmp_path: Path) -> None:
    async def story(scene: Scene):
        leaps = Leaps(scene.exchange.publisher.closed_until_s)
        size = scene.exchange.publisher.log.size
        scene.move_by(40 * DAY_MS)
        grown = []
        for ticks in (PATIENT_TICKS, 1):
            for _ in range(ticks):
                await scene.exchange.tick(leaps)
            grown.append(scene.exchange.publisher.log.size - size)
        return grown

    waited, published = play(tmp_path, story)

    assert 0 == waited < published


def test_a_person_who_has_hours_published_has_the_clock_believed(tmp_path: Path) -> None:
    async def story(scene: Scene):
        leaps = Leaps(scene.exchange.publisher.closed_until_s)
        scene.move_by(30 * HOUR_MS)
        await scene.exchange.publisher.publish_due()
        size = scene.exchange.publisher.log.size
        scene.move_by(HOUR_MS)
        await scene.exchange.tick(leaps)
        return scene.exchange.publisher.log.size - size

    assert play(tmp_path, story) > 0


def test_a_clock_that_runs_is_believed_at_every_tick() -> None:
    leaps = Leaps(0)

    assert all(leaps.believes(now_s) for now_s in range(0, 40 * LEAP_S, LEAP_S - 1))


def test_a_clock_that_came_back_is_doubted_anew_when_it_leaps_again() -> None:
    leaps = Leaps(0)
    doubted = [leaps.believes(LEAP_S) for _ in range(PATIENT_TICKS - 1)]

    assert not any(doubted)
    assert leaps.believes(1)
    assert not leaps.believes(1 + LEAP_S)


class Ticks:
    """Ticks of a service beside a steady clock."""

    def __init__(self) -> None:
        self.steady_s = 1_000.0
        self.leaps = Leaps(NOON_S, lambda: self.steady_s)

    def believes(self, now_s: int, *, after_s: float = 1, closed_until_s: int = 0) -> bool:
        self.steady_s += after_s
        return self.leaps.believes(now_s, closed_until_s=closed_until_s)


def test_beside_a_steady_clock_a_minute_ahead_is_a_leap_and_a_slow_tick_is_none() -> None:
    ticks = Ticks()

    assert ticks.believes(NOON_S)
    assert ticks.believes(NOON_S + 7_200, after_s=7_200)
    assert ticks.believes(NOON_S + 7_200 + STEP_S)
    assert not ticks.believes(NOON_S + 7_200 + 2 * STEP_S + 2)


def test_a_clock_that_was_set_is_believed_once_it_has_stayed() -> None:
    ticks = Ticks()
    ticks.believes(NOON_S)

    answers = [ticks.believes(NOON_S + 3_600 + tick) for tick in range(PATIENT_TICKS + 2)]

    assert [False] * PATIENT_TICKS + [True, True] == answers


def test_a_clock_that_went_back_for_a_moment_is_believed_when_it_returns() -> None:
    ticks = Ticks()
    ticks.believes(NOON_S)

    assert ticks.believes(NOON_S - 3_600)
    assert not ticks.leaps.is_doubtful(NOON_S + 2)
    assert ticks.believes(NOON_S + 2)


def test_beside_a_steady_clock_too_a_person_who_has_hours_published_has_the_clock_believed() -> None:
    ticks = Ticks()
    ticks.believes(NOON_S)
    ticks.believes(NOON_S + 7_000)

    assert ticks.believes(NOON_S + 7_250, closed_until_s=NOON_S + 7_200)
    assert ticks.believes(NOON_S + 7_251, closed_until_s=NOON_S + 7_200)


def test_a_start_after_a_pause_serves_calls_by_the_clock_that_it_finds() -> None:
    ticks = Ticks()

    assert not ticks.believes(NOON_S + LEAP_S)
    assert not ticks.leaps.is_doubtful(NOON_S + LEAP_S)


@pytest.mark.parametrize("asks", ["a configuration", "a witness"])
def test_nothing_that_others_hand_in_is_signed_by_a_clock_that_leapt(tmp_path: Path, asks: str) -> None:
    """A witness comes by itself, and whoever hands in a configuration has vouched for no clock."""

    async def story(scene: Scene):
        scene.exchange.leaps = Leaps(scene.exchange.publisher.closed_until_s, lambda: 0.0)
        await scene.exchange.tick(scene.exchange.leaps)
        right_s = scene.now_ms // 1000
        signed = cosign(scene.exchange.publisher.proposal.head, signing_key(Kind.WITNESS))
        word = {"key_id": b64encode(signed.key_id).decode(), "signature": b64encode(signed.signature).decode()}
        answers = []
        for moved_ms in (HOUR_MS, 0):
            scene.move_to(right_s * 1000 + moved_ms)
            if asks == "a witness":
                answer = await scene.internal.post("/internal/v1/cosignatures", json=word)
            else:
                answer = await scene.internal.post(
                    "/internal/v1/configurations", json={"sequence": 0, "issued_s": 0, "hotline": "19009095"}
                )
            answers.append((answer.status_code, (await scene.phone().index()).index.issued_s - right_s))
        return answers

    assert [(503, 0), (200 if asks == "a witness" else 201, 0)] == play(tmp_path, story)


@pytest.mark.parametrize("years", [1, 5])
def test_an_exchange_that_signed_once_far_ahead_goes_on_by_the_clock_that_was_set_right(
    tmp_path: Path, years: int
) -> None:
    async def story(scene: Scene):
        right_ms = scene.now_ms
        scene.move_by(years * 365 * DAY_MS)
        await scene.exchange.publisher.publish_configuration(Configuration(sequence=1, issued_s=0))
        scene.move_to(right_ms + MINUTE_MS)
        await scene.exchange.tick(Leaps(scene.exchange.publisher.closed_until_s))
        return (await scene.phone().index()).index.issued_s - right_ms // 1000

    assert MINUTE_MS // 1000 == play(tmp_path, story)


@pytest.mark.parametrize("leap_ms", [5 * MINUTE_MS, -40 * MINUTE_MS])
def test_no_call_is_answered_by_a_clock_that_leapt(tmp_path: Path, leap_ms: int) -> None:
    """A phone that believed a time ahead would refuse what it has heard, for as long as it runs; by a time behind its
    seeds of today would be refused as of the future. It is told to come back."""

    async def story(scene: Scene):
        scene.exchange.leaps = Leaps(scene.exchange.publisher.closed_until_s, lambda: 0.0)
        await scene.exchange.tick(scene.exchange.leaps)
        right_ms = scene.now_ms
        answers = []
        for moved_ms in (leap_ms, 0):
            scene.move_to(right_ms + moved_ms)
            answers.append(await scene.phone().call(TimeRequest(bytes(16))))
        return answers[0], type(answers[1])

    assert (RefusedAnswer(Refusal.BUSY), TimeAnswer) == play(tmp_path, story)


@pytest.mark.parametrize("ahead_ms", [4 * HOUR_MS, 40 * DAY_MS, 5 * 365 * DAY_MS])
def test_a_start_by_a_clock_far_ahead_of_what_was_signed_last_is_refused_and_signs_nothing(
    tmp_path: Path, ahead_ms: int
) -> None:
    async def signed(scene: Scene):
        return (scene.exchange.settings.public_files / "v1" / "index").read_bytes()

    before = play(tmp_path, signed)

    with pytest.raises(ClockError, match="h ahead of what this exchange signed last"):
        play(tmp_path, signed, now_ms=NOON_MS + ahead_ms)

    assert before == (tmp_path / "public" / "v1" / "index").read_bytes()
    assert before != play(tmp_path, signed, now_ms=NOON_MS + HOUR_MS)


def test_a_start_is_let_through_where_a_person_or_a_second_clock_vouches_for_it(tmp_path: Path) -> None:
    async def signed(scene: Scene):
        return bool(scene.exchange.publisher.proposal.size)

    play(tmp_path, signed)
    later_ms = NOON_MS + 4 * HOUR_MS

    assert play(tmp_path, signed, now_ms=later_ms, second=lambda: later_ms - MINUTE_MS)
    assert play(tmp_path, signed, now_ms=later_ms + 40 * DAY_MS, clock_is_right=True)


@pytest.mark.parametrize(
    ("signed_s", "second_s", "says"),
    [
        (None, NOON_S - DAY_MS // 1000, "24 h ahead of this machine's second clock"),
        (NOON_S - 60, NOON_S - DAY_MS // 1000, "24 h ahead of this machine's second clock"),
        (NOON_S - DAY_MS // 1000, None, "24 h ahead of what this exchange signed last"),
        (NOON_S - DAY_MS // 1000, NOON_S + 7 * 3_600, "24 h ahead of what this exchange signed last"),
    ],
)
def test_a_clock_that_nobody_bears_out_starts_nothing(signed_s: int | None, second_s: int | None, says: str) -> None:
    with pytest.raises(ClockError, match=says):
        require_start(NOON_S, signed_s=signed_s, second_s=second_s)


@pytest.mark.parametrize(
    ("signed_s", "second_s"),
    [(None, None), (NOON_S - LEAP_S, None), (NOON_S + DAY_MS, None), (0, NOON_S + 60), (NOON_S, NOON_S + DAY_MS)],
)
def test_a_clock_that_is_borne_out_starts_and_one_that_is_behind_does_no_harm(
    signed_s: int | None, second_s: int | None
) -> None:
    require_start(NOON_S, signed_s=signed_s, second_s=second_s)
