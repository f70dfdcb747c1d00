"""`bluezone bench exchange`: calls a second of one process or several, beside what does nothing in the same run."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import cast

import pytest

from bluezone.joining.refusal import RefusedError
from bluezone.lab.exchange import load
from bluezone.lab.exchange.load import Load, Spent, _take_turns, call_on, measure, moments
from bluezone.lab.exchange.measured import Service
from bluezone.lab.exchange.phones import Line, Sequence, Tally, make_calls, open_line
from bluezone.lab.throwaway_postgresql import postgresql_binaries
from bluezone.protocol.messages import AcceptedAnswer, pack_answer


def few_calls(store: str, processes: int) -> Load:
    return Load(store, None, 0.5, connections=6, real_share=0.5, expected_calls_per_s=360, processes=processes)


@pytest.mark.in_turn(of=3)
@pytest.mark.slow
def test_two_processes_on_one_postgresql_take_calls_and_what_each_acknowledged_is_in_the_store() -> None:
    if postgresql_binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")

    found = measure(few_calls("postgresql", 2))  # refuses where the store does not hold what was acknowledged

    assert (2, 0, "ON") == (found["processes"], found["errors"], found["synchronous"])
    assert found["uploads_in_store"]
    exchange, handler, route = (
        int(str(found[f"{whose}_cpu_us_per_call"])) for whose in ("exchange", "empty_handler", "empty_route")
    )
    assert 0 < route < handler < exchange
    assert 0 < int(str(found["bare_handler_cpu_us_per_call"])) < handler


def test_without_a_pace_the_exchange_and_what_does_nothing_take_turns_of_less_than_a_second() -> None:
    eight_seconds = Load("sqlite", None, 8.0, connections=64, real_share=0.65, expected_calls_per_s=2_800)

    assert 10 == eight_seconds.turns
    assert 6.0 == pytest.approx(eight_seconds.floor_s * 11)


def test_at_a_pace_whoever_fell_behind_is_given_no_rest_to_catch_up() -> None:
    at_a_pace = Load("sqlite", None, 8.0, 256, real_share=0.65, expected_calls_per_s=1_390, pace_calls_per_s=1_390)

    assert 1 == at_a_pace.turns
    assert 6.0 == pytest.approx(at_a_pace.floor_s * 2)


def test_what_a_process_does_while_others_are_called_is_not_counted() -> None:
    works = Spent([Service(("127.0.0.1", 1), "NONE", os.getpid())])

    _work_for_s(0.2)
    with works.counted():
        _work_for_s(0.1)
    _work_for_s(0.2)
    works.calls = 100

    assert 0.08 < works.cpu_s < 0.15
    assert 800 < works.us_per_call < 1_500


def _work_for_s(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


class AnswersAtOnce:
    """A line on which every call is accepted."""

    async def call(self, body: bytes) -> tuple[bytes, int, int]:
        return pack_answer(AcceptedAnswer()), len(body), 1_024


def test_what_a_sequence_waits_for_a_line_counts_as_part_of_its_first_answer() -> None:
    tally, sequence = Tally(), Sequence(b"time", b"redeem", b"", cover=b"cover")

    asyncio.run(make_calls(cast(Line, AnswersAtOnce()), sequence, tally, due=time.perf_counter() - 1_000))

    assert [True, False, False] == [call.seconds >= 1_000 for call in tally.calls]


def test_over_several_turns_each_sequence_is_called_once_and_none_is_left_out() -> None:
    tally, waiting = Tally(), iter([Sequence(b"time", b"redeem", b"", cover=b"cover") for _ in range(500)])
    lines = [cast(Line, AnswersAtOnce()) for _ in range(8)]

    turns = 0
    while len(tally.calls) < 1_500:
        asyncio.run(_one_turn(lines, waiting, tally))
        turns += 1

    assert turns > 2
    assert 1_500 == len(tally.calls)
    assert next(waiting, None) is None


async def _one_turn(lines: list[Line], waiting: Iterator[Sequence], tally: Tally) -> None:
    await call_on(lines, waiting, tally, seconds=0.0005)


def test_a_line_that_the_exchange_has_closed_is_told_and_not_waited_on() -> None:
    async def closed() -> None:
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
        async with server:
            line = await open_line(server.sockets[0].getsockname())
            await asyncio.sleep(0.1)
            await asyncio.wait_for(line.call(b"time"), 10)

    with pytest.raises(ConnectionError, match="the exchange closed the line"):
        asyncio.run(closed())


def test_nobodys_lines_wait_while_others_are_called(monkeypatch) -> None:
    """A door closes one on which nothing is said for ten seconds; at a pace the exchange is called for as long."""
    open_now: list[str] = []
    called: list[tuple[str, list[str]]] = []

    @asynccontextmanager
    async def opened(addresses: list[tuple[str, int]], _connections: int) -> AsyncIterator[list[str]]:
        open_now.append(addresses[0][0])
        yield [addresses[0][0]]
        open_now.remove(addresses[0][0])

    async def called_without_rest(lines: list[str], _body: bytes, _seconds: float) -> int:
        called.append((lines[0], [*open_now]))
        return 1

    async def called_at_its_pace(lines: list[str], *_rest: object) -> float:
        called.append((lines[0], [*open_now]))
        return 1.0

    monkeypatch.setattr(load, "open_lines", opened)
    monkeypatch.setattr(load, "_call_without_rest", called_without_rest)
    monkeypatch.setattr(load, "call_on", called_at_its_pace)
    exchange, *floors = (Spent([Service((name, 1), "NONE", os.getpid())]) for name in ("exchange", "handler", "route"))
    wanted = Load("sqlite", None, 8.0, 256, real_share=0.65, expected_calls_per_s=1_390, pace_calls_per_s=1_390)
    asyncio.run(_take_turns(wanted, [Sequence(b"time", b"redeem", b"", cover=b"cover")], exchange, floors))

    before, after = called[:2], called[3:]
    assert ["handler", "route"] == [name for name, _ in before]
    assert ("exchange", ["exchange"]) == called[2]
    assert ["route", "handler"] == [name for name, _ in after]
    assert all([name] == lines for name, lines in before)


def test_at_a_pace_sequences_of_three_calls_begin_at_random_and_as_many_as_it_says() -> None:
    begun = list(itertools.islice(moments(500.0, 300), 10_000))
    rests = [later - earlier for earlier, later in itertools.pairwise(begun)]

    assert 500.0 == begun[0]
    assert 95 < 10_000 / (begun[-1] - 500.0) < 105
    assert min(rests) < 0.001
    assert max(rests) > 0.03


def test_without_a_pace_every_sequence_may_begin_at_once() -> None:
    assert [500.0] * 5 == list(itertools.islice(moments(500.0, 0), 5))


def test_sqlite_has_one_process() -> None:
    with pytest.raises(RefusedError, match="several processes serve on PostgreSQL alone: --store postgresql"):
        measure(few_calls("sqlite", 2))
