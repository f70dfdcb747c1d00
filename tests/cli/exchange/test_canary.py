"""The canary goes through the whole chain of a live exchange, and says which step does not hold."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bluezone.cli.exchange.canary.chain import Canary
from bluezone.cli.exchange.canary.findings import Findings, StepFailedError
from bluezone.cli.exchange.internal_client import InternalClient
from bluezone.device.exchange_client import HttpExchange
from bluezone.protocol.batch import read_batch
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.signature import Kind
from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony, Follower
from tests.support.exchange.exchanges import NOON_MS

pytestmark = pytest.mark.in_turn(of=3)
STEPS = ["published", "code", "time", "redeem", "upload", "batch", "log", "match"]


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    served.set_clock(tmp_path, NOON_MS)
    made = Ceremony(tmp_path)
    made.begin()
    return made


@pytest.fixture
def running(ceremony: Ceremony) -> Iterator[served.Served]:
    exchange = served.start(ceremony.folder)
    try:
        yield exchange
    finally:
        exchange.kill()


def flown(ceremony: Ceremony, running: served.Served, *options: object) -> Finished:
    where = ("--url", running.public, "--root", ceremony.folder / "root.key.pub", "--internal", running.internal)
    key = ("--internal-key", ceremony.data / "internal.key")
    hasty = ("--without-pauses", "--look-every", 1, "--patience-minutes", 1)
    return bluezone("exchange", "canary", *where, *key, *hasty, "--metrics", ceremony.folder / "canary.prom", *options)


def meanwhile(act: Callable[[], None]) -> threading.Thread:
    """Done beside the canary, which waits for it."""
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def hour_passes(ceremony: Ceremony) -> Callable[[], None]:
    """As soon as the exchange has taken an upload."""

    def act() -> None:
        while not served.has_taken_an_upload(ceremony.data):
            time.sleep(0.05)
        served.set_clock(ceremony.folder, NOON_MS + HOUR_MS)

    return act


def metrics(ceremony: Ceremony) -> dict[str, float]:
    lines = (ceremony.folder / "canary.prom").read_text().splitlines()
    return {line.split()[0]: float(line.split()[1]) for line in lines if not line.startswith("#")}


@pytest.mark.every_run
def test_the_whole_chain_holds_and_each_step_is_timed(ceremony: Ceremony, running: served.Served) -> None:
    hour = meanwhile(hour_passes(ceremony))
    finished = flown(ceremony, running)
    hour.join()

    assert (0, "") == (finished.status, finished.err)
    assert (True, STEPS) == (finished.json["ok"], list(finished.json["seconds"]))
    assert 1 == metrics(ceremony)["bluezone_canary_success"]
    assert {f'bluezone_canary_step_seconds{{step="{step}"}}' for step in STEPS} <= set(metrics(ceremony))


@pytest.mark.every_run
def test_nothing_in_a_batch_tells_the_canary_from_a_patient(ceremony: Ceremony, running: served.Served) -> None:
    """Its seeds stand in the groups of a confirmed person's, padded and sorted with the rest; nothing else is there."""
    hour = meanwhile(hour_passes(ceremony))
    assert 0 == flown(ceremony, running).status
    hour.join()
    phone = Follower(running.public, ceremony.root)
    phone.update()

    data = (ceremony.data / "public/v1/batch/1").read_bytes()
    batch, _ = read_batch(data, Kind.BATCH, ceremony.keys)
    entries = [bytes(group.column) for group in batch.groups]
    assert {16} == {len(column) // 16 for column in entries}
    assert [sorted_entries(column) for column in entries] == entries


def sorted_entries(column: bytes) -> bytes:
    return b"".join(sorted(column[at : at + 16] for at in range(0, len(column), 16)))


def failed(ceremony: Ceremony, finished: Finished, step: str) -> str:
    """The one line of a run that ended at this step; its JSON and its metrics say the same."""
    assert (1, 1) == (finished.status, finished.err.count("\n"))
    assert (False, step) == (finished.json["ok"], finished.json["failed"])
    assert 0 == metrics(ceremony)["bluezone_canary_success"]
    assert f"the step {step} failed" in finished.err
    return finished.err


def test_an_exchange_that_publishes_nothing_is_reported(ceremony: Ceremony, running: served.Served) -> None:
    (ceremony.data / "public/v1/index").unlink()
    running.kill()
    (ceremony.data / "public/v1/newest-keys").unlink()

    assert "cannot be reached" in failed(ceremony, flown(ceremony, running), "published")


def test_an_index_that_stands_still_is_reported(ceremony: Ceremony, running: served.Served) -> None:
    index = ceremony.data / "public/v1/index"
    old = index.read_bytes()
    served.set_clock(ceremony.folder, NOON_MS + 3 * HOUR_MS)
    httpx.post(f"{running.internal}/internal/v1/publish", headers=running.bearer, timeout=60)
    running.kill()
    again = served.start(ceremony.folder)
    over = threading.Event()
    holding = meanwhile(lambda: stands_still(index, old, over))
    try:
        while any(shown(again) != old for _ in range(50)):
            pass
        flights = (flown(ceremony, again) for _ in range(5))  # one may look between the new index and the old
        stale = next(one for one in flights if one.json["failed"] == "published")
        assert "180 minutes old" in failed(ceremony, stale, "published")
    finally:
        over.set()
        holding.join()
        again.kill()


def shown(running: served.Served) -> bytes:
    return httpx.get(f"{running.public}/v1/index", trust_env=False, timeout=60).content


def stands_still(index: Path, old: bytes, over: threading.Event) -> None:
    """An exchange that has just begun writes its index anew in its first seconds, at some moment of them."""
    while not over.wait(0.01):
        if index.read_bytes() != old:
            index.with_suffix(".old").write_bytes(old)
            index.with_suffix(".old").replace(index)


def test_a_desk_that_is_shut_out_is_reported(ceremony: Ceremony, running: served.Served) -> None:
    (ceremony.folder / "old.key").write_text("0" * 64)

    line = failed(ceremony, flown(ceremony, running, "--internal-key", ceremony.folder / "old.key"), "published")

    assert "needs its key" in line


def test_an_exchange_that_rests_is_reported(ceremony: Ceremony, running: served.Served) -> None:
    rest = f"{running.internal}/internal/v1/maintenance"
    httpx.post(rest, headers=running.bearer, json={"resting": True}, timeout=30)

    failed(ceremony, flown(ceremony, running), "time")


def test_a_batch_that_never_comes_is_reported(ceremony: Ceremony, running: served.Served) -> None:
    """The hour does not end: the drill's clock stands."""
    findings, chance = Findings(time.monotonic), random.Random(1)

    async def fly() -> None:
        exchange = HttpExchange(running.public)
        with InternalClient(running.internal, ceremony.data / "internal.key") as desk:
            canary = Canary(exchange, desk, ceremony.root, findings, chance.randbytes, rests=False)
            try:
                await canary.fly(patience_s=0.5, look_every_s=0.1)
            finally:
                await exchange.close()

    with pytest.raises(StepFailedError, match="the step batch failed: what was uploaded did not come out"):
        asyncio.run(fly())

    assert ("batch", STEPS[:6]) == (findings.failed, list(findings.as_json()["seconds"]))


def test_a_root_that_the_exchange_is_not_under_is_reported(ceremony: Ceremony, running: served.Served) -> None:
    assert "pinned root" in failed(ceremony, flown(ceremony, running, "--root", "00" * 32), "published")


@pytest.mark.parametrize(
    ("options", "status"),
    [(("--url", "ftp://nowhere"), 1), (("--url", "http://example.org"), 1), (("--patience-minutes", "0"), 2)],
)
def test_wrong_use_flies_nowhere(
    ceremony: Ceremony, running: served.Served, options: tuple[str, ...], status: int
) -> None:
    refused(flown(ceremony, running, *options), status=status)
    assert not (ceremony.folder / "canary.prom").exists()


def test_what_a_run_prints_is_one_line_of_json(ceremony: Ceremony, running: served.Served) -> None:
    finished = flown(ceremony, running, "--internal", "http://127.0.0.1:1")

    assert 1 == len(finished.lines)
    assert "published" == json.loads(finished.lines[0])["failed"]
