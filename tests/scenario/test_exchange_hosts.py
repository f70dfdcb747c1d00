"""Three processes of one exchange, their PostgreSQL and their bucket, each on a machine of its own: what silence
between any two of these, a loss of power or a long sleep does to what was acknowledged, and how soon it is noticed.
"""

from __future__ import annotations

import asyncio
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
import pytest

from bluezone.protocol.calendar import DAY_MS, Day
from bluezone.protocol.messages import AcceptedAnswer, Answer, Refusal, RefusedAnswer
from tests.support.amounts import FULL, HOST_ROUNDS
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days
from tests.support.exchange.host_harms import OnMachines
from tests.support.exchange.on_hosts import EXCHANGES, OnHosts, on_hosts
from tests.support.exchange.several import client_of, go_through_rounds, told
from tests.support.exchange.surroundings import COUNT
from tests.support.hosts import Network, require_namespaces

in_drill = pytest.mark.skipif(not FULL, reason="scripts/drill partition: silence takes its time")
_CUT_OFF, _CALLS, _READS = 0, 20, 60
_GONE_S = 45
"""When a server has let go of lines that were cut: after half a minute."""


def test_what_is_cut_between_two_machines_is_silent_in_that_direction_alone() -> None:
    with Network("one", "other") as network:
        with network.at("one"):
            door = socket.create_server((network.address("one"), 7))
        with network.at("other"):
            near = socket.create_connection((network.address("one"), 7), 5)
        far, _ = door.accept()
        with door, near, far:
            network.cut("other", "one", way_back=False)
            near.sendall(b"lost for now")
            far.settimeout(0.2)
            with pytest.raises(TimeoutError):
                far.recv(100)
            far.sendall(b"heard")
            heard = near.recv(100)
            network.mend("other", "one")
            far.settimeout(30)
            late = far.recv(100)

    assert (b"heard", b"lost for now") == (heard, late)
    assert not Path("/run/netns", f"{network.prefix}-one").exists()


def test_what_one_that_was_killed_has_left_is_taken_away_by_the_next() -> None:
    require_namespaces()
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    left = f"bluezone-{gone.pid}-left"
    subprocess.run(["ip", "netns", "add", left], check=True)
    with subprocess.Popen(["ip", "netns", "exec", left, "sleep", "600"]) as running:
        while not subprocess.run(["ip", "netns", "pids", left], capture_output=True, check=True).stdout:
            time.sleep(0.01)  # it is not there yet
        with Network("one"):
            pass
        ended = running.wait(30)

    assert -signal.SIGKILL == ended
    assert not Path("/run/netns", left).exists()


@in_drill
def test_nothing_is_lost_doubled_or_forked_by_silence_between_machines_or_by_machines_that_go_off(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with on_hosts(tmp_path) as around:
        processes = OnMachines(around, random.Random(2030))
        with processes.together(), told(processes, record_property):
            acknowledged = go_through_rounds(processes, HOST_ROUNDS)

    record_property("counted seeds acknowledged", acknowledged)
    record_property("counted harms past a lease", processes.past_lease)
    assert acknowledged > 0, processes.told


@in_drill
@pytest.mark.parametrize("way", ["both", "to it", "from it"])
def test_calls_are_told_to_come_back_once_the_line_to_the_database_is_silent(
    tmp_path: Path, record_property: Callable[[str, object], None], way: str
) -> None:
    """All that wait there hear of it together, and those that come later sooner; another process goes on."""

    async def story(around: OnHosts, processes: OnMachines) -> tuple[list[tuple[float, Answer]], Answer, int]:
        codes = await _codes(processes, _CALLS + 2)
        one, other = EXCHANGES[_CUT_OFF], "database"
        ends = (other, one) if way == "from it" else (one, other)
        around.network.cut(*ends, way_back=way == "both")
        calls = [asyncio.create_task(_told(processes, _CUT_OFF, code)) for code in codes[:_CALLS]]
        _, beside = await _told(processes, _CUT_OFF + 1, codes[-1])
        answers = await asyncio.gather(*calls)
        await asyncio.sleep(_GONE_S)  # cut all the while: whatever came through now would end what the server still has
        lines = _lines_of(around, one)
        around.network.mend(*ends)
        return answers, beside, lines

    with on_hosts(tmp_path) as around, OnMachines(around, random.Random(2031)).together() as processes:
        answers, beside, lines = asyncio.run(story(around, processes))

    longest = max(seconds for seconds, _ in answers)
    record_property("most s until calls hear that the database is silent", round(longest))
    assert {RefusedAnswer(Refusal.BUSY)} == {answer for _, answer in answers}
    assert isinstance(beside, AcceptedAnswer)
    assert longest < 25
    assert 0 == lines  # the server lets go of what was cut, and does not gather it


@in_drill
def test_a_process_whose_bucket_is_silent_takes_calls_while_many_ask_it_for_files(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    async def story(
        around: OnHosts, processes: OnMachines
    ) -> tuple[list[tuple[float, int]], list[tuple[float, Answer]]]:
        codes = await _codes(processes, 5)
        silent = (
            processes.whoever_publishes() + 1
        ) % COUNT  # another one than publishes, which reads the index anew each second
        around.network.cut(EXCHANGES[silent], "bucket")
        await asyncio.sleep(2)
        reads = [asyncio.create_task(_index_of(processes, silent)) for _ in range(_READS)]
        await asyncio.sleep(1)
        answers = [await _told(processes, silent, code) for code in codes]
        return await asyncio.gather(*reads), answers

    with on_hosts(tmp_path) as around, OnMachines(around, random.Random(2032)).together() as processes:
        reads, answers = asyncio.run(story(around, processes))

    record_property("most s until a file that cannot be had is refused", round(max(seconds for seconds, _ in reads)))
    assert {503} == {status for _, status in reads}
    assert all(isinstance(answer, AcceptedAnswer) for _, answer in answers)
    assert max(seconds for seconds, _ in answers) < 5
    assert max(seconds for seconds, _ in reads) < 15


async def _codes(processes: OnMachines, count: int) -> list[str]:
    one, day = processes.running[-1], processes.now_ms // DAY_MS
    order = {"level": "F0", "onset": Day(day - 2).date.isoformat(), "form": "long", "count": count}
    async with client_of(one.internal, one.bearer) as internal:
        return [code["code"] for code in (await internal.post("/internal/v1/codes", json=order)).json()]


async def _told(processes: OnMachines, number: int, code: str) -> tuple[float, Answer]:
    """What a phone is told by a process, and after how many seconds."""
    day, began = processes.now_ms // DAY_MS, time.monotonic()
    async with httpx.AsyncClient(base_url=processes.running[number].public, trust_env=False, timeout=300) as public:
        phone = PhoneClient(public, random.Random(code))
        answer = await phone.try_to_disclose(code, seeds_of_days(phone.chance, range(day - 3, day)))
    return time.monotonic() - began, answer


async def _index_of(processes: OnMachines, number: int) -> tuple[float, int]:
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=processes.running[number].public, trust_env=False, timeout=300) as public:
        status = (await public.get("/v1/index")).status_code
    return time.monotonic() - began, status


def _lines_of(around: OnHosts, host: str) -> int:
    """How many the database's server has with a machine."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE client_addr = %s::inet"
    with psycopg.connect(around.address) as connection:
        row = connection.execute(asked, [around.network.address(host)]).fetchone()
    assert row is not None
    return int(row[0])
