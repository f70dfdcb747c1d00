"""What is shown at a door: alive, of this minute, the same on every phone, and about nobody."""

from __future__ import annotations

import asyncio
import re

from hypothesis import given
from hypothesis import strategies as st

from bluezone.citizen.marking import SIGNS, signs_of
from bluezone.device.core import events
from bluezone.protocol.calendar import DAY_MS, SLOT_MS
from bluezone.protocol.door_codes import MINUTE_MS, State, mark_text, visit_text, visit_token
from bluezone.webui import qr_svg
from tests.support.citizen.owners import TUESDAY, SetClock, an_owner, is_up_to_date, ms, words_of

NOW = ms(TUESDAY)


@given(st.integers(0, 1 << 45))
def test_signs_hold_for_a_minute_and_are_public(now_ms):
    start_ms = now_ms // MINUTE_MS * MINUTE_MS

    assert signs_of(start_ms) == signs_of(start_ms + MINUTE_MS - 1)
    assert set(signs_of(now_ms)) <= set(SIGNS)


def test_signs_of_an_hour_differ():
    assert len({signs_of(NOW + minute * MINUTE_MS) for minute in range(60)}) > 50


def test_two_phones_show_the_same_mark_in_the_same_minute(tmp_path):
    async def one(seed, folder):
        async with an_owner(folder, seed=seed) as owner:
            is_up_to_date(owner.device)
            return (await owner.gets("/now/mark")).text

    async def play():
        return await one(1, tmp_path), await one(2, tmp_path)

    first, second = asyncio.run(play())

    assert first == second  # down to the last byte: nothing in it is of one phone


def test_the_mark_shows_seconds_day_and_state(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            on = await owner.sees("/now/mark")
            await owner.device.pause()
            return on, await owner.sees("/now/mark")

    on, off = asyncio.run(play())

    assert "Bluezone is on 14:05:00" in on
    assert "Tuesday, 18 August" in on
    assert "Bluetooth is on, this phone hears and is heard" in on
    assert "Bluezone is off 14:05:00" in off
    assert not any(sign in off.split() for sign in SIGNS)


def test_a_phone_that_does_not_show_itself_is_not_said_to_be_heard(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.device._air.happened(events.TimeProven(NOW - 30 * DAY_MS, owner.device.now()))
            return owner.device.machine.current_id, await owner.sees("/now/mark")

    on_air, seen = asyncio.run(play())

    assert on_air is None
    assert "Bluezone is on, but not heard" in seen
    assert "This phone hears others and is not heard" in seen
    assert not any(sign in seen.split() for sign in SIGNS)


def test_a_picture_of_the_mark_is_old_a_minute_later(tmp_path):
    clock = SetClock(NOW)

    async def play():
        async with an_owner(tmp_path, clock=clock) as owner:
            before = (await owner.gets("/now/mark")).text
            clock.pass_minutes(1)
            return before, (await owner.gets("/now/mark")).text

    before, after = asyncio.run(play())

    assert words_of(before) != words_of(after)


def test_the_scannable_mark_says_minute_and_state_only():
    assert re.fullmatch(r"BZM1:\d+:on", mark_text(NOW, State.ON))


def test_the_code_of_the_mark_says_what_the_words_above_it_say(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            seen = [(await owner.gets("/now/mark")).text]
            await owner.device._air.happened(events.TimeProven(NOW - 30 * DAY_MS, owner.device.now()))
            seen.append((await owner.gets("/now/mark")).text)
            await owner.device.pause()
            return [*seen, (await owner.gets("/now/mark")).text]

    for state, html in zip((State.ON, State.UNHEARD, State.OFF), asyncio.run(play()), strict=True):
        assert qr_svg(mark_text(NOW, state), "Code of the running mark") in html


def test_the_token_for_the_door_changes_with_the_quarter_hour_and_the_phone():
    tokens = {
        visit_text(visit_token(bytes([phone]) * 32, NOW + slot * SLOT_MS)) for phone in range(3) for slot in range(4)
    }

    assert 12 == len(tokens)
    assert all(re.fullmatch(r"BZT1:[A-Za-z0-9_-]{16}", token) for token in tokens)


def test_only_the_same_phone_can_tell_that_a_token_was_its_own(tmp_path):
    clock = SetClock(NOW)

    async def play():
        async with an_owner(tmp_path, clock=clock) as owner:
            shown = await owner.sees("/now/door-code")
            again = await owner.sees("/now/door-code")
            clock.pass_minutes(15)
            return shown, again, await owner.sees("/now/door-code")

    shown, again, later = asyncio.run(play())

    assert "Valid until 14:15" in shown
    assert shown == again
    assert shown != later
