"""A clock that is wrong for a moment closes nothing; one that stays is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.exchange.leaps import LEAP_S, PATIENT_TICKS, Leaps
from bluezone.protocol.calendar import DAY_MS, HOUR_MS
from bluezone.protocol.signature import Kind
from tests.support.exchange_client import seeds_of_days
from tests.support.exchanges import TODAY, Scene, play


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
