"""A Linux desktop's screen: what is said to its daemon, and what becomes of a notice when daemon or session go."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bluezone.device.notifying import Notice
from bluezone.device.notifying.desktop import DesktopNotifier
from tests.support.device.screens_told import Desktop, a_desktop

pytestmark = pytest.mark.every_run

NEWS = Notice("news", "There is something to read", "Mở <Bluezone> & đọc.", urgent=True)
OFF = Notice("bluetooth-off", "Bluetooth is off", "")
Play = Callable[[Desktop, DesktopNotifier], Coroutine[Any, Any, None]]


def before_a_desktop(folder: Path, play: Play, **screen: object) -> None:
    async def whole() -> None:
        async with a_desktop(folder, **screen) as desktop:
            notifier = DesktopNotifier(desktop.address, icon="/bluezone.svg")
            await play(desktop, notifier)
            await notifier.close()

    asyncio.run(whole())


def test_a_notice_says_who_speaks_and_how_urgent_it_is(tmp_path: Path) -> None:
    async def play(desktop: Desktop, notifier: DesktopNotifier) -> None:
        await notifier.tell(NEWS)
        await notifier.tell(OFF)

        said = [
            (body[0], body[2], body[3], body[6]["urgency"].value, body[7]) for body in (m.body for m in desktop.rung)
        ]
        assert [
            ("Bluezone", "/bluezone.svg", NEWS.title, 2, 0),
            ("Bluezone", "/bluezone.svg", OFF.title, 1, -1),
        ] == said

    before_a_desktop(tmp_path, play)


def test_text_is_escaped_for_a_daemon_that_reads_markup_and_for_no_other(tmp_path: Path) -> None:
    async def play(desktop: Desktop, notifier: DesktopNotifier) -> None:
        await notifier.tell(NEWS)
        desktop.able.append("body-markup")
        await notifier.tell(NEWS)

        assert ["Mở <Bluezone> & đọc.", "Mở &lt;Bluezone&gt; &amp; đọc."] == [said.body[4] for said in desktop.rung]

    before_a_desktop(tmp_path, play)


def test_a_later_notice_of_the_same_name_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async def play(desktop: Desktop, notifier: DesktopNotifier) -> None:
        await notifier.tell(NEWS)
        await notifier.tell(Notice("news", "Something else", ""))

        assert ["Something else"] == desktop.titles

    before_a_desktop(tmp_path, play)


def test_without_a_daemon_nothing_is_told_and_once_there_is_one_it_is(tmp_path: Path) -> None:
    async def play(desktop: Desktop, notifier: DesktopNotifier) -> None:
        assert not await notifier.tell(NEWS)
        assert not await notifier.is_there()
        desktop.has_daemon = True

        assert await notifier.tell(NEWS)

    before_a_desktop(tmp_path, play, has_daemon=False)


def test_a_session_that_ended_is_asked_anew(tmp_path: Path) -> None:
    async def play(desktop: Desktop, notifier: DesktopNotifier) -> None:
        assert await notifier.tell(NEWS)
        await desktop.is_lost()

        await notifier.tell(OFF)  # this one may still meet the broken line
        assert await notifier.tell(OFF)
        assert NEWS.title in desktop.titles

    before_a_desktop(tmp_path, play)


def test_where_no_bus_is_nothing_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    async def play() -> list[bool]:
        notifier = DesktopNotifier(f"unix:path={tmp_path / 'nothing'}")
        await notifier.take_back("news")
        await notifier.close()
        return [await notifier.tell(NEWS), await notifier.is_there()]

    assert [False, False] == asyncio.run(play())


def test_a_daemon_that_does_not_answer_holds_nobody_up_for_long(tmp_path: Path) -> None:
    path = str(tmp_path / "silent")
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(path)
        silent.listen()

        assert not asyncio.run(DesktopNotifier(f"unix:path={path}", patience_s=0.05).tell(NEWS))


def test_an_address_that_is_none_is_no_screen() -> None:
    assert not asyncio.run(DesktopNotifier("rubbish").is_there())
