"""The application's own reader of its engine's lines, in a Java of its own: spoilt lines are never acted on, whatever
was before each good one is answered once, and nothing ends the one who reads."""

from __future__ import annotations

import itertools
import os
import random
import secrets
import socket
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bluezone.joining.ports import LOOPBACK
from tests.support.amounts import ORDERS_IN_A_ROW, SPOILT_ORDERS
from tests.support.android.orders import ACTS, ANSWERS, WANTED, every_row, good, order_in, spoilt
from tests.support.radio.android import NO_JAVA, begin_crowd

pytestmark = [pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA), pytest.mark.in_turn(of=2)]

AT_ONCE = 500
"""Lines between two looks at all answers."""
LAST = 9_007_199_254_740_991


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of a Java with little memory, whose names stand in a file: nobody is asked for what was drawn."""
    hosts = tmp_path / "hosts"
    hosts.write_text(f"{LOOPBACK} localhost\n")
    crowd, port = begin_crowd("-Xmx48m", f"-Djdk.net.hosts.file={hosts}")
    yield port
    assert crowd.poll() is None
    crowd.kill()
    crowd.wait()


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("BLUEZONE_SEED") or secrets.randbits(32))
    print(f"BLUEZONE_SEED={seed}")  # noqa: T201 - with it the same is asked again
    return random.Random(seed)


def test_a_spoilt_order_is_never_acted_on_and_each_good_one_among_them_is_answered(
    port: int, chance: random.Random
) -> None:
    names = sorted(WANTED)

    def lines() -> Iterator[bytes]:
        for token in range(1, SPOILT_ORDERS + 1):
            line = good(chance, chance.choice(names), token)
            yield line if chance.random() < 0.1 else spoilt(chance, line)

    _are_answered(port, lines())


def test_every_order_is_answered_once_after_every_other_and_after_every_act_of_the_owner(
    port: int, chance: random.Random
) -> None:
    every = [*sorted(WANTED), *ACTS]

    def lines() -> Iterator[bytes]:
        for token, number in enumerate(every_row(len(every), ORDERS_IN_A_ROW), 1):
            yield good(chance, every[number], token) if every[number] in WANTED else every[number].encode()

    _are_answered(port, lines())


def _are_answered(port: int, lines: Iterator[bytes]) -> None:
    """Each line that is an order, and answered by the application, is answered once and in its words; no other is."""
    with socket.create_connection((LOOPBACK, port), timeout=60) as line, line.makefile("rb") as said:
        line.sendall(b"phone fuzz 0 60000\n")
        waiting: Counter[tuple[str, str]] = Counter()
        while some := list(itertools.islice(lines, AT_ONCE)):
            for one in some:
                line.sendall(one + b"\n")
                waiting.update(order for part in one.split(b"\n") if (order := order_in(part)) is not None)
            _hear(line, said, waiting)
            waiting = Counter({order: 1 for order in waiting if order[0] == "anew"})


def _hear(line: socket.socket, said: Iterable[bytes], waiting: Counter[tuple[str, str]]) -> None:
    """Until a last order is answered, and with it all before: names and what is on air take their own time."""
    line.sendall(f"hush {LAST}\n".encode())
    last_is_answered = False
    for event, token, *_ in (answer.decode("ascii").split() for answer in said):
        if event in _TOLD:
            continue
        if token == str(LAST):
            last_is_answered = True
        else:
            asked = [order for order, times in waiting.items() if order[1] == token and times and _fits(event, order)]
            assert asked, f"nobody asked for {event} {token}"
            waiting[min(asked, key=lambda order: order[0] not in ANSWERS)] -= 1  # a spoilt token may be another one's
        if last_is_answered and not any(times for (name, _), times in waiting.items() if name in ANSWERS):
            return
    pytest.fail(f"the application is gone, and owes {waiting}")


_TOLD = {"boot", "model", "made", "withheld", "lost", "asked", "heard"}


def _fits(event: str, order: tuple[str, str]) -> bool:
    """What is not answered can still fail: whoever asked waits for nothing."""
    return event in ANSWERS.get(order[0], {"done"} if order[0] == "anew" else {"failed"})
