"""The ear at a door: whole quarter hours, each identifier once, and nothing kept of any."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable

import pytest

from bluezone.device.core.moments import Now
from bluezone.device.door_ear import LOOK_MS, SETTLED_AFTER_MS, DoorEar, count_running_phones
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import MINUTE_MS, SLOT_MS
from bluezone.radio.base import Address, Duty, FrameListener, HeardFrame
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from bluezone.rollout.tally.heard import MOST_HEARD, QUARTER, Quarter
from tests.support.device.living import HandClock, settle
from tests.support.device.phones import IPHONE_FRAME, START_MS, heard_id

TEN = dt.datetime(2020, 8, 10, 3, tzinfo=dt.UTC)


def frame(number: int, at_ms: int, data: bytes | None = None) -> HeardFrame:
    sent = Advertisement(heard_id(number)).pack() if data is None else data
    return HeardFrame(sent, Address(number.to_bytes(6, "big")), -60, at_ms)


def heard_by(
    frames: Iterable[HeardFrame],
    until_ms: int,
    *,
    from_ms: int = 0,
    wall_off: Callable[[int], int] = lambda _: START_MS,
    ear: DoorEar | None = None,
) -> list[Quarter]:
    """What an ear hands on that looks every five seconds; a frame comes before the look that follows it."""
    ear, coming, found = ear or DoorEar(), sorted(frames, key=lambda one: one.monotonic_ms), []
    for at_ms in range(from_ms, until_ms + 1, LOOK_MS):
        while coming and coming[0].monotonic_ms < at_ms:
            ear.hear(coming.pop(0))
        quarter = ear.follow(Now(at_ms + wall_off(at_ms), at_ms))
        found += [quarter] if quarter is not None else []
    return found


OVER_MS = SLOT_MS + SETTLED_AFTER_MS


def test_each_identifier_counts_once_in_a_quarter() -> None:
    frames = [frame(number, at_ms) for number in range(3) for at_ms in range(1_000, SLOT_MS, 60_000)]

    assert [Quarter(TEN, 3, 3)] == heard_by(frames, OVER_MS)


def test_who_comes_after_another_has_gone_was_not_there_at_once() -> None:
    frames = [frame(1, 1_000), frame(1, 2_000), frame(2, 3_000), frame(2, 4_000), frame(3, 5_000)]

    (quarter,) = heard_by(frames, OVER_MS)

    assert (Quarter(TEN, 3, 1), 2) == (quarter, quarter.fewest)


def test_a_quarter_in_which_nobody_was_heard_is_counted_too() -> None:
    assert [Quarter(TEN, 0, 0), Quarter(TEN + QUARTER, 0, 0)] == heard_by([], SLOT_MS + OVER_MS)


def test_an_identifier_that_is_heard_in_two_quarters_counts_in_each() -> None:
    frames = [frame(1, SLOT_MS - 1), frame(1, SLOT_MS)]

    assert [(1, 1), (1, 1)] == [(one.heard, one.at_once) for one in heard_by(frames, SLOT_MS + OVER_MS)]


def test_a_quarter_is_not_handed_on_before_late_frames_have_come() -> None:
    ear = DoorEar()

    assert [] == heard_by([], OVER_MS - LOOK_MS, ear=ear)
    ear.hear(frame(1, SLOT_MS - 1))
    assert [Quarter(TEN, 1, 1)] == heard_by([], OVER_MS, from_ms=OVER_MS, ear=ear)


def test_frames_of_others_and_of_phones_that_are_to_be_asked_are_not_counted() -> None:
    others = [b"", b"\x02\x01\x06", b"\x03\x03\x56\x4e", b"\xff", IPHONE_FRAME]

    assert [Quarter(TEN, 0, 0)] == heard_by([frame(n, 1_000, data) for n, data in enumerate(others)], OVER_MS)


def test_a_quarter_that_had_begun_is_not_counted() -> None:
    assert [Quarter(TEN + QUARTER, 0, 0)] == heard_by([], SLOT_MS + OVER_MS, from_ms=LOOK_MS)


def test_a_quarter_in_which_the_radio_was_lost_is_not_counted() -> None:
    ear = DoorEar()
    heard_by([frame(1, 1_000)], MINUTE_MS, ear=ear)
    ear.lose()

    assert [] == heard_by([frame(2, 2 * MINUTE_MS)], OVER_MS, from_ms=MINUTE_MS, ear=ear)
    assert [Quarter(TEN + QUARTER, 0, 0)] == heard_by([], SLOT_MS + OVER_MS, from_ms=OVER_MS, ear=ear)


def test_a_quarter_in_which_the_machine_slept_is_not_counted() -> None:
    ear = DoorEar()
    heard_by([], MINUTE_MS, ear=ear)

    assert [] == heard_by([], OVER_MS, from_ms=2 * MINUTE_MS, ear=ear)


@pytest.mark.parametrize("by_ms", [-3_000, 3_000, 10 * MINUTE_MS])
def test_a_quarter_in_which_the_clock_was_set_is_not_counted(by_ms: int) -> None:
    def set_once(at_ms: int) -> int:
        return START_MS + (by_ms if at_ms > MINUTE_MS else 0)

    assert Quarter(TEN, 0, 0) not in heard_by([], OVER_MS, wall_off=set_once)


def test_a_clock_that_is_slowed_a_little_loses_no_quarter() -> None:
    assert [Quarter(TEN, 0, 0)] == heard_by([], OVER_MS, wall_off=lambda at_ms: START_MS - at_ms // 1_000_000)


def test_a_flood_is_no_count() -> None:
    crowd = [frame(number, 1_000) for number in range(MOST_HEARD)]

    assert [MOST_HEARD] == [one.heard for one in heard_by(crowd, OVER_MS)]
    assert [] == heard_by([*crowd, frame(MOST_HEARD, 1_000), frame(MOST_HEARD + 1, 1_000)], OVER_MS)


def test_nothing_of_a_quarter_is_left_in_the_ear_that_handed_it_on() -> None:
    ear = DoorEar()

    heard_by([frame(1, 1_000)], OVER_MS, ear=ear)

    assert {} == ear._spans


class Failing:
    """A radio that does not listen for a while, and can do nothing else: who sends or asks by it fails."""

    def __init__(self) -> None:
        self.fails, self.listener = True, None

    async def listen(self, listener: FrameListener, _duty: Duty) -> None:
        if self.fails:
            raise RadioUnavailableError(UnavailableReason.LOST, "the adapter is gone")
        self.listener = listener


def test_a_radio_that_is_lost_is_told_of_once_and_asked_again() -> None:
    asyncio.run(_lost_and_back())


async def _lost_and_back() -> None:
    radio, clock, told, kept = Failing(), HandClock(), [], []
    counting = asyncio.ensure_future(count_running_phones(radio, clock, kept.append, told.append))  # type: ignore[arg-type]  # it only listens

    async def pass_time(duration_ms: int) -> None:
        for _ in range(0, duration_ms, LOOK_MS):
            await settle()
            clock.now_ms += LOOK_MS
            clock.wake()
        await settle()

    await pass_time(SLOT_MS)
    radio.fails = False
    await pass_time(MINUTE_MS)
    assert [] == kept
    await pass_time(2 * SLOT_MS)
    radio.fails = True
    await pass_time(MINUTE_MS)

    assert [TEN + 2 * QUARTER] == [one.begins for one in kept]
    assert 2 * ["door: the radio does not listen and is asked again: the adapter is gone"] == told
    counting.cancel()
    await asyncio.gather(counting, return_exceptions=True)
