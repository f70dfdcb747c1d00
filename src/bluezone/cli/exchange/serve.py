"""`bluezone exchange serve`: the service."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.exchange.init import initialise
from bluezone.cli.exchange.public_files import add_public_files_option
from bluezone.cli.exchange.world import (
    Clock,
    add_clock_option,
    chosen_clock,
    entropy,
    steady_clock,
    system_clock,
)
from bluezone.cli.ports import MAX_PORT, port_argument
from bluezone.cli.refusal import RefusedError
from bluezone.cli.whole_numbers import whole_number

if TYPE_CHECKING:
    from bluezone.exchange.settings import ExchangeSettings

_STDIN_CHUNK = 4_096


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Serve phones on one port and the authority's portal on another, and publish every hour."
    parser = commands.add_parser("serve", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="keys, store and published files")
    parser.add_argument(
        "--port", type=port_argument, required=True, metavar="N", help="the public port; 0 picks a free one"
    )
    parser.add_argument(
        "--internal-port", type=port_argument, metavar="N", help="default: the port after the public one"
    )
    parser.add_argument("--host", default="127.0.0.1", help="where the public port listens (default: loopback)")
    parser.add_argument("--internal-host", default="127.0.0.1", metavar="HOST", help="where the internal one does")
    parser.add_argument(
        "--store",
        metavar="URL",
        help="an SQLAlchemy address; default: the one last served here, at first SQLite in the data directory",
    )
    add_public_files_option(
        parser,
        "where phones' files go, with its keys in the environment (AWS_...); default: as last, at first a folder",
    )
    parser.add_argument(
        "--answer-delay-ms", type=_range, default=(100, 300), metavar="LOW-HIGH", help="hold every answer this long"
    )
    parser.add_argument(
        "--work-bits", type=whole_number(12, 24), default=12, metavar="N", help="base difficulty of a redeem, 12..24"
    )
    parser.add_argument("--end-with-stdin", action="store_true", help="stop when whoever started this closes its stdin")
    parser.add_argument("--behind-proxy", action="store_true", help="callers' networks come from X-Forwarded-For")
    parser.add_argument("--verbose", action="store_true", help="log every publication as a line of JSON on stderr")
    add_clock_option(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.exchange.noted_store import chosen_store
    from bluezone.exchange.publishing.files import chosen_bucket
    from bluezone.exchange.settings import ExchangeSettings

    settings = ExchangeSettings(
        data=arguments.data,
        store_url=chosen_store(arguments.data, arguments.store),
        bucket=chosen_bucket(arguments.data, arguments.public_files),
        answer_delay_ms=arguments.answer_delay_ms,
        work_bits=arguments.work_bits,
        behind_proxy=arguments.behind_proxy,
    )
    _log_to_stderr(verbose=arguments.verbose)
    clock = chosen_clock(arguments)
    if not (settings.key_directory / "key-list").exists():
        initialise(arguments.data, clock)
    sys.setswitchinterval(0.001)  # the loop and the writer take turns; 5 ms each would be felt in every call
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(arguments, settings, clock))
    return 0


async def _serve(arguments: argparse.Namespace, settings: ExchangeSettings, clock: Clock) -> None:
    from bluezone.cli.exchange.noted_store import note_store
    from bluezone.exchange import Exchange
    from bluezone.exchange.internal_keys import InternalKeys, internal_key
    from bluezone.exchange.listeners import internal_application, public_application, serve
    from bluezone.exchange.publishing.files import note_bucket

    internal_port = arguments.internal_port
    if internal_port is None:
        internal_port = arguments.port + 1 if arguments.port else 0
    if internal_port > MAX_PORT:
        raise RefusedError("no port follows the public one: give --internal-port")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if arguments.end_with_stdin:
        _end_with_stdin(stop)
    internal_key(settings.data, entropy)
    steady = steady_clock if clock is system_clock else None  # a drill's clock leaps, as it should
    async with Exchange(settings, clock=clock, entropy=entropy, steady=steady) as exchange:
        note_store(arguments.data, settings.store_url)
        note_bucket(arguments.data, settings.bucket)
        await serve(
            [
                (public_application(exchange), arguments.host, arguments.port),
                (
                    internal_application(exchange, InternalKeys(settings.data).accepts),
                    arguments.internal_host,
                    internal_port,
                ),
            ],
            ready=lambda ports: _say_ready(arguments, ports),
            stop=stop,
        )


def _end_with_stdin(stop: asyncio.Event) -> None:
    """A drill's exchange must not outlive the drill, even one that was killed: its end closes our stdin."""
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


def _log_to_stderr(*, verbose: bool) -> None:
    """Lines of JSON. What is logged is chosen where it happens: never an address, id, key or code."""
    import logging

    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if verbose else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _say_ready(arguments: argparse.Namespace, ports: list[int]) -> None:
    public, internal = ports
    print(
        f"exchange ready: http://{arguments.host}:{public} internal http://{arguments.internal_host}:{internal}",
        file=sys.stderr,
        flush=True,
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _range(text: str) -> tuple[int, int]:
    low, dash, high = text.partition("-")
    try:
        return int(low), int(high if dash else low)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no range such as 100-300") from error
