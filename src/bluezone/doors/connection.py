"""One connection: from its first byte to its last answer, and for how long it may be about each.

A request is handed on when it is whole, and the next one is read when its answer is on its way. The application's work
for somebody who has gone meanwhile is finished all the same.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol, cast

from bluezone.doors.bounds import Bounds
from bluezone.doors.places import Stage
from bluezone.doors.reading import Reader, UnacceptableError
from bluezone.doors.requests import Answer, Answerer, Request, refusal

_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
_LINGER_S = 2.0
"""So long what still comes is thrown away, so that a refusal is heard before the line is cut."""
_MOST_WAITING = 16
"""Requests that somebody sent without having read the answers before them."""
_PIECE = 64 << 10
"""Of an answer, no more is given to the line at once: what it has not sent it copies."""


class House(Protocol):
    """What a connection asks of its door."""

    bounds: Bounds
    answer: Answerer

    def now(self) -> float:
        """The event loop's time."""

    def came(self, guest: Connection) -> None:
        """A connection is there."""

    def gone(self, guest: Connection) -> None:
        """A connection is no more."""

    def turns_to(self, guest: Connection, stage: Stage) -> None:
        """A connection is about something else now."""

    def named(self, guest: Connection, headers: list[tuple[bytes, bytes]]) -> bool:
        """Whether the caller of this head may send more."""

    def unnamed(self, guest: Connection) -> None:
        """The caller's request is over."""

    def holds(self, more: int) -> None:
        """Somebody holds so many more bytes of a body in memory, or fewer."""

    def fetches(self, guest: Connection, body: bytes) -> None:
        """A connection begins to fetch a large answer."""

    def fetched(self, guest: Connection) -> None:
        """What is left of its answer lies in memory no more."""

    def hold(self, task: asyncio.Task[None]) -> None:
        """Keeps a task until it is done."""


