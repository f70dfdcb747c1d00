"""Devices at doors as a measured portal meets them: each with an address, a connection and a memory of its own.

They send as the doors' page does (`posts/static/door-sending.js`): a row rests for a moment in which it can be taken
back, what waits then goes in one parcel, between two parcels lies the rest that the portal told, and whoever is told to
come back, or hears nothing, waits longer each time. A row is forgotten when an answer calls it kept, never before.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bluezone.joining.ports import LOOPBACK
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.portal.world import World

PARCEL, AN_HOUR = 200, 500
"""Rows of a parcel at the most, as the page sends them; rows of a busy door in an hour."""
_TAKEN_BACK_S, _PATIENCE_S, _PAUSES_S = 4.0, 60.0, (2.0, 5.0, 15.0, 30.0, 60.0)
"""door-sending.js: RESTS_MS, PATIENCE_MS, PAUSES_MS."""
_HOUR_S = 3_600.0
_COMES_BACK = {http.client.SERVICE_UNAVAILABLE, http.client.TOO_MANY_REQUESTS}
_STACK_BYTES = 256 * 1024
"""Of each thread: a thousand devices are a thousand of them."""


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal to which devices send, and the sealed words of each row."""

    port: int
    box: str
    world: World


@dataclass(slots=True)
class Device:
    """One, with what it was told to be kept and how long each answer took."""

    token: str
    keeper: int
    """Whose shift it is; written beside each row."""
    address: str
    """Its own, of the loopback network: doors do not stand behind one."""
    portal: Portal
    rest_s: float = 0.0
    waiting: list[int] = field(default_factory=list)
    made: int = 0
    kept: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    """Of each answered parcel, from the question to the end of its answer."""
    sent_back: int = 0
    """How often it was told to come back, or heard nothing."""
    _failures: int = 0
    _line: http.client.HTTPConnection | None = None
    _chance: random.Random = field(init=False)
    """Of each device another, and the same in each measurement: only joining draws from the system."""

    def __post_init__(self) -> None:
        self._chance = random.Random(self.address)  # noqa: S311 - as the page scatters

    def make(self, rows: int) -> None:
        """Has so many people come in."""
        self.waiting += range(self.made, self.made + rows)
        self.made += rows

    def empty(self, again: bool = False) -> None:
        """Sends all that waits, as after days without a network; the first parcel twice, as if its answer had been
        lost, if asked so."""
        time.sleep(self._chance.random() * self.rest_s)
        first = self.waiting[:PARCEL] if again else []
        while self.waiting or first:
            if not self.waiting:
                self.waiting, first = first, []
            time.sleep(self._parcel())

    def work(self, until: float) -> None:
        """Has people come in as at a busy door, and sends, until a moment of time.monotonic()."""
        comes = time.monotonic() + self._chance.expovariate(AN_HOUR / _HOUR_S)
        rested = time.monotonic() + self._chance.random() * self.rest_s  # they were at work before
        sends = max(comes + _TAKEN_BACK_S, rested)
        while (now := time.monotonic()) < until:
            if comes <= now:
                self.make(1)
                sends = max(comes + _TAKEN_BACK_S, rested)
                comes += self._chance.expovariate(AN_HOUR / _HOUR_S)
            elif self.waiting and sends <= now:
                rested = sends = time.monotonic() + self._parcel()
            else:
                time.sleep(max(0.0, min(comes, until, sends if self.waiting else until) - now))

    def _parcel(self) -> float:
        """Sends one; how long to wait before the next."""
        numbers = self.waiting[:PARCEL]
        began = time.perf_counter()
        said = self.answer_to(numbers)
        if said is None:
            self.sent_back += 1
            self._failures += 1
            pause = _PAUSES_S[min(self._failures, len(_PAUSES_S)) - 1]
            return pause + self._chance.random() * self.rest_s
        self.seconds.append(time.perf_counter() - began)
        self._failures = 0
        from bluezone.portal.posts.wire import number_said

        kept = set(said["kept"])
        self.kept |= kept
        self.waiting = [number for number in self.waiting if number_said(_bytes_of(number)) not in kept]
        self.rest_s = said["rest_ms"] / 1_000
        return self.rest_s

    def answer_to(self, numbers: Sequence[int]) -> dict[str, Any] | None:
        """Asks once; nothing if it is to be asked again later. Raises RefusedError for any other answer."""
        body = _parcel_of(numbers, self.keeper, self.portal)
        try:
            status, said = self._asked(body)
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return None
        if status in _COMES_BACK:
            return None
        if status != http.client.OK:
            raise RefusedError(f"a parcel was answered with {status}")
        found: dict[str, Any] = json.loads(said)
        return found

    def _asked(self, body: bytes) -> tuple[int, bytes]:
        """Asks over the connection of before, and over another where the portal ended that one meanwhile, as browsers
        do."""
        host = f"localhost:{self.portal.port}"
        headers = {"Host": host, "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        is_old = self._line is not None
        if self._line is None:
            own = (self.address, 0)
            self._line = http.client.HTTPConnection(LOOPBACK, self.portal.port, _PATIENCE_S, source_address=own)
        try:
            self._line.request("POST", "/door/sync?declared=0", body, headers)
            answer = self._line.getresponse()
            return answer.status, answer.read()
        except (ConnectionError, http.client.BadStatusLine):
            if not is_old:
                raise
            self.hang_up()
            return self._asked(body)

    def hang_up(self) -> None:
        """Ends its connection; the next parcel makes another."""
        if self._line is not None:
            self._line.close()
        self._line = None


@contextlib.contextmanager
def at_doors(keepers: Sequence[tuple[str, int]], portal: Portal) -> Iterator[list[Device]]:
    """One device for each token, kept by somebody, of which one has asked; all hang up in the end."""
    devices = [
        Device(token, keeper, f"127.1.{at // 250}.{1 + at % 250}", portal) for at, (token, keeper) in enumerate(keepers)
    ]
    asked = devices[0].answer_to([])
    if asked is None:
        raise RefusedError("the portal did not answer a door")
    for one in devices:
        one.rest_s = asked["rest_ms"] / 1_000
    try:
        yield devices
    finally:
        for one in devices:
            one.hang_up()


def all_at_once(devices: Sequence[Device], does: str, *arguments: object) -> float:
    """Has every device do something, each in a thread of its own; seconds until the last is done."""
    before = threading.stack_size(_STACK_BYTES)
    began = time.perf_counter()
    try:
        with ThreadPoolExecutor(len(devices)) as together:
            list(together.map(lambda one: getattr(one, does)(*arguments), devices))
    finally:
        threading.stack_size(before)
    return time.perf_counter() - began


def text_of(data: bytes) -> str:
    """Bytes as a device writes them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _parcel_of(numbers: Sequence[int], keeper: int, portal: Portal) -> bytes:
    from bluezone.portal.posts.wire import milliseconds_of, number_said

    at = milliseconds_of(portal.world.now())
    common = {"at_ms": at, "way": "in", "who": "visitor", "app": "live", "keeper": keeper, "sealed": portal.box}
    rows = [{"id": number_said(_bytes_of(number)), **common} for number in numbers]
    shift = {"keeper": keeper, "began_ms": at}
    return json.dumps({"v": 1, "clock_ms": at, "rows": rows, "shift": shift}).encode()


def _bytes_of(number: int) -> bytes:
    from bluezone.portal.posts.wire import NUMBER_BYTES

    return number.to_bytes(NUMBER_BYTES, "big")
