"""What radios have in common whose system takes services and data, never a whole frame, and draws the addresses itself:
Android's and BlueZ's. How each asks its system stands in its own file; when it is asked, in conductor.py.

Whatever goes wrong, foreseen or not, ends neither such a radio nor what carries its events (SECURITY.md: a stranger's
frame travels with them).
"""

from __future__ import annotations

import abc
import contextlib
from collections.abc import Callable, Iterator
from typing import ClassVar

from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.errors import MalformedError
from bluezone.radio.base import Address, Clock, Duty, FrameListener, Hearing, OnAir
from bluezone.radio.conductor import Conductor, told_as_unforeseen
from bluezone.radio.errors import RadioUnavailableError


class ConductedRadio(abc.ABC):
    """One radio of that kind: what is wanted of it, until it is closed."""

    SYSTEM: ClassVar[str]
    """Its name in a line for the owner."""

    def __init__(self, clock: Clock, *, retry_s: float | None = None) -> None:
        self._clock = clock
        self._identity: Callable[[], bytes] | None = None
        self._closed = False
        self._conductor = Conductor(clock, self._carry, retry_s=retry_s)

    @property
    def address_with_id(self) -> bool:
        return False

    async def advertise(self, frame: bytes, address: Address, duty: Duty) -> None:
        wanted = OnAir(bytes(frame), address, duty)
        self._said_by(wanted.frame)  # what the system cannot say is refused, and the old frame stays
        async with self._conductor.turn():
            if self._closed:
                return
            self._conductor.on_air = None
            with told_as_unforeseen():
                await self._leave_the_air()  # each start draws a new address
            self._conductor.on_air = wanted
            await self._conductor.apply()

    async def stop_advertising(self) -> None:
        async with self._conductor.turn():
            self._conductor.on_air = None
            await self._conductor.apply()

    async def listen(self, listener: FrameListener, duty: Duty) -> None:
        async with self._conductor.turn():
            if not self._closed:
                self._conductor.hearing = Hearing(listener, duty)
                await self._conductor.apply()

    async def stop_listening(self) -> None:
        async with self._conductor.turn():
            self._conductor.hearing = None
            await self._conductor.apply()

    async def serve_identity(self, current: Callable[[], bytes]) -> None:
        self._identity = current
        with contextlib.suppress(RadioUnavailableError):  # the next caller is told, and it is tried again
            async with self._conductor.turn():
                await self._conductor.apply()

    @abc.abstractmethod
    async def _carry(self, on_air: OnAir | None, hearing: bool) -> None:
        """Has the system do what is wanted at this moment. Raises RadioUnavailableError."""

    @abc.abstractmethod
    async def _leave_the_air(self) -> None:
        """Takes what is on air off it. Raises RadioUnavailableError."""

    def _said_by(self, frame: bytes) -> Advertisement:
        """What the system is asked to say, so that this very frame goes on air. Raises ValueError."""
        try:
            said = parse_advertisement(frame)
        except MalformedError:
            said = None
        if not isinstance(said, Advertisement) or said.pack() != frame:
            raise ValueError(f"{self.SYSTEM} puts nothing on air for us but an advertisement of ours")
        return said

    @contextlib.contextmanager
    def _surviving(self) -> Iterator[None]:
        """Around what the system tells by itself: an error that nobody thought of is told at the next look."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it was, the next event must still arrive
            self._conductor.stumbled(error)

    def _served(self) -> bytes:
        """What a peer that reads us is told."""
        return b"" if self._identity is None or self._closed else bytes(self._identity())
