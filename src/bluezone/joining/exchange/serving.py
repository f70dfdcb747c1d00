"""The exchange as a service: phones on one port, the authority's portal on another, until it is stopped."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

from bluezone.doors import asynchronous, with_room
from bluezone.exchange import Exchange, errors
from bluezone.exchange.internal_keys import InternalKeys, internal_key, monitor_key
from bluezone.exchange.listeners import OFFICE, PHONES, Listener, internal_application, public_answerer, serve
from bluezone.exchange.publishing.files import note_bucket
from bluezone.exchange.settings import ExchangeSettings
from bluezone.joining.chance import entropy
from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.clocks import Clock, hardware_clock, steady_clock, system_clock
from bluezone.joining.descriptors import open_many_files
from bluezone.joining.exchange.initialising import ROOT_STAYS_HERE, initialise
from bluezone.joining.exchange.noted_store import note_store
from bluezone.joining.garbage import look_through_what_answers_leave
from bluezone.joining.ports import MAX_PORT, require_free
from bluezone.joining.refusal import OtherVersionError, RefusedError
from bluezone.joining.stopping import stop_by_signals
from bluezone.joining.supervisor import Supervisor
from bluezone.joining.telling import Tell
from bluezone.joining.watchdog import Store, watched

_STDIN_CHUNK = 4_096


@dataclass(frozen=True, slots=True)
class Listening:
    """The addresses on which the two interfaces listen."""

    host: str
    port: int
    internal_host: str
    internal_port: int | None
    """None is the port after the public one."""


def serve_until_stopped(
    settings: ExchangeSettings,
    listening: Listening,
    clock: Clock,
    tell: Tell,
    *,
    end_with_stdin: bool,
    clock_is_right: bool = False,
) -> None:
    """Serves until SIGINT, SIGTERM or, if wished, the end of stdin; makes keys first where there are none.

    A port that is taken is told before anything is written.

    Refuses to start by a clock that is far ahead of what was signed last, unless the hardware's clock says the same, or
    far behind it; or by one that leapt before and was not set right. A person may vouch for it (`clock_is_right`, or a
    word in the folder). A drill's clock leaps, as it should.

    A supervisor that the environment names hears when calls are taken, and from then on that writes come to their end.
    """
    supervisor = Supervisor.named_in(os.environ, os.getpid())
    require_free(listening.host, listening.port)
    require_free(listening.internal_host, _internal_port(listening))
    if not (settings.key_directory / "key-list").exists() and initialise(settings.data, clock):
        tell(ROOT_STAYS_HERE)
    open_many_files()
    sys.setswitchinterval(0.001)  # the loop and the writer take turns; 5 ms each would be felt in every call
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        vouched = clock_is_right or clock is not system_clock
        serving = _serve(
            settings, listening, clock, tell, supervisor, end_with_stdin=end_with_stdin, clock_is_right=vouched
        )
        with_room(runner.run, serving)


async def _serve(
    settings: ExchangeSettings,
    listening: Listening,
    clock: Clock,
    tell: Tell,
    supervisor: Supervisor,
    *,
    end_with_stdin: bool,
    clock_is_right: bool,
) -> None:
    internal_port = _internal_port(listening)
    stop = stop_by_signals()
    if end_with_stdin:
        _end_with_stdin(stop)
    internal_key(settings.data, entropy)
    monitor_key(settings.data, entropy)
    async with _opened(settings, clock, clock_is_right=clock_is_right) as exchange:
        note_store(settings.data, settings.store_url)
        note_bucket(settings.data, settings.bucket)
        keys = InternalKeys(settings.data)
        look_through_what_answers_leave()

        def say_ready(ports: list[int]) -> None:
            tell(_ready_line(listening, ports))
            supervisor.is_told_ready()

        async with watched(supervisor, Store(exchange.heartbeat.beat, exchange.heartbeat.wait_for_a_turn)):
            await serve(
                [
                    Listener(
                        public_answerer(exchange),
                        listening.host,
                        listening.port,
                        PHONES,
                        behind_proxy=settings.behind_proxy,
                    ),
                    Listener(
                        asynchronous(internal_application(exchange, keys.accepts, keys.lets_watch)),
                        listening.internal_host,
                        internal_port,
                        OFFICE,
                    ),
                ],
                ready=say_ready,
                stop=stop,
            )


def _opened(settings: ExchangeSettings, clock: Clock, *, clock_is_right: bool) -> Exchange:
    """The exchange with its store opened. Raises OtherVersionError for one that no try will open."""
    try:
        return Exchange(
            settings,
            clock=clock,
            entropy=entropy,
            steady=steady_clock if clock is system_clock else None,  # a drill's clock leaps, as it should
            second=hardware_clock,
            clock_is_right=clock_is_right,
            clock_notes=FolderNotes(settings.data, "exchange"),
            name=f"{socket.gethostname()[:60]}/{os.getpid()}",
        )
    except errors.OtherVersionError as error:
        raise OtherVersionError(str(error)) from error


def _internal_port(listening: Listening) -> int:
    port = listening.internal_port
    if port is None:
        port = listening.port + 1 if listening.port else 0
    if port > MAX_PORT:
        raise RefusedError("no port follows the public one: give --internal-port")
    return port


def _end_with_stdin(stop: asyncio.Event) -> None:
    """Ends a drill's exchange when its stdin closes: it must not outlive the drill, even one that was killed."""
    stdin = sys.stdin.fileno()

    def readable() -> None:
        if not os.read(stdin, _STDIN_CHUNK):
            loop.remove_reader(stdin)
            stop.set()

    loop = asyncio.get_running_loop()
    try:
        loop.add_reader(stdin, readable)
    except PermissionError as error:
        raise RefusedError("--end-with-stdin needs a pipe or a terminal as standard input, not a file") from error


def _ready_line(listening: Listening, ports: list[int]) -> str:
    public, internal = ports
    return f"exchange ready: http://{listening.host}:{public} internal http://{listening.internal_host}:{internal}"


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
