"""The exchange that benches measure: the real one, in a process of its own, told how to answer by arguments."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import uvloop

from bluezone.doors import Bounds, with_room
from bluezone.exchange import Exchange, ExchangeSettings
from bluezone.exchange.challenges import Challenges
from bluezone.exchange.listeners import Listener, public_answerer, serve
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import steady_clock, system_clock
from bluezone.joining.exchange.initialising import ROOT_STAYS_HERE, initialise
from bluezone.joining.garbage import look_through_what_answers_leave

CHALLENGE_KEY = b"known to the bench beforehand...."[:32]
"""So that the bench can do the proofs of work before it measures the service."""

ALL_FROM_HERE = Bounds(connections=8_192, of_one_address=8_192)
"""Every phone of a bench has one address."""


@dataclass(frozen=True, slots=True)
class Service:
    """The address of the measured exchange, and how durable its store says it is."""

    public: tuple[str, int]
    synchronous: str
    process_id: int

    @property
    def cpu_s(self) -> float:
        """How many seconds of processor its process has taken so far, with all its threads."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def new_exchange(data: Path) -> None:
    """Makes the keys of an exchange, and says where its root key lies, as the service does."""
    if initialise(data, system_clock):
        print(ROOT_STAYS_HERE, file=sys.stderr)


@contextmanager
def measured_exchange(
    data: Path, store_url: str | None, delay_ms: tuple[int, int], *, guarded: bool = False
) -> Iterator[Service]:
    """Runs the exchange until the block ends. Unless `guarded`, no number of wrong codes makes guessing dearer."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve, args=(theirs, settings_of(data, store_url, delay_ms, guarded=guarded)), daemon=True
    )
    process.start()
    theirs.close()
    try:
        port, synchronous = ours.recv()
        yield Service(("127.0.0.1", port), synchronous, process.pid or 0)
    finally:
        with contextlib.suppress(OSError):
            ours.send("stop")
        process.join(30)
        ours.close()


def free_challenges(data: Path) -> Challenges:
    """Makes challenges as the measured exchange does, for guessers who never have to work."""

    class Free(Challenges):
        def short_bits(self, network: str, now_s: int) -> int:
            return 0

    return Free(settings_of(data, None), entropy, CHALLENGE_KEY)


def settings_of(
    data: Path, store_url: str | None, delay_ms: tuple[int, int] = (0, 0), *, guarded: bool = False
) -> ExchangeSettings:
    """The settings of both the measured exchange and whoever prepares its data."""
    if guarded:
        return ExchangeSettings(data=data, store_url=store_url, answer_delay_ms=delay_ms)
    return ExchangeSettings(
        data=data,
        store_url=store_url,
        answer_delay_ms=delay_ms,
        failures_per_prefix=1 << 40,
        failures_everywhere=1 << 40,
        guesses_per_prefix=1 << 40,
        guesses_everywhere=1 << 40,
    )


def _serve(pipe: Connection, settings: ExchangeSettings) -> None:
    sys.setswitchinterval(0.001)  # as `exchange serve` does
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        with_room(runner.run, _serve_until_told(pipe, settings))


async def _serve_until_told(pipe: Connection, settings: ExchangeSettings) -> None:
    class Measured(Challenges):
        def due_bits(self, issued_bits: int, network: str, now_s: int) -> int:
            """What guessers were given for nothing stays so: they count as if they had worked."""
            return super().due_bits(issued_bits, network, now_s) if issued_bits else 0

    challenges = Measured(settings, entropy, CHALLENGE_KEY)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_reader(pipe.fileno(), stop.set)
    async with Exchange(
        settings, clock=system_clock, entropy=entropy, steady=steady_clock, challenges=challenges
    ) as exchange:
        look_through_what_answers_leave()  # as `exchange serve` does
        await serve(
            [Listener(public_answerer(exchange), "127.0.0.1", 0, ALL_FROM_HERE)],
            ready=lambda ports: pipe.send((ports[0], exchange.store.synchronous)),
            stop=stop,
        )
