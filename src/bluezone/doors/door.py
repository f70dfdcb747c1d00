"""A listening socket, everybody who stands before it, and the one who looks whose time is over.

Connections are taken one by one, and only while there is room: descriptors that are used up would take the other doors
of the process along. Who comes when the room is full takes the place of whoever has stood there for longest without
having asked anything (`places`).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import resource
import socket

from bluezone.doors.bounds import Bounds
from bluezone.doors.connection import Connection
from bluezone.doors.fetching import Fetching
from bluezone.doors.places import Places, Stage
from bluezone.doors.requests import Answerer, Headers, line_of, named_by_proxy, refusal

_LOOKS_EVERY_S = 0.5
_AT_ONCE = 16
"""Connections taken before others of the loop have their turn."""
_BACKLOG = 2_048
_PAUSE_S = 0.05
_NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 picks a free one. Raises OSError where somebody else does."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


class Door:
    """Answers whoever comes to a socket, within bounds. Made and used within one event loop."""

    def __init__(
        self, listening: socket.socket, answer: Answerer, bounds: Bounds, *, behind_proxy: bool = False
    ) -> None:
        self.bounds, self.answer = bounds, answer
        self.places: Places[Connection] = Places()
        self.fetching: Fetching[Connection] = Fetching()
        self._listening, self._behind_proxy = listening, behind_proxy
        self._loop = asyncio.get_running_loop()
        self._coming = self._standing = self._held = 0
        """Taken and not yet at their place; there until their line is closed; bytes of bodies in memory."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open, self._is_empty = True, asyncio.Event()
        self._loop.add_reader(listening.fileno(), self._take_some)
        self._looking = self._loop.create_task(self._look())

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    async def close(self, within_s: float) -> None:
        """Takes nobody more, has what is being answered answered if that is soon, and cuts all lines."""
        self._is_open, ends = False, self.now() + within_s
        self._loop.remove_reader(self._listening.fileno())
        self._listening.close()
        self._looking.cancel()
        for guest in self.places.everybody():
            guest.end()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        if len(self.places):  # what was answered is fetched, if that is soon
            self._is_empty.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(ends):
                    await self._is_empty.wait()
        for task in self._tasks:
            task.cancel()
        for guest in self.places.everybody():
            guest.leave()
        await asyncio.gather(self._looking, *self._tasks, return_exceptions=True)

    def now(self) -> float:
        return self._loop.time()

    def came(self, guest: Connection) -> None:
        self._standing += 1
        owner = None if self._behind_proxy else line_of(guest.client[0])
        if owner is not None and not self._has_room_for(owner):
            guest.leave()
            return
        self.places.enter(guest, owner)

    def gone(self, guest: Connection) -> None:
        self._standing -= 1
        self.places.leave(guest)
        if not len(self.places):
            self._is_empty.set()

    def turns_to(self, guest: Connection, stage: Stage) -> None:
        self.places.turn_to(guest, stage)

    def named(self, guest: Connection, headers: Headers) -> bool:
        """Tells whose this request is behind a proxy, by what that added last, and whether there is room for it."""
        if not self._behind_proxy:
            return True
        owner = line_of(named_by_proxy(headers))
        if not owner:
            return True  # of the proxy itself
        may = self._has_room_for(owner)
        self.places.belong_to(guest, owner)
        return may

    def unnamed(self, guest: Connection) -> None:
        if self._behind_proxy:
            self.places.belong_to(guest, None)

    def holds(self, more: int) -> None:
        """Has whoever holds most leave, when all together hold more than there is room for."""
        self._held += more
        if more > 0 and self._held > self.bounds.bytes_in_all:
            holding = [one for one in self.places.waiting() if one.held]
            if holding:
                max(holding, key=lambda one: one.held).refuse(refusal(503, retry_after_s=30))

    def fetches(self, guest: Connection, body: bytes) -> None:
        """Has those leave whose answers take most room, when all answers take more than there is."""
        self.fetching.add(guest, body)
        while self.fetching.bytes > self.bounds.bytes_in_all:
            for one in self.fetching.first_to_leave():
                one.leave()

    def fetched(self, guest: Connection) -> None:
        self.fetching.drop(guest)

    def hold(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _has_room_for(self, owner: str) -> bool:
        """Whether one more of this owner's may be there; makes room among its own."""
        if self.places.count_of(owner) < self.bounds.of_one_address:
            return True
        return self._show_out(owner)

    def _show_out(self, owner: str | None = None) -> bool:
        """Whether somebody had to leave; their descriptor is free at the loop's next turn."""
        first = self.places.first_to_leave(owner)
        if first is None:
            return False
        first.leave()
        self.places.leave(first)
        return True

    def _room(self) -> int:
        """How many may stand here, as long as the process may open so many files."""
        descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if descriptors == resource.RLIM_INFINITY:
            return self.bounds.connections
        return max(1, min(self.bounds.connections, int(descriptors * self.bounds.share_of_descriptors)))

    def _take_some(self) -> None:
        for _ in range(_AT_ONCE):
            if not self._is_open or not self._take_one():
                return

    def _take_one(self) -> bool:
        """Whether another may be waiting."""
        if self._standing + self._coming >= self._room():
            is_somebody_leaving = self._standing > len(self.places)
            if not is_somebody_leaving and not self._show_out():
                self._pause()
            return False
        try:
            line, address = self._listening.accept()
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_ROOM:
                return True  # whoever it was has gone already
            self._show_out()
            self._pause()
            return False
        line.setblocking(False)
        self._coming += 1
        self.hold(self._loop.create_task(self._seat(line, (str(address[0]), int(address[1])))))
        return True

    async def _seat(self, line: socket.socket, client: tuple[str, int]) -> None:
        server = line.getsockname()[:2]
        try:
            await self._loop.connect_accepted_socket(lambda: Connection(self, client, server), line)
        except OSError:
            line.close()
        finally:
            self._coming -= 1

    def _pause(self) -> None:
        """Everybody here is being answered, or other parts of the process have used all descriptors up."""
        self._loop.remove_reader(self._listening.fileno())
        self._loop.call_later(_PAUSE_S, self._go_on)

    def _go_on(self) -> None:
        if self._is_open:
            self._loop.add_reader(self._listening.fileno(), self._take_some)

    async def _look(self) -> None:
        """Whose time is over has to go."""
        while True:
            await asyncio.sleep(_LOOKS_EVERY_S)
            now = self.now()
            for guest in self.places.waiting():
                if guest.deadline < now:
                    guest.time_is_over()
