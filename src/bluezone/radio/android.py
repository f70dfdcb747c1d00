"""A phone's Bluetooth through the Android application that started this engine, over a pipe (docs/guides/android.md).

Android gives an application less than a radio promises elsewhere: it takes services and data, never a whole frame, and
the address is the system's. Each start of advertising draws a new one, so the restart at the end of a slot changes
both; that no frame mixes old and new is nobody's promise there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bluezone.protocol.gatt import READ_TIMEOUT_MS
from bluezone.radio.base import Address, Clock, HeardFrame, OnAir
from bluezone.radio.conducted import ConductedRadio
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, UnavailableReason
from bluezone.radio.pipe import (
    GONE,
    MAX_IDENTITY_BYTES,
    SILENT,
    Asked,
    Booted,
    Event,
    Heard,
    IsModel,
    Lost,
    Made,
    Pipe,
    WasRead,
    Withheld,
    Withholds,
    Word,
)

ANSWER_TIMEOUT_MS = 5_000
"""How long the application may take to say what became of an order."""
BELIEVED_LATE_MS = 60_000
"""While the screen is off a scan is handed on in batches; a moment further back than this is not believed."""

_OPPOSITES = {"advertise": "hush", "listen": "deaf"}
_SCAN_FAILED = "scan-"
_REASONS = {
    "off": (UnavailableReason.POWERED_OFF, "Bluetooth is off"),
    "none": (UnavailableReason.NO_ADAPTER, "there is no Bluetooth in this phone"),
    "forbidden": (UnavailableReason.NOT_PERMITTED, "Bluetooth is not permitted to this application"),
    "unable": (UnavailableReason.CANNOT_SEND, "this phone's Bluetooth cannot send"),
    "advertise-2": (UnavailableReason.CANNOT_SEND, "other applications have all that Android sends (advertise-2)"),
    "advertise-5": (UnavailableReason.CANNOT_SEND, "this phone's Bluetooth cannot send (advertise-5)"),
    GONE: (UnavailableReason.LOST, "the application around this engine is gone"),
    SILENT: (UnavailableReason.LOST, "the application around this engine does not answer"),
}


class AndroidRadio(ConductedRadio):
    """One phone's Bluetooth, asked for line by line."""

    SYSTEM = "Android"

    def __init__(
        self,
        pipe: Pipe,
        *,
        clock: Clock,
        read_timeout_ms: int = READ_TIMEOUT_MS,
        answer_timeout_ms: int = ANSWER_TIMEOUT_MS,
        release: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`release` is called at the end, where nobody else lets go of the pipe."""
        super().__init__(clock)
        self.pipe, self._release = pipe, release
        self._read_timeout_s, self._answer_timeout_s = read_timeout_ms / 1_000, answer_timeout_ms / 1_000
        self._sending = self._scanning = self._serving = False
        self._heard_last_ms = 0
        self.withheld: frozenset[Withheld] = frozenset()
        """What Android withholds just now without refusing anything."""
        self.made_by: tuple[str, ...] = ()
        """The maker of this phone, and its brand, as far as Android says."""
        self.model = ""
        """The name of its model, as far as Android says."""
        self.boot = ""
        """How often this phone was started, as far as Android says: another text after each start."""
        self._visits: dict[int, asyncio.Future[bytes | None]] = {}
        self._reading = asyncio.Lock()
        pipe.hear(self._happened, self._ended)

    async def read_identity(self, address: Address) -> bytes:
        async with self._reading:
            if self._closed or self.pipe.ended:
                raise ReadFailedError("the radio is closed")
            return await self._visit(address)

    async def close(self) -> None:
        if self._closed:
            return
        async with self._conductor.turn():
            self._closed = True
            self._conductor.on_air = self._conductor.hearing = None
            self.pipe.order("close", self.pipe.token())
        await self._conductor.end()
        self._ended()
        if self._release is not None:
            await self._release()

    async def _carry(self, on_air: OnAir | None, hearing: bool) -> None:
        if self._closed:
            return
        await self._serve()
        if self._sending != (on_air is not None):
            await self._send(on_air)
        if self._scanning != hearing:
            await self._scan(on=hearing)

    async def _leave_the_air(self) -> None:
        if self._sending:
            await self._send(None)

    async def _send(self, on_air: OnAir | None) -> None:
        if on_air is None:
            await self._ask("hush")
        else:
            said = self._said_by(on_air.frame)
            await self._ask("advertise", said.rolling_id.value, said.power_element)
        self._sending = on_air is not None

    async def _scan(self, *, on: bool) -> None:
        await self._ask("listen" if on else "deaf")
        self._scanning = on

    async def _serve(self) -> None:
        if self._identity is not None and not self._serving and not self._closed:
            await self._ask("serve")
            self._serving = True

    async def _ask(self, order: str, *words: Word) -> None:
        """Gives an order and waits for what became of it. Raises RadioUnavailableError."""
        failed = await self.pipe.ask(order, *words, within_s=self._answer_timeout_s)
        if failed:
            self._take_back(order)
            raise _unavailable(failed)

    def _take_back(self, order: str) -> None:
        """Perhaps it was carried out all the same: what nobody said is on air must not be."""
        if order in _OPPOSITES:
            self.pipe.order(_OPPOSITES[order], self.pipe.token())

    async def _visit(self, address: Address) -> bytes:
        token = self.pipe.token()
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._visits[token] = answer
        self.pipe.order("read", token, address)
        try:
            async with asyncio.timeout(self._read_timeout_s):
                identity = await answer
        except TimeoutError:
            identity = None
        finally:
            del self._visits[token]
            self.pipe.order("leave", token)
        if identity is None:
            raise ReadFailedError("the peer is gone, or did not say its identity")
        return identity

    def _happened(self, event: Event) -> None:
        with self._surviving():
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case Heard():
                self._hear(event)
            case Lost(reason) if reason.startswith(_SCAN_FAILED):
                self._stop_hearing(reason)
            case Lost():
                self._lose()
            case Withholds() | Made() | IsModel() | Booted():
                self._learn(event)
            case Asked(token):
                self.pipe.order("answer", token, self._served()[:MAX_IDENTITY_BYTES])
            case WasRead(token, identity):
                self._settle(token, identity)

    def _learn(self, said: Withholds | Made | IsModel | Booted) -> None:
        match said:
            case Withholds(what):
                self.withheld = what
            case Made(maker, brand):
                self.made_by = tuple(name for name in (maker, brand) if name)
            case IsModel(name):
                self.model = name
            case Booted(times):
                self.boot = str(times)

    def _hear(self, heard: Heard) -> None:
        moment_ms = self._moment(heard.monotonic_ms)
        hearing = self._conductor.hearing
        if self._closed or hearing is None or not hearing.duty.is_on(moment_ms):
            return
        self._heard_last_ms = moment_ms
        hearing.listener(HeardFrame(_unpadded(heard.data), heard.address, heard.rssi_dbm, moment_ms))

    def _moment(self, said_ms: int) -> int:
        """When it was heard, by the clock that engine and system share; never before what was heard earlier."""
        now_ms = self._clock()
        is_believed = now_ms - BELIEVED_LATE_MS <= said_ms <= now_ms
        return max(said_ms if is_believed else now_ms, self._heard_last_ms)

    def _stop_hearing(self, reason: str) -> None:
        """Android has ended a scan that it had let begin. At the next look it is asked for again and no sooner, since
        it may be ended again at once; and then, too, the owner is told."""
        self._scanning = False
        self._conductor.stumbled(_unavailable(reason))

    def _lose(self) -> None:
        """Nothing is on air or listens any more; what is wanted is asked for again."""
        self._sending = self._scanning = self._serving = False
        self._conductor.look_again()

    def _ended(self) -> None:
        """Nobody will answer any more."""
        for token in self._visits:
            self._settle(token, None)
        self._lose()

    def _settle(self, token: int, identity: bytes | None) -> None:
        if token in self._visits and not self._visits[token].done():
            self._visits[token].set_result(identity)


def _unpadded(data: bytes) -> bytes:
    """Cuts off the zeros that Android puts behind what arrived (Bluetooth Core 5.4, Vol 3, Part C, 11)."""
    end = 0
    while end < len(data) and data[end] != 0:
        end += 1 + data[end]
    return data[:end]


def _unavailable(word: str) -> RadioUnavailableError:
    reason, said = _REASONS.get(word, (UnavailableReason.LOST, f"Android refuses Bluetooth: {word}"))
    return RadioUnavailableError(reason, said)
