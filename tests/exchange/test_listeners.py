"""What the listeners make of what they are asked, and when they answer."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from bluezone.doors import Request
from bluezone.exchange.listeners.public import _address_of, _network_of
from bluezone.exchange.listeners.shaping import Shaper
from tests.support.exchange.exchanges import Scene, play


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"level":"F0"}',
        b'{"level":"F2","onset":"2026-11-23"}',
        b'{"level":"F0","onset":"yesterday"}',
        b'{"level":"F0","onset":"1969-12-31"}',
        b'{"level":"F0","onset":"9999-12-31"}',
        b'{"level":"F0","onset":"2026-11-23","count":201}',
        b'{"level":"F0","onset":"2026-11-23","extra":1}',
        b'{"level":"F0","onset":"2026-11-23"}{"level":"F0"}',
        b"[" * 100_000,
        b'{"level":"\xff"}',
    ],
)
def test_an_order_that_is_no_order_is_refused_in_words_and_issues_nothing(tmp_path: Path, body: bytes) -> None:
    async def story(scene: Scene):
        answer = await scene.internal.post(
            "/internal/v1/codes", content=body, headers={"content-type": "application/json"}
        )
        return answer.status_code, answer.json().get("detail")

    status, detail = play(tmp_path, story)

    assert 400 == status
    assert detail


def test_two_hundred_codes_are_all_different_and_told_with_their_handles(tmp_path: Path) -> None:
    async def story(scene: Scene):
        order = {"level": "F0", "onset": "2026-11-23", "count": 200}
        codes = (await scene.internal.post("/internal/v1/codes", json=order)).json()
        state = (await scene.internal.get(f"/internal/v1/codes/{codes[0]['handle']}")).json()
        return codes, state

    codes, state = play(tmp_path, story)

    assert (200, 200) == (len({code["code"] for code in codes}), len({code["handle"] for code in codes}))
    assert {"state": "issued", "date": "2026-11-24"} == state


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("::ffff:c633:6401", "198.51.100.0/24"),
        ("", ""),
        ("testclient", ""),
        ("192.0.2.1; x", ""),
        ("192.0.2.77:50123", "192.0.2.0/24"),
        ("[2001:db8:1:2::3]:50123", "2001:db8:1::/48"),
        ("[::ffff:192.0.2.77]", "192.0.2.0/24"),
        ("192.0.2.77:50123:1", ""),
        ("::1", "::/48"),
    ],
)
def test_of_an_address_only_its_network_is_looked_at(address: str, network: str) -> None:
    assert network == _network_of(address)


@pytest.mark.parametrize(
    "forwarded",
    [
        ["192.0.2.77"],
        ["198.51.100.1, 192.0.2.77"],
        ["198.51.100.1", "192.0.2.77"],
        ["198.51.100.1, 203.0.113.5", "203.0.113.6,192.0.2.77 "],
    ],
)
def test_behind_a_proxy_only_what_the_proxy_itself_added_is_believed(forwarded: list[str]) -> None:
    headers = [(b"host", b"exchange"), *((b"x-forwarded-for", one.encode()) for one in forwarded)]
    request = Request("POST", b"/v1/call", "1.1", headers, b"", is_last=False, client=("127.0.0.1", 1))

    assert "192.0.2.77" == _address_of(request, behind_proxy=True)
    assert "127.0.0.1" == _address_of(request, behind_proxy=False)


def test_an_answer_waits_for_a_moment_drawn_at_its_arrival() -> None:
    async def held() -> list[float]:
        loop = asyncio.get_running_loop()
        shaper = Shaper((20, 40), random.Random(1).randbytes)
        times = []
        for work_s in (0.0, 0.01, 0.1):
            began = loop.time()
            deadline = shaper.deadline()
            await asyncio.sleep(work_s)
            await shaper.hold_until(deadline)
            times.append(loop.time() - began)
        return times

    quick, slower, late = asyncio.run(held())

    assert quick >= 0.02
    assert slower >= 0.02
    assert late >= 0.1


def test_without_shaping_nothing_is_held() -> None:
    async def held() -> float:
        shaper = Shaper((0, 0), random.Random(1).randbytes)
        deadline = shaper.deadline()
        await shaper.hold_until(deadline - 1)
        return deadline - asyncio.get_running_loop().time()

    assert asyncio.run(held()) <= 0
