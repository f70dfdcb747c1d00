"""An Android phone's screen: what the engine orders of the application, and what becomes of a notice when its owner,
the application or the engine stands in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.citizen.condition import Trouble
from bluezone.citizen.noticing import matters_of
from bluezone.citizen.phone import LANGUAGES
from bluezone.citizen.telling import notice_of
from bluezone.device.notifying import Notice
from bluezone.device.notifying.android import AndroidNotifier
from bluezone.device.notifying.notice import MAX_CHARACTERS
from bluezone.radio.pipe import MAX_NUMBER, MAX_ORDER_BYTES, write_order
from tests.support.citizen.owners import an_owner
from tests.support.device.screens_told import AndroidScreen, an_android_screen
from tests.support.radio.android import NO_JAVA
from tests.support.radio.pipes import Ends, joined

NEWS = Notice("news", "Có tin dành cho bạn", "Hãy mở <Bluezone> & đọc. \N{BELL}", urgent=True)
OFF = Notice("bluetooth-off", "Bluetooth is off", "")
Play = Callable[[AndroidScreen], Coroutine[Any, Any, None]]

needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)
sentences = st.text(st.characters(exclude_categories=["Cs"]), max_size=MAX_CHARACTERS)
notices = st.builds(
    Notice,
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=32),
    sentences.filter(bool),
    sentences,
    urgent=st.booleans(),
)


def scripted(play: Callable[[Ends, AndroidNotifier], Coroutine[Any, Any, Any]]) -> Any:
    """With a scripted application at the other end of the pipe."""

    async def whole() -> Any:
        async with joined() as ends:
            return await play(ends, AndroidNotifier(ends.pipe, patience_s=0.2))

    return asyncio.run(whole())


def before_a_phone(play: Play) -> None:
    """With the application's own Java."""

    async def whole() -> None:
        async with an_android_screen() as screen:
            await play(screen)

    asyncio.run(whole())


async def answers(ends: Ends, answer: str) -> str:
    """Hears one order, answers it, and tells it without its token."""
    name, token, *words = (await ends.hears.readline()).decode().split()
    ends.says.write(f"{answer.format(token)}\n".encode())
    return " ".join([name, *words])


@pytest.mark.parametrize(("answer", "known"), [("done {}", True), ("failed {} forbidden", False), ("done 99", False)])
def test_what_is_told_is_known_to_stand_there_only_if_the_application_says_so(answer: str, known: bool) -> None:
    async def play(ends: Ends, notifier: AndroidNotifier) -> tuple[bool, str]:
        told = asyncio.create_task(notifier.tell(NEWS))
        order = await answers(ends, answer)
        return await told, order

    order = f"show news urgent {NEWS.title.encode().hex()} {NEWS.body.encode().hex()}"
    assert (known, order) == scripted(play)


def test_the_words_of_each_order_are_its_own() -> None:
    async def play(ends: Ends, notifier: AndroidNotifier) -> list[str]:
        orders = []
        for act in (notifier.is_there(), notifier.tell(OFF), notifier.take_back("bluetooth-off")):
            acting = asyncio.ensure_future(act)
            orders.append(await answers(ends, "done {}"))
            await acting
        return orders

    assert ["screen", f"show bluetooth-off plain {OFF.title.encode().hex()} -", "unshow bluetooth-off"] == scripted(
        play
    )


def test_an_application_that_says_nothing_or_is_gone_is_no_screen_and_raises_nothing() -> None:
    async def play(ends: Ends, notifier: AndroidNotifier) -> list[bool]:
        silent = [await notifier.tell(NEWS), await notifier.is_there()]
        waiting = asyncio.create_task(notifier.tell(NEWS))
        await asyncio.sleep(0)
        ends.says.close()
        gone = [await waiting, await notifier.is_there(), await notifier.tell(NEWS)]
        await notifier.take_back("news")
        return silent + gone

    assert not any(scripted(play))


