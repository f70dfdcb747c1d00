"""What holds for every way of telling an owner who does not look: a desktop's screen, an Android phone's, a browser
with an open page."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bluezone.device.notifying import Notice
from tests.support.device.screens_told import AndroidScreen, BrowserScreen, DesktopScreen, a_desktop, an_android_screen
from tests.support.radio.android import NO_JAVA

NEWS = Notice("news", "There is something for you to read", "Open Bluezone.", urgent=True)
OFF = Notice("bluetooth-off", "Bluetooth is off", "Switch it on.")
Screen = DesktopScreen | AndroidScreen | BrowserScreen
Play = Callable[[Screen], Coroutine[Any, Any, None]]


@contextlib.asynccontextmanager
async def on_desktop() -> AsyncIterator[Screen]:
    with tempfile.TemporaryDirectory() as folder:
        async with a_desktop(Path(folder)) as desktop:
            yield DesktopScreen(desktop)


@contextlib.asynccontextmanager
async def in_browser() -> AsyncIterator[Screen]:
    yield BrowserScreen()


@contextlib.asynccontextmanager
async def on_android() -> AsyncIterator[Screen]:
    async with an_android_screen() as screen:
        yield screen


needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)


@pytest.fixture(
    params=[on_desktop, pytest.param(on_android, marks=needs_java), in_browser], ids=["desktop", "android", "browser"]
)
def shown(request: pytest.FixtureRequest) -> Callable[[Play], None]:
    """Plays a story before a screen."""

    def show(play: Play) -> None:
        async def whole() -> None:
            async with request.param() as screen:
                await play(screen)
                await screen.notifier.close()
                await screen.notifier.close()

        asyncio.run(whole())

    return show


async def told(screen: Screen, notice: Notice) -> bool:
    """As the phone tells it: again, until it is known to have got there."""
    return await screen.notifier.tell(notice) or (await screen.looks(), await screen.notifier.tell(notice))[1]


def test_what_is_told_gets_to_the_screen_once(shown: Callable[[Play], None]) -> None:
    async def play(screen: Screen) -> None:
        assert await told(screen, NEWS)
        await screen.looks()

        assert [NEWS.title] == screen.titles
        assert 1 == screen.times_rung

    shown(play)


def test_two_matters_stand_beside_each_other(shown: Callable[[Play], None]) -> None:
    async def play(screen: Screen) -> None:
        assert await told(screen, NEWS)
        assert await told(screen, OFF)

        assert [NEWS.title, OFF.title] == screen.titles

    shown(play)


def test_what_was_taken_back_before_anybody_saw_it_is_not_shown_later(shown: Callable[[Play], None]) -> None:
    async def play(screen: Screen) -> None:
        await screen.notifier.tell(NEWS)
        await screen.notifier.take_back(NEWS.name)
        rung = screen.times_rung
        await screen.looks()

        assert rung == screen.times_rung
        assert [] == screen.titles

    shown(play)


def test_taking_back_what_nobody_told_is_harmless(shown: Callable[[Play], None]) -> None:
    async def play(screen: Screen) -> None:
        await screen.notifier.take_back("nothing")

        assert [] == screen.titles

    shown(play)


def test_it_says_whether_a_screen_is_there(shown: Callable[[Play], None]) -> None:
    async def play(screen: Screen) -> None:
        await screen.looks()

        assert await screen.notifier.is_there()

    shown(play)


@pytest.mark.parametrize(
    "wrong",
    [
        ("", "title", ""),
        ("two words", "title", ""),
        ("n" * 33, "title", ""),
        ("name", "", ""),
        ("name", "t" * 401, ""),
        ("name", "t", "b" * 401),
    ],
)
def test_a_notice_that_no_screen_would_show_whole_is_none(wrong: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="notice"):
        Notice(*wrong)
