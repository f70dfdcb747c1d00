"""Goes on and off as the duties say, for radios whose system is asked for each change.

It knows what is wanted and when; how a system is asked is the radio's. No error ends it, foreseen or not: what fails is
told to whoever changes something next, and all that is wanted is then tried again. The phone looks at its radio every
minute.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from bluezone.radio.base import Clock, Hearing, OnAir
from bluezone.radio.errors import RadioError, RadioUnavailableError, UnavailableReason

Carry = Callable[[OnAir | None, bool], Awaitable[None]]
"""Makes the system do what is wanted at this moment: send this or nothing, and listen or not."""


class Conductor:
    """One radio's wishes, and the task that follows its duties."""

    def __init__(self, clock: Clock, carry: Carry, *, retry_s: float | None = None) -> None:
        """`retry_s` is after how long a system that refused is asked again; None where only whoever changes something
        next may ask, since some systems count how often they are asked."""
        self.on_air: OnAir | None = None
        self.hearing: Hearing | None = None
        self._clock, self._carry, self._retry_s = clock, carry, retry_s
        self._stumbled: Exception | None = None
        self._changing = asyncio.Lock()
        self._wake = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._conduct())

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One change at a time; the duties are looked at again after it."""
        async with self._changing:
            try:
                yield
            finally:
                self._wake.set()

    async def apply(self) -> None:
        """Has what is wanted carried out. Raises RadioUnavailableError, and nothing else, whatever went wrong; also for
        what went wrong outside a turn since the last one."""
        stumbled, self._stumbled = self._stumbled, None
        with told_as_unforeseen():
            await self._apply()
            if stumbled is not None:
                raise stumbled

    def look_again(self) -> None:
        """Has all that is wanted tried again at once."""
        self._wake.set()

    def stumbled(self, error: Exception) -> None:
        """Keeps an error that nobody is there to take: whoever changes something next is told."""
        self._stumbled = error

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _apply(self) -> None:
        now_ms = self._clock()
        on_air = self.on_air if self.on_air is not None and self.on_air.duty.is_on(now_ms) else None
        await self._carry(on_air, self.hearing is not None and self.hearing.duty.is_on(now_ms))

    async def _conduct(self) -> None:
        while True:
            self._wake.clear()
            retry_s = None
            try:
                async with self._changing:
                    await self._by_itself()
            except RadioUnavailableError:
                retry_s = self._retry_s
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_sooner(self._seconds_to_switch(), retry_s)):
                    await self._wake.wait()

    async def _by_itself(self) -> None:
        """Carries out what is wanted while nobody asks. What nobody foresaw is kept for whoever asks next: a refusal
        comes again by itself, such an error perhaps not."""
        try:
            with told_as_unforeseen():
                await self._apply()
        except RadioUnavailableError as error:
            if error.reason is UnavailableReason.UNFORESEEN:
                self.stumbled(error)
            raise

    def _seconds_to_switch(self) -> float | None:
        now_ms = self._clock()
        duties = [wanted.duty for wanted in (self.on_air, self.hearing) if wanted is not None]
        waits = [duty.next_switch(now_ms) - now_ms for duty in duties if not duty.is_continuous]
        return min(waits) / 1_000 if waits else None


@contextlib.contextmanager
def told_as_unforeseen() -> Iterator[None]:
    """Makes one line of whatever error nobody thought of. Raises RadioUnavailableError."""
    try:
        yield
    except RadioError:
        raise
    except Exception as error:
        raise RadioUnavailableError(
            UnavailableReason.UNFORESEEN, f"the radio ran into something unforeseen ({type(error).__name__}): {error}"
        ) from error


def _sooner(one_s: float | None, other_s: float | None) -> float | None:
    waits = [wait_s for wait_s in (one_s, other_s) if wait_s is not None]
    return min(waits) if waits else None