class Connection(asyncio.Protocol):
    """A caller's connection."""

    def __init__(self, house: House, client: tuple[str, int], server: tuple[str, int]) -> None:
        self.deadline = 0.0
        """When its time is over, unless it is being answered."""
        self.client = client
        self.held = 0
        """Bytes of a body that lie in memory for it."""
        self._house, self._bounds, self._server = house, house.bounds, server
        self._reader = Reader(house.bounds)
        self._transport: asyncio.Transport | None = None
        self._stage = Stage.RECEIVING
        self._waiting: deque[Request] = deque()
        self._early = b""
        self._rest = memoryview(b"")
        """Of an answer, what the line has not taken yet."""
        self._is_receiving_body = self._is_full = self._is_refused = self._is_last = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._transport.set_write_buffer_limits(high=0)  # told as soon as somebody does not fetch what is there
        self._house.came(self)
        self._may_take(self._bounds.head_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._waiting.clear()
        self._forget_rest()
        if self._stage is not Stage.ANSWERING:  # the application still has the body
            self._hold(0)
        self._house.gone(self)

    def data_received(self, data: bytes) -> None:
        if self._is_refused or self._transport is None:
            return
        if self._stage >= Stage.SENDING:
            self._early += data
            self._transport.pause_reading()
            return
        self._read(data)

    def eof_received(self) -> bool:
        """Whether the line stays open: for the answer to what was asked, if anything was."""
        self._is_last = True
        return self._stage is Stage.ANSWERING or len(self._rest) > 0

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        if self._stage is Stage.SENDING and not self._is_refused:
            self._send_on()

    def time_is_over(self) -> None:
        """Tells whoever has begun to ask, and cuts the line of whoever has not."""
        if (
            self._stage is Stage.RECEIVING
            and not self._is_refused
            and (self._reader.is_in_head or self._reader.is_in_body)
        ):
            self.refuse(refusal(408))
        else:
            self.leave()

    def leave(self) -> None:
        """Cuts the line: somebody else needs the place, or the time is over."""
        self._forget_rest()
        if self._transport is not None:
            self._transport.abort()

    def end(self) -> None:
        """Closes once what is being answered is answered."""
        self._is_last = True
        if self._stage is not Stage.ANSWERING and not self._rest and self._transport is not None:
            self._transport.close()

    def refuse(self, answer: Answer) -> None:
        """Says why not, hears the rest for a moment, and closes."""
        if self._transport is None or self._is_refused:
            return
        self._is_refused = True
        self._hold(0)
        self._transport.write(answer.packed("", is_last=True))
        self._turn_to(Stage.SENDING, _LINGER_S)
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def _read(self, data: bytes) -> None:
        try:
            self._waiting += self._reader.feed(data)
        except UnacceptableError as error:
            self._waiting.clear()
            self.refuse(refusal(error.status))
            return
        if len(self._waiting) > _MOST_WAITING:
            self.leave()
        elif self._waiting:
            self._answer_next()
        else:
            self._note_progress()

    def _note_progress(self) -> None:
        reader = self._reader
        if self._stage is Stage.RESTING:
            self._turn_to(Stage.RECEIVING, self._bounds.head_s)
        if reader.is_in_body and not self._is_receiving_body:
            self._is_receiving_body = True
            if not self._house.named(self, reader.headers):
                self.refuse(refusal(429, retry_after_s=5))
                return
            self._may_take(self._bounds.seconds_for_body(reader.announced))
            if reader.wants_word and self._transport is not None:
                self._transport.write(_GO_ON)
        self._hold(reader.held)

    def _answer_next(self) -> None:
        request = self._waiting.popleft()
        if not self._is_receiving_body and not self._house.named(self, request.headers):
            self.refuse(refusal(429, retry_after_s=5))
            return
        self._is_receiving_body = False
        request.client, request.server = self.client, self._server
        self._hold(len(request.body))
        if self._is_refused:  # there was no room for it, and so it is not done
            return
        self._turn_to(Stage.ANSWERING)
        self._house.hold(asyncio.get_running_loop().create_task(self._answered(request)))

    async def _answered(self, request: Request) -> None:
        try:
            answer = await self._house.answer(request)
            answer.demand_one_line_each()
        except Exception:  # noqa: BLE001 - an application tells of its own faults; the caller hears that there was one
            answer = refusal(500)
        self._hold(0)
        self._house.unnamed(self)
        if self._transport is None:
            return
        self._is_last |= request.is_last or request.version == "1.0"
        self._send(answer.head(request.method, is_last=self._is_last), answer.carried(request.method))

    def _send(self, head: bytes, body: bytes) -> None:
        self._turn_to(Stage.SENDING, self._bounds.seconds_for_answer(len(head) + len(body)))
        if len(body) <= _PIECE:
            head += body
        else:
            self._rest = memoryview(body)
            self._house.fetches(self, body)
        if self._transport is not None:
            self._transport.write(head)
            self._send_on()

    def _send_on(self) -> None:
        """Gives the line as much as it takes; what is not there yet lies here once for all who fetch the same."""
        if self._transport is None:
            return
        while self._rest and not self._is_full and not self._transport.is_closing():
            piece, self._rest = self._rest[:_PIECE], self._rest[_PIECE:]
            self._transport.write(piece)
        if self._rest and not self._transport.is_closing():
            return
        self._forget_rest()
        if self._is_last:
            self._transport.close()
        elif not self._is_full:
            self._go_on()

    def _forget_rest(self) -> None:
        self._rest = memoryview(b"")
        self._house.fetched(self)

    def _go_on(self) -> None:
        """Goes on with what came meanwhile, or to rest."""
        if self._transport is None or self._is_refused or self._is_last:
            return
        if self._waiting:
            self._answer_next()
            return
        self._turn_to(Stage.RESTING, self._bounds.rest_s)
        if self._early:
            early, self._early = self._early, b""
            self._transport.resume_reading()
            self._read(early)
        elif self._reader.is_in_head or self._reader.is_in_body:
            self._note_progress()

    def _hold(self, held: int) -> None:
        more, self.held = held - self.held, held
        if more:
            self._house.holds(more)

    def _turn_to(self, stage: Stage, seconds: float = 0) -> None:
        self._stage = stage
        self._house.turns_to(self, stage)
        self._may_take(seconds)

    def _may_take(self, seconds: float) -> None:
        self.deadline = self._house.now() + seconds
