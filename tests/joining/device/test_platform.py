"""What a phone's pages say that its system withholds, from where the system says it; and which screen a phone has."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bluezone.citizen.condition import Trouble
from bluezone.device.notifying import Notice
from bluezone.joining.device.platform import BOOT_MARK, boot_of, made_by, platform_of, screen_of
from bluezone.radio.android import AndroidRadio
from bluezone.radio.opening import open_radio
from bluezone.radio.pipe import Withheld
from tests.support.device.screens_told import an_android_screen
from tests.support.radio.android import NO_JAVA
from tests.support.radio.pipes import joined
from tests.support.radio.stages import loop_clock, until

needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)


@pytest.mark.parametrize(
    ("said", "troubles"),
    [
        ("-", set()),
        ("permission", {Trouble.NOT_PERMITTED}),
        ("location", {Trouble.LOCATION_OFF}),
        ("background", {Trouble.BACKGROUND}),
        ("saver", {Trouble.BATTERY_SAVER}),
        ("location+saver", {Trouble.LOCATION_OFF, Trouble.BATTERY_SAVER}),
    ],
)
def test_what_android_withholds_is_a_trouble_of_its_own_and_ends_by_itself(said: str, troubles: set[Trouble]) -> None:
    async def play() -> None:
        async with joined() as ends:
            radio = AndroidRadio(ends.pipe, clock=loop_clock())
            platform = platform_of(radio)
            assert not platform()
            ends.says.write(f"withheld {said}\n".encode())
            await until(lambda: troubles == platform())
            ends.says.write(b"withheld -\n")
            await until(lambda: not platform())
            await radio.close()

    asyncio.run(play())


def test_nothing_that_android_can_withhold_is_left_without_words() -> None:
    async def play() -> None:
        async with joined() as ends:
            radio = AndroidRadio(ends.pipe, clock=loop_clock())
            radio.withheld = frozenset(Withheld)
            assert len(Withheld) == len(platform_of(radio)())
            await radio.close()

    asyncio.run(play())


def test_other_systems_say_it_when_they_refuse(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    async def play() -> None:
        radio = await open_radio(f"virtual:{tmp_path}", clock=loop_clock())
        assert not platform_of(radio)()
        assert not made_by(radio)()
        await radio.close()

    asyncio.run(play())


def test_who_made_the_phone_reaches_its_pages_as_android_says_it_last() -> None:
    async def play() -> None:
        async with joined() as ends:
            radio = AndroidRadio(ends.pipe, clock=loop_clock())
            said = made_by(radio)
            assert not said()
            ends.says.write(b"made hmdglobal nokia\n")
            await until(lambda: said() == ("hmdglobal", "nokia"))
            await radio.close()

    asyncio.run(play())


def test_which_start_of_the_phone_this_is_android_says_in_its_own_time() -> None:
    async def play() -> None:
        async with joined() as ends:
            radio = AndroidRadio(ends.pipe, clock=loop_clock())
            boot = boot_of(radio)
            assert not boot()
            ends.says.write(b"boot 12\n")
            await until(lambda: boot() == "12")
            await radio.close()

    asyncio.run(play())


def test_which_start_of_the_computer_this_is_its_kernel_says_or_nobody(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "mark").write_bytes(b"\xff")

    async def play() -> list[str]:
        radio = await open_radio(f"virtual:{tmp_path}", clock=loop_clock())
        await radio.close()
        return [boot_of(radio, mark)() for mark in (BOOT_MARK, tmp_path / "mark", tmp_path / "nowhere")]

    said, *unknown = asyncio.run(play())

    assert said == BOOT_MARK.read_text().strip()
    assert ["", ""] == unknown


@needs_java
def test_an_android_phone_that_was_switched_off_and_on_says_so_to_its_next_engine() -> None:
    async def play() -> None:
        async with an_android_screen() as screen:
            assert await screen.notifier.tell(Notice("news", "Something for you", "", urgent=True))
            screen.owner("restart")
            await until(lambda: not screen.standing)
            boot = boot_of(await screen.starts_anew())
            await until(lambda: boot() == "2")

    asyncio.run(play())


def test_a_phone_behind_androids_pipe_has_its_own_screen_also_where_a_desktop_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")

    async def play() -> str:
        async with joined() as ends:
            radio = AndroidRadio(ends.pipe, clock=loop_clock())
            screen = screen_of(radio)
            assert screen is not None
            await radio.close()
            return screen.way

    assert "android" == asyncio.run(play())


def test_any_other_phone_has_the_screen_of_its_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")

    async def play() -> str:
        radio = await open_radio(f"virtual:{tmp_path}", clock=loop_clock())
        screen = screen_of(radio)
        assert screen is not None
        await radio.close()
        return screen.way

    assert "desktop" == asyncio.run(play())
