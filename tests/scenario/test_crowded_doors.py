"""A crowd before either service, as it is shipped: whoever has something to ask is answered, and `/ready` says so.

Nobody of the crowd breaks a rule of HTTP; they come, say little, and stay. `scripts/drill load` brings two thousand.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import shutil
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from bluezone.protocol.messages import CALL_PATH, TimeAnswer, TimeRequest, pack_request, unpack_answer
from tests.support.amounts import CROWD_CALLS, CROWDS
from tests.support.crowds import KINDS, a_crowd, address_of
from tests.support.exchange.exchanges import HOUR_MS, NOON_MS
from tests.support.exchange.served import Served, served, set_clock
from tests.support.portal.served_portal import SIGNING_IN_TAKES_LONG, ServedPortal, empty_portal, served_portal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ELSEWHERE = "127.0.0.2"
"""Where somebody asks from who stands behind another address than the crowd."""
BESIDE = 20
"""Calls from the crowd's own address."""
PATIENCE_S = 10
"""Of whoever asks something. On a quiet machine an answer takes some ten milliseconds; a door that waits for the crowd
gives none at all."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> ServedPortal:
    data = empty_portal(tmp_path_factory.mktemp("crowd") / "portal")
    with served_portal(data, environment=SIGNING_IN_TAKES_LONG) as running:
        yield running


@pytest.fixture(scope="module")
def exchange(tmp_path_factory) -> Served:
    with served(tmp_path_factory.mktemp("crowd"), NOON_MS) as running:
        yield running


def call_of(exchange: Served, source: str = "127.0.0.1"):
    def call() -> None:
        line = line_to(exchange.public, source)
        line.request("POST", CALL_PATH, pack_request(TimeRequest(bytes(16))))
        assert isinstance(unpack_answer(line.getresponse().read()), TimeAnswer)
        line.close()

    return call


def line_to(origin: str, source: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(*address_of(origin), timeout=PATIENCE_S, source_address=(source, 0))


def look_of(portal: ServedPortal, source: str = "127.0.0.1"):
    def look() -> None:
        line = line_to(portal.origin, source)
        line.request("GET", "/account/login", headers={"Host": portal.origin.removeprefix("http://")})
        assert 200 == line.getresponse().status
        line.close()

    return look


def seconds_of(act, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def tell(record_property, what: str, taken: list[float], after: list[float]) -> None:
    """Figures for the drill's row, and a line for whoever runs it (BLUEZONE_FIGURES names the file)."""
    service = what.partition(",")[0]
    record_property(f"most ms before the {service} (p99)", round(taken[int(len(taken) * 0.99)] * 1000))
    record_property("most ms of a first call afterwards", round(after[0] * 1000))
    if (path := os.environ.get("BLUEZONE_FIGURES")) is None:
        return
    figures = {
        "what": what,
        "crowd": CROWDS,
        "asked": len(taken),
        "p50_ms": round(taken[len(taken) // 2] * 1000, 1),
        "p99_ms": round(taken[int(len(taken) * 0.99)] * 1000, 1),
        "most_ms": round(taken[-1] * 1000, 1),
        "first_after_ms": round(after[0] * 1000, 1),
    }
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(json.dumps(figures) + "\n")


@pytest.fixture(autouse=True)
def many_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 3 * CROWDS + 500)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("kind", KINDS)
def test_a_crowd_before_the_portal_keeps_nobody_from_signing_in(
    portal: ServedPortal, kind: str, record_property
) -> None:
    look = look_of(portal)
    with a_crowd(portal.origin, kind, CROWDS):
        taken = seconds_of(look, CROWD_CALLS)

    after = seconds_of(look, 1)
    tell(record_property, f"portal, {kind}", taken, after)
    assert CROWD_CALLS == len(taken)


@pytest.mark.parametrize("kind", KINDS)
def test_a_crowd_before_the_exchange_keeps_no_phone_waiting(exchange: Served, kind: str, record_property) -> None:
    call = call_of(exchange)
    with a_crowd(exchange.public, kind, CROWDS):
        taken = seconds_of(call, CROWD_CALLS)
        ready = httpx.get(exchange.internal + "/ready", timeout=PATIENCE_S).status_code
        listed = httpx.get(exchange.internal + "/internal/v1/published", headers=exchange.bearer, timeout=PATIENCE_S)

    after = seconds_of(call, 1)
    tell(record_property, f"exchange, {kind}", taken, after)
    assert (200, 200) == (ready, listed.status_code)


def test_with_few_descriptors_the_portals_door_stays_open_and_hours_are_published(tmp_path: Path) -> None:
    """The crowd comes in the hour that is to be closed; the clock stands in a file, which needs a descriptor, too."""
    with served(tmp_path, NOON_MS) as running:
        resource.prlimit(running.process.pid, resource.RLIMIT_NOFILE, (128, 128))
        with a_crowd(running.public, "silent", 200):
            call_of(running)()
            ready = httpx.get(running.internal + "/ready", timeout=PATIENCE_S).status_code
            set_clock(tmp_path, NOON_MS + HOUR_MS + 5_000)
            batches = tmp_path / "data" / "public" / "v1" / "batch"
            published = _appears(batches)

    assert (200, True) == (ready, published)


def test_a_tick_outlives_a_clock_that_cannot_be_read(tmp_path: Path) -> None:
    with served(tmp_path, NOON_MS) as running:
        (tmp_path / "clock").rename(tmp_path / "away")
        time.sleep(3)
        (tmp_path / "away").unlink()
        set_clock(tmp_path, NOON_MS + HOUR_MS + 5_000)

        assert _appears(tmp_path / "data" / "public" / "v1" / "batch")
        assert running.process.poll() is None


def test_strangers_files_at_verify_take_no_turn_from_signing_in(portal: ServedPortal) -> None:
    """Each lacks its last byte, and would have taken one of the four threads until that came. What happens to whole
    ones is in tests/joining/portal/test_serving.py."""
    look = look_of(portal)
    host = portal.origin.removeprefix("http://")
    first = httpx.get(
        f"http://127.0.0.1:{address_of(portal.origin)[1]}/verify", headers={"host": host}, timeout=PATIENCE_S
    )
    token = first.cookies["csrftoken"]
    body = b"csrfmiddlewaretoken=" + token.encode() + b"&x=" + b"y" * 10_000
    head = (
        f"POST /verify HTTP/1.1\r\nHost: {host}\r\nCookie: csrftoken={token}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    lines = []
    for _ in range(12):
        line = http.client.HTTPConnection(*address_of(portal.origin), timeout=PATIENCE_S)
        line.connect()
        line.sock.sendall(head + body[:-1])
        lines.append(line)

    taken = seconds_of(look, 5)

    for line in lines:
        line.sock.sendall(body[-1:])
        line.close()
    assert 5 == len(taken)


SLOWHTTPTEST = {"headers": ["-H"], "bodies": ["-B"], "reading": ["-X", "-w", "1", "-y", "10", "-n", "5", "-z", "32"]}


@pytest.mark.skipif(CROWDS < 2_000, reason="a foreign tool: in the drill, not in every run")
@pytest.mark.skipif(shutil.which("slowhttptest") is None, reason="slowhttptest is not installed (Debian has it)")
@pytest.mark.parametrize("way", SLOWHTTPTEST)
@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_slowhttptest_holds_nobody_up(
    portal: ServedPortal, exchange: Served, way: str, service: str, record_property
) -> None:
    """Whoever asks stands behind another address: what one address may have wait is bounded, and slow readers ask for
    whole pages. Behind the crowd's own one is answered, too, though perhaps with when to come back."""
    address, act = (
        (portal.origin + "/account/login", look_of(portal, ELSEWHERE))
        if service == "portal"
        else (exchange.public + "/v1/index", call_of(exchange, ELSEWHERE))
    )
    command = [
        "slowhttptest",
        *SLOWHTTPTEST[way],
        "-c",
        str(CROWDS),
        "-r",
        "400",
        "-l",
        "25",
        "-i",
        "5",
        "-p",
        "3",
        "-u",
    ]
    tool = subprocess.Popen([*command, address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(5)
        taken = seconds_of(act, CROWD_CALLS)
        beside = [status_at(address) for _ in range(BESIDE)]
    finally:
        tool.kill()
        tool.wait()

    tell(record_property, f"{service}, slowhttptest {way}", taken, seconds_of(act, 1))
    sent_away = sum(status == 503 for status, _ in beside)
    record_property("counted calls from the crowd's own address that were told to come back", sent_away)
    record_property("most ms until that address is answered again", round(seconds_until_answered(address) * 1000))
    assert CROWD_CALLS == len(taken)
    assert {(200, False), (503, True)} >= {*beside}


def seconds_until_answered(address: str) -> float:
    """How long whoever shares the crowd's address is still told to come back once it has left."""
    began = time.perf_counter()
    while 200 != status_at(address)[0]:
        assert time.perf_counter() - began < PATIENCE_S
        time.sleep(0.1)
    return time.perf_counter() - began


def status_at(address: str) -> tuple[int, bool]:
    """What whoever shares the crowd's address is answered, and whether they are told when to come back."""
    origin, _, path = address.removeprefix("http://").partition("/")
    line = line_to("http://" + origin, "127.0.0.1")
    line.request("GET", "/" + path, headers={"Host": origin})
    answer = line.getresponse()
    line.close()
    return answer.status, answer.headers["retry-after"] is not None


def _appears(folder: Path) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if folder.is_dir() and any(folder.iterdir()):
            return True
        time.sleep(0.2)
    return False
