"""A phone put together from its parts, kept alive, and taken apart again (docs/guides/devices.md).

Takes the system's clocks and chance, a folder with store, key and lock, a radio by its
spec, an exchange by its address. The owner's pages are joined through `serve_pages`.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bluezone.device import rhythm
from bluezone.device.core.own_power import OwnPower
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles, read_sending_powers
from bluezone.device.errands import Errand, Failure
from bluezone.device.exchange_client import HttpExchange
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.device.store import Store
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.joining.device.names import names_for
from bluezone.joining.device.own_store import open_own_store
from bluezone.joining.device.root_key import require_safe, settle_root
from bluezone.joining.refusal import RefusedError
from bluezone.joining.stopping import stop_by_signals
from bluezone.joining.telling import Tell
from bluezone.protocol.signature import VerifyingKey
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Radio
from bluezone.radio.opening import open_radio

ServePages = Callable[[Device], Awaitable[None]]
"""Serves the owner's pages of a device until it is cancelled."""

_ASKS_FIRST = ", off the air until its owner has finished the first run on the pages"
_OWN_ADDRESSES = ", under addresses that the system draws"
_SAYS_GOODBYE = "device: the service has ended; the pages say so until they are stopped"
_NANOSECONDS = 1_000_000  # in a millisecond
_MONOTONIC = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # a suspended machine's time passes too


@dataclass(frozen=True, slots=True)
class Options:
    """The options that the command was given."""

    data: Path
    radio: str
    exchange: str
    root: VerifyingKey | None
    power_dbm: int | None = None
    """How strongly its model sends, if whoever starts the phone knows better than the phone."""


class SystemClock:
    """The clocks of this machine."""

    def wall_ms(self) -> int:
        return system_clock()

    def monotonic_ms(self) -> int:
        return time.clock_gettime_ns(_MONOTONIC) // _NANOSECONDS

    async def sleep(self, duration_ms: int) -> None:
        await asyncio.sleep(duration_ms / 1_000)


async def live(options: Options, tell: Tell, serve_pages: ServePages | None = None) -> None:
    """Runs one phone until SIGINT, SIGTERM, the end of the service, or until whoever lends it the radio is gone. Raises
    RefusedError and the rooms' errors.

    A phone with pages has an owner who is asked first: it stays off the air until the first run is over. And who is
    told at the end: the pages go on to say so until they are stopped, and after a restart too.
    """
    require_safe(options.exchange)
    with _own_folder(options.data):
        async with contextlib.AsyncExitStack() as parts:
            clock = SystemClock()
            radio = await open_radio(options.radio, clock=clock.monotonic_ms)
            parts.push_async_callback(radio.close)
            store = parts.enter_context(contextlib.closing(await open_own_store(options.data, radio)))
            exchange = HttpExchange(options.exchange, resolve=names_for(radio))
            parts.push_async_callback(exchange.close)
            root = await settle_root(options.root, store, exchange, options.exchange, tell)
            profile = read_radio_profiles()[DEFAULT_PROFILE]
            surroundings = Surroundings(
                radio,
                store,
                exchange,
                clock,
                entropy,
                root,
                profile,
                tell_failure=_to_terminal(tell),
                own_power=OwnPower(options.power_dbm, _model_of(radio), read_sending_powers()),
            )
            asks_first = serve_pages is not None and _is_still_asked(store)
            device = await start_device(surroundings, silent=asks_first)
            parts.push_async_callback(device.close)
            ready = f"device ready: radio {options.radio} exchange {options.exchange}"
            ready += "" if radio.address_with_id else _OWN_ADDRESSES
            await _until_stopped(device, serve_pages, tell, ready + (_ASKS_FIRST if asks_first else ""))


def _model_of(radio: Radio) -> Callable[[], str]:
    """The name of this phone's model, where its system says so. It leaves the phone in nothing."""
    return (lambda: radio.model) if isinstance(radio, AndroidRadio) else str


def _is_still_asked(store: Store) -> bool:
    """Whether the owner has not finished the first run; a phone without pages loads none of what pages need."""
    from bluezone.citizen import first_run_is_over

    return not first_run_is_over(store)


def _to_terminal(tell: Tell) -> Callable[[Errand, Failure], None]:
    """A phone without pages says on its terminal what fails; one with pages says it there too."""
    return lambda errand, failure: tell(f"device: {errand} fails and is tried again: {failure.line}")


async def _until_stopped(device: Device, serve_pages: ServePages | None, tell: Tell, ready: str) -> None:
    stop = stop_by_signals()
    pages = [] if serve_pages is None else [asyncio.ensure_future(serve_pages(device))]
    life = asyncio.ensure_future(rhythm.live(device))
    stopped, left = asyncio.ensure_future(stop.wait()), asyncio.ensure_future(_until_left(device.around.radio))
    tell(ready)
    parts = [life, stopped, left, *pages]
    try:
        await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        if pages and device.ended:
            tell(_SAYS_GOODBYE)
            await asyncio.wait([stopped, left, *pages], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for part in parts:
            part.cancel()
        ended = await asyncio.gather(*parts, return_exceptions=True)
    for result in ended:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise _first_of(result)
    if device.ended:
        tell("device: the service has ended, and this phone has erased itself")


async def _until_left(radio: Radio) -> None:
    """Waits until the application around this engine is gone: the next one starts an engine of its own, which would
    find this one on its folder. Other radios have nobody around them."""
    if isinstance(radio, AndroidRadio):
        await radio.pipe.until_ended()
    else:
        await asyncio.Event().wait()


@contextlib.contextmanager
def _own_folder(data: Path) -> Iterator[None]:
    """Locks the phone's folder for this process alone; the system lets go of the lock when a process dies."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefusedError(f"another process runs the phone in {data}") from error
        yield
    finally:
        os.close(descriptor)


def _first_of(error: BaseException) -> BaseException:
    """Takes the error itself out of the groups that tasks wrap it in: one line for one cause."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
