"""A clock that is wrong for a moment closes nothing; one that stays is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.exchange.leaps import LEAP_S, PATIENT_TICKS, STEP_S, Leaps
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.messages import Refusal, RefusedAnswer, TimeAnswer, TimeRequest
from bluezone.protocol.signature import Kind
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play

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
