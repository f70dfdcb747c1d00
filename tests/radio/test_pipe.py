"""The lines between an engine and the application around it: bounded, and nothing but well-formed ones pass."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import MalformedError
from bluezone.radio.base import Address
from bluezone.radio.pipe import (
    CARRIED_OUT,
    EVENT_NAMES,
    GONE,
    MAX_LINE_BYTES,
    MAX_ORDER_BYTES,
    SILENT,
    Asked,
    Booted,
    Done,
    Failed,
    Heard,
    IsModel,
    Lost,
    Made,
    Resolved,
    Sealed,
    Unsealed,
    WasRead,
    Withheld,
    Withholds,
    parse_event,
    write_order,
)
from tests.support.radio.pipes import joined
from tests.support.sources import PROJECT

ADDRESS = Address(bytes.fromhex("40A1B2C3D4E5"))
words = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=32)
tokens = st.integers(0, 2**53)
heard = st.builds(
    Heard,
    st.integers(-127, 126),
    st.binary(min_size=6, max_size=6).map(Address),
    st.integers(0, 2**53),
    st.binary(max_size=255),
)
events = st.one_of(
    heard,
    st.builds(Done, tokens),
    st.builds(Failed, tokens, words),
    st.builds(Lost, words),
    st.builds(Asked, tokens),
    st.builds(WasRead, tokens, st.none() | st.binary(max_size=512)),
    st.builds(IsModel, names),
    st.builds(Booted, st.integers(1, 2**53)),
    st.builds(Made, names, names),
    st.builds(Resolved, tokens, st.lists(st.ip_addresses(), min_size=1, max_size=8).map(tuple)),
    st.builds(Sealed, tokens, st.binary(max_size=128)),
    st.builds(Unsealed, tokens, st.binary(min_size=32, max_size=32)),
    st.builds(Withholds, st.frozensets(st.sampled_from(Withheld))),
)


def as_the_application_says_it(event):
    match event:
        case Heard(rssi_dbm, address, monotonic_ms, data):
            words = "heard", rssi_dbm, address, monotonic_ms, data
        case Failed(token, reason):
            words = "failed", token, reason
        case Lost(said) | Booted(said):
            words = ("lost" if isinstance(event, Lost) else "boot"), said
        case WasRead(token, identity):
            words = ("unread", token) if identity is None else ("read", token, identity)
        case Made(maker, brand):
            words = "made", maker or None, brand or None
        case IsModel(name):
            words = "model", name or None
        case Resolved(token, addresses):
            words = "resolved", token, "+".join(one.packed.hex() for one in addresses)
        case Sealed(token, some) | Unsealed(token, some):
            words = type(event).__name__.lower(), token, some
        case Withholds(what):
            words = "withheld", "+".join(sorted(what, key=list(Withheld).index)) or None
        case _:
            words = "done" if isinstance(event, Done) else "asked", event.token
    return write_order(*words)


@given(events)
def test_what_the_application_says_is_understood(event):
    line = as_the_application_says_it(event)

    assert line.endswith(b"\n")
    assert len(line) <= MAX_LINE_BYTES
    assert event == parse_event(line[:-1])


@given(
    st.binary(max_size=300)
    | st.tuples(st.sampled_from(sorted(EVENT_NAMES)), words, words).map(" ".join).map(str.encode)
)
def test_any_line_is_either_understood_or_malformed(line):
    try:
        event = parse_event(line)
    except MalformedError:
        return

    assert line + b"\n" == as_the_application_says_it(event)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "words with one space"),
        (b"done  1", "words with one space"),
        (b"done 1 ", "words with one space"),
        (b"done\t1", "words with one space"),
        ("done Ä".encode(), "words with one space"),
        (b"lost " + b"x" * MAX_LINE_BYTES, "words with one space"),
        (b"upload 1", "no event"),
        (b"done", "no event"),
        (b"done 1 2", "no event"),
        (b"done 01", "'done'"),
        (b"done +1", "'done'"),
        (b"done 9007199254740993", "'done'"),
        (b"heard 127 40a1b2c3d4e5 1 -", "'heard'"),
        (b"heard -70 40a1b2c3d4 1 -", "'heard'"),
        (b"heard -70 40A1B2C3D4E5 1 -", "'heard'"),
        (b"heard -70 40a1b2c3d4e5 -1 -", "'heard'"),
        (b"heard -70 40a1b2c3d4e5 1 0", "'heard'"),
        (b"heard -70 40a1b2c3d4e5 1 " + b"00" * 256, "'heard'"),
        (b"read 1 " + b"00" * 513, "'read'"),
        (b"boot", "no event"),
        (b"boot 0", "'boot'"),
        (b"made nokia", "no event"),
        (b"made Nokia -", "'made'"),
        (b"made hmd-global nokia", "'made'"),
        (b"made - " + b"x" * 33, "'made'"),
        (b"model", "no event"),
        (b"model SM-A515F", "'model'"),
        (b"model " + b"x" * 33, "'model'"),
        (b"resolved 1", "no event"),
        (b"resolved 1 -", "'resolved'"),
        (b"resolved 1 c00002", "'resolved'"),
        (b"resolved 1 C0000201", "'resolved'"),
        (b"resolved 1 c0000201+", "'resolved'"),
        (b"resolved 1 " + b"+".join([b"c0000201"] * 9), "'resolved'"),
        (b"sealed 1", "no event"),
        (b"sealed 1 0", "'sealed'"),
        (b"sealed 1 " + b"00" * 129, "'sealed'"),
        (b"unsealed 1 -", "'unsealed'"),
        (b"unsealed 1 " + b"00" * 31, "'unsealed'"),
        (b"unsealed 1 " + b"00" * 33, "'unsealed'"),
        (b"withheld", "no event"),
        (b"withheld camera", "'withheld'"),
        (b"withheld location+permission", "'withheld'"),
        (b"withheld location+location", "'withheld'"),
        (b"withheld -+location", "'withheld'"),
        (b"withheld +", "'withheld'"),
    ],
)
def test_a_malformed_line_says_what_is_wrong(line, reason):
    with pytest.raises(MalformedError, match=reason):
        parse_event(line)


def test_a_key_stands_in_no_message_about_what_was_said():
    assert "5a5a" not in repr(parse_event(b"unsealed 1 " + b"5a" * 32)).lower()
    assert "ZZ" not in repr(Unsealed(1, b"Z" * 32))


@pytest.mark.parametrize("word", ["two words", "", "Bắc", "line\nend"])
def test_nothing_but_a_word_is_written_as_one(word):
    with pytest.raises(ValueError, match="space"):
        write_order("tell", word)


def test_lines_arrive_in_order_and_what_cannot_be_read_is_passed_over():
    heard = []

    async def play():
        async with joined() as ends:
            ends.pipe.hear(heard.append, lambda: None)
            ends.says.write(b"done 1\nnonsense\n" + b"x" * 5_000 + b"\nlost off\ndone ")
            await asyncio.sleep(0)
            ends.says.write(b"2\n")
            ends.says.close()
            await ends.ended()
            return ends.pipe.malformed

    assert asyncio.run(play()) == 2
    assert [Done(1), Lost("off"), Done(2)] == heard


def test_an_endless_line_fills_no_memory_and_ends_with_the_application():
    async def play():
        async with joined() as ends:
            for _ in range(50):
                ends.says.write(b"x" * 10_000)
                await ends.says.drain()
            ends.says.close()
            await ends.ended()
            return ends.pipe.malformed

    assert asyncio.run(play()) == 1


def test_an_application_that_is_gone_is_told_nothing_and_said_to_be_gone():
    gone = []

    async def play():
        async with joined() as ends:
            ends.pipe.hear(lambda _: None, lambda: gone.append(True))
            ends.says.close()
            await ends.ended()
            ends.pipe.order("hush", 1)
            return ends.pipe.ended

    assert asyncio.run(play())
    assert [True] == gone


def test_whoever_asks_on_one_pipe_gets_the_answer_to_their_own_order():
    async def play():
        async with joined() as ends:
            asking = [asyncio.create_task(ends.pipe.ask(name, within_s=5)) for name in ("listen", "screen", "hush")]
            orders = [(await ends.hears.readline()).decode().split() for _ in asking]
            ends.says.write(
                "".join(
                    f"done {token}\n" if name == "screen" else f"failed {token} {name}ing\n"
                    for name, token in reversed(orders)
                ).encode()
            )
            return await asyncio.gather(*asking), {token for _, token in orders}, ends.pipe.token()

    became, tokens, later = asyncio.run(play())

    assert ["listening", CARRIED_OUT, "hushing"] == became
    assert 3 == len(tokens)
    assert str(later) not in tokens


@pytest.mark.parametrize("late", [b"", b"done 1\n"])
def test_an_order_without_an_answer_is_given_up_and_a_late_one_is_nobodys(late):
    async def play():
        async with joined() as ends:
            first = await ends.pipe.ask("hush", within_s=0.05)
            ends.says.write(late)
            second = asyncio.create_task(ends.pipe.ask("listen", within_s=5))
            await ends.hears.readline()
            _, token = (await ends.hears.readline()).decode().split()
            ends.says.write(f"failed {token} off\n".encode())
            return first, await second

    assert (SILENT, "off") == asyncio.run(play())


def test_whoever_waits_for_an_application_that_goes_is_told_so():
    async def play():
        async with joined() as ends:
            waiting = asyncio.create_task(ends.pipe.ask("hush", within_s=5))
            await ends.hears.readline()
            ends.says.close()
            return await waiting, await ends.pipe.ask("hush", within_s=5)

    assert (GONE, GONE) == asyncio.run(play())


def test_no_order_is_written_that_the_application_would_pass_over_for_its_length():
    longest = write_order("show", 1, bytes(3_290))

    assert len(longest) <= MAX_ORDER_BYTES
    with pytest.raises(ValueError, match="longer"):
        write_order("show", 1, bytes(3_300))


def test_engine_and_application_know_the_same_longest_order():
    java = (PROJECT / "android/src/vn/bluezone/phone/Order.java").read_text()

    assert [str(MAX_ORDER_BYTES)] == re.findall(r"MAX_BYTES = (\d+)", java)


def test_orders_arrive_as_they_were_given():
    async def play():
        async with joined() as ends:
            ends.pipe.order("advertise", 7, bytes(range(12)), None)
            ends.pipe.order("read", 8, ADDRESS)
            ends.pipe.order("answer", 9, b"")
            return [await ends.hears.readline() for _ in range(3)]

    assert [b"advertise 7 000102030405060708090a0b -\n", b"read 8 40a1b2c3d4e5\n", b"answer 9 -\n"] == asyncio.run(
        play()
    )
