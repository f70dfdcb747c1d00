"""Three processes of one exchange on one PostgreSQL, killed, frozen and cut off at any moment: what any of them has
acknowledged is published exactly once, an hour has one batch, and there is one log.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.signature import Kind
from tests.support.amounts import FULL, PROCESS_ROUNDS
from tests.support.exchange.exchange_client import PhoneClient
from tests.support.exchange.several import Processes, client_of, go_through_rounds, three, told
from tests.support.exchange.surroundings import one_loopback


@pytest.mark.slow
def test_whatever_happens_to_any_of_them_nothing_is_lost_doubled_or_forked(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with one_loopback(tmp_path) as around, three(around, 2026) as processes, told(processes, record_property):
        acknowledged = go_through_rounds(processes, PROCESS_ROUNDS)

    record_property("counted seeds acknowledged", acknowledged)
    assert acknowledged > 0, processes.told


@pytest.mark.timeout(900)
@pytest.mark.skipif(not FULL, reason="scripts/drill partition: every step there is one to a bucket, too")
def test_nor_is_anything_that_they_publish_into_a_bucket(
    tmp_path: Path, bucket_environment: None, record_property: Callable[[str, object], None]
) -> None:
    with (
        one_loopback(tmp_path, "--public-files", "s3://country/processes") as around,
        three(around, 2027) as processes,
        told(processes, record_property),
    ):
        acknowledged = go_through_rounds(processes, PROCESS_ROUNDS)

    record_property("counted seeds acknowledged", acknowledged)
    assert acknowledged > 0, processes.told
    assert not (tmp_path / "data" / "public").exists()
    assert all(line.carried for line in around.lines["bucket"])  # what was slow, or cut, was on their way


@pytest.mark.skipif(not FULL, reason="scripts/drill partition: a lease takes a quarter of a minute to end")
def test_a_lease_ends_by_itself_when_whoever_publishes_is_frozen(tmp_path: Path) -> None:
    """With nobody who ends it: another one publishes the hour, and the frozen one wakes and changes nothing of it."""

    async def story(processes: Processes) -> None:
        first, second = processes.running[0], processes.running[1]
        first.process.send_signal(signal.SIGSTOP)
        processes.now_ms += HOUR_MS
        processes.set_clock()
        async with client_of(second.public) as public:
            phone = PhoneClient(public, processes.chance)
            for _ in range(60):
                await asyncio.sleep(0.5)
                if (await phone.index()).index.of_kind(Kind.BATCH):
                    break
            published, index = await phone.file("/v1/batch/1"), await phone.file("/v1/index")
            first.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(3)
            assert (published, index) == (await phone.file("/v1/batch/1"), await phone.file("/v1/index"))
        await processes.look()

    with one_loopback(tmp_path) as around, three(around, 2028) as processes:
        asyncio.run(story(processes))


def test_what_is_done_while_nobody_serves_waits_for_all_of_them(tmp_path: Path) -> None:
    with one_loopback(tmp_path) as around, three(around, 2029) as processes:
        processes.running[0].kill()
        command = [sys.executable, "-m", "bluezone.cli", "upgrade", "--data", str(tmp_path / "data")]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        processes.running[0] = around.begin(0)

    assert (1, "bluezone: another exchange runs on this data directory\n") == (told.returncode, told.stderr)
