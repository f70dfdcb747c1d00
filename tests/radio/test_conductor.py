"""Going on and off as the duties say."""

from __future__ import annotations

import asyncio

import pytest

from bluezone.radio.base import ALWAYS, Duty, Hearing, OnAir
from bluezone.radio.conductor import Conductor
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from tests.support.radio.stages import address, frame_of, loop_clock, until

FRAME = OnAir(frame_of("anna"), address(1), ALWAYS)


class System:
    """What a system was asked for; it may refuse, or run into something that nobody foresaw."""

    def __init__(self) -> None:
        self.asked: list[tuple[OnAir | None, bool]] = []
        self.refuses = False
        self.planted: Exception | None = None
        """Raised once."""

    async def __call__(self, on_air: OnAir | None, hearing: bool) -> None:
        self.asked.append((on_air, hearing))
        if self.refuses:
            raise RadioUnavailableError(UnavailableReason.LOST, "it is gone")
        planted, self.planted = self.planted, None
        if planted is not None:
            raise planted


def test_what_is_wanted_is_asked_for_at_once() -> None:
    async def play() -> list[tuple[OnAir | None, bool]]:
        system = System()
        conductor = Conductor(loop_clock(), system)
        async with conductor.turn():
            conductor.on_air = FRAME
            await conductor.apply()
        await conductor.end()
        return system.asked

    assert (FRAME, False) == asyncio.run(play())[0]


def test_it_goes_on_and_off_with_the_duty_by_itself() -> None:
    async def play() -> None:
        system = System()
        conductor = Conductor(loop_clock(), system)
        conductor.hearing = Hearing(lambda _: None, Duty(40, 80))
        conductor.look_again()
        await until(lambda: {True, False} == {hearing for _, hearing in system.asked[-2:]})
        await conductor.end()

    asyncio.run(play())


def test_a_system_that_refuses_is_asked_again_when_it_is_looked_again() -> None:
    async def play() -> None:
        system = System()
        system.refuses = True
        conductor = Conductor(loop_clock(), system)
        conductor.on_air = FRAME
        conductor.look_again()
        await until(lambda: (FRAME, False) in system.asked)
        system.refuses, system.asked = False, []
        conductor.look_again()
        await until(lambda: (FRAME, False) in system.asked)
        await conductor.end()

    asyncio.run(play())


def test_a_system_that_may_be_asked_as_often_as_one_likes_is_asked_again_by_itself() -> None:
    async def play() -> None:
        system = System()
        system.refuses = True
        conductor = Conductor(loop_clock(), system, retry_s=0.02)
        conductor.on_air = FRAME
        conductor.look_again()
        await until(lambda: system.asked.count((FRAME, False)) > 2)
        await conductor.end()

    asyncio.run(play())


def test_an_error_that_nobody_foresaw_is_told_as_such_to_whoever_asks() -> None:
    async def play() -> RadioUnavailableError:
        system = System()
        conductor = Conductor(loop_clock(), system)
        async with conductor.turn():
            system.planted = ZeroDivisionError("planted")
            with pytest.raises(RadioUnavailableError, match="unforeseen \\(ZeroDivisionError\\): planted") as told:
                await conductor.apply()
        await conductor.end()
        return told.value

    assert UnavailableReason.UNFORESEEN is asyncio.run(play()).reason


def test_an_error_that_nobody_foresaw_ends_no_duty_and_is_told_at_the_next_look() -> None:
    async def play() -> None:
        system = System()
        conductor = Conductor(loop_clock(), system)
        conductor.hearing = Hearing(lambda _: None, Duty(40, 80))
        system.planted = ZeroDivisionError("planted")
        conductor.look_again()
        await until(lambda: system.planted is None)
        system.asked = []

        await until(lambda: {True, False} == {hearing for _, hearing in system.asked[-2:]})
        with pytest.raises(RadioUnavailableError, match="planted"):
            await conductor.apply()
        await conductor.apply()
        await conductor.end()

    asyncio.run(play())


def test_an_error_that_nobody_foresaw_is_tried_again_after_the_usual_wait() -> None:
    async def play() -> None:
        system = System()
        conductor = Conductor(loop_clock(), system, retry_s=0.02)
        conductor.on_air = FRAME
        system.planted = ZeroDivisionError("planted")
        conductor.look_again()

        await until(lambda: system.asked.count((FRAME, False)) >= 2)
        await conductor.end()

    asyncio.run(play())


def test_what_went_wrong_outside_a_turn_is_told_once_and_hinders_nothing() -> None:
    async def play() -> None:
        system = System()
        conductor = Conductor(loop_clock(), system)
        conductor.stumbled(KeyError("a frame"))
        conductor.on_air = FRAME

        with pytest.raises(RadioUnavailableError, match="a frame"):
            await conductor.apply()
        assert (FRAME, False) in system.asked
        await conductor.apply()
        await conductor.end()

    asyncio.run(play())