@given(notices)
def test_every_notice_there_can_be_goes_through_the_pipe_whole(notice: Notice) -> None:
    line = write_order("show", MAX_NUMBER, notice.name, "urgent", notice.title.encode(), notice.body.encode())
    title, body = line.decode("ascii").split()[4:]

    assert len(line) <= MAX_ORDER_BYTES
    assert (notice.title, notice.body) == tuple(bytes.fromhex(word.strip("-")).decode() for word in (title, body))


@needs_java
def test_every_notice_of_ours_stands_on_the_screen_as_it_was_written(tmp_path: Any) -> None:
    async def play(screen: AndroidScreen) -> None:
        for number, language in enumerate(LANGUAGES, start=1):
            async with an_owner(tmp_path, language=language, seed=number) as owner:
                told = [notice_of(owner.phone, one) for one in matters_of(list(Trouble), ["met 1 2020-08-11"])]
            for notice in told:
                assert await screen.notifier.tell(notice)

            assert [(one.name, one.title, one.body) for one in told] == [
                (one.name, one.title, one.body) for one in screen.standing
            ]

    before_a_phone(play)


@needs_java
def test_signs_of_every_kind_arrive_as_they_are_and_are_no_markup() -> None:
    longest = Notice("longest", "\N{BELL}" * MAX_CHARACTERS, "Ặ" * MAX_CHARACTERS)

    async def play(screen: AndroidScreen) -> None:
        assert await screen.notifier.tell(NEWS)
        assert await screen.notifier.tell(longest)

        assert [(NEWS.title, NEWS.body), (longest.title, longest.body)] == [
            (one.title, one.body) for one in screen.standing
        ]

    before_a_phone(play)


@needs_java
def test_a_later_notice_of_the_same_name_takes_the_place_of_the_first() -> None:
    async def play(screen: AndroidScreen) -> None:
        await screen.notifier.tell(NEWS)
        await screen.notifier.tell(Notice("news", "Something else", ""))

        assert ["Something else"] == screen.titles
        assert 2 == screen.times_rung

    before_a_phone(play)


@needs_java
def test_who_forbids_notices_is_shown_none_and_is_told_once_they_are_allowed() -> None:
    async def play(screen: AndroidScreen) -> None:
        screen.owner("withhold notices")
        assert not await screen.notifier.is_there()
        assert not await screen.notifier.tell(NEWS)
        assert [] == screen.titles
        screen.owner("give notices")
        assert await screen.notifier.is_there()
        assert await screen.notifier.tell(NEWS)

        assert [NEWS.title] == screen.titles

    before_a_phone(play)


@needs_java
def test_who_silences_what_the_phone_needs_is_still_told_of_news() -> None:
    async def play(screen: AndroidScreen) -> None:
        screen.owner("withhold channel:told")
        assert not await screen.notifier.tell(OFF)
        assert await screen.notifier.tell(NEWS)
        assert await screen.notifier.is_there()
        screen.owner("withhold channel:told-urgent")
        assert not await screen.notifier.is_there()

        assert [NEWS.title] == screen.titles

    before_a_phone(play)


@needs_java
def test_an_engine_that_was_started_anew_takes_back_and_replaces_what_an_earlier_one_told() -> None:
    async def play(screen: AndroidScreen) -> None:
        await screen.notifier.tell(NEWS)
        await screen.notifier.tell(OFF)
        await screen.starts_anew()
        await screen.notifier.take_back("news")
        await screen.notifier.tell(Notice("bluetooth-off", "Still off", ""))

        assert ["Still off"] == screen.titles

    before_a_phone(play)


@needs_java
def test_radio_and_screen_give_their_orders_on_one_pipe_and_each_is_answered() -> None:
    async def play(screen: AndroidScreen) -> None:
        async def tells() -> list[bool]:
            return [await screen.notifier.tell(NEWS) for _ in range(20)]

        async def pauses() -> None:
            for _ in range(20):
                await screen.radio.stop_advertising()
                await screen.radio.serve_identity(lambda: b"who")

        told, _ = await asyncio.gather(tells(), pauses())
        assert all(told)

    before_a_phone(play)
