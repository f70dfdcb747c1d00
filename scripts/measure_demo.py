"""How soon ten phones of one demo answer, while it plays and after: `python -m scripts.measure_demo`.

Every phone's home is asked for in turn, as ten open windows do. Figures depend on the machine and on who else uses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx

from tests.support.simulation.traces import together, trace_of, write_csv

PHONES = 10
TRACE = trace_of(*(together(1, other, 20 + other, day=other % 3) for other in range(2, PHONES + 1)))
_PAUSE_S = 0.1
_PATIENCE_S = 120


@dataclass(slots=True)
class Answers:
    """How long each home took to arrive, phone by phone."""

    playing_ms: dict[str, list[float]] = field(default_factory=dict)
    """While the story went on."""
    after_ms: dict[str, list[float]] = field(default_factory=dict)


async def ask_ten(folder: Path, *, rounds_after: int = 20) -> Answers:
    """Plays a demo of ten phones to its end and asks for their homes all the while."""
    answers = Answers()
    async with _a_demo(folder) as demo:
        address = await _address(demo)
        async with contextlib.AsyncExitStack() as windows, asyncio.TaskGroup() as waiting:
            told = waiting.create_task(_until_told(demo))
            homes = [await windows.enter_async_context(_window(address, home)) for home in await _homes(address)]
            while not told.done():
                await _ask_each(homes, answers.playing_ms)
            for _ in range(rounds_after):
                await _ask_each(homes, answers.after_ms)
    return answers


@contextlib.asynccontextmanager
async def _a_demo(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    trace = write_csv(folder / "ten.csv", TRACE)
    arguments: tuple[str, ...] = ("-m", "bluezone.cli", "demo", "--trace", str(trace), "--first-case", "1", "--json")
    arguments += ("--port", "0", "--portal-port", "0")
    pipe, devnull = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    demo = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=devnull, stderr=pipe)
    try:
        yield demo
    finally:
        with contextlib.suppress(ProcessLookupError):
            demo.terminate()
        await demo.communicate()


async def _address(demo: asyncio.subprocess.Process) -> str:
    return (await _line_with(demo, "http://")).split()[-1]


async def _until_told(demo: asyncio.subprocess.Process) -> None:
    await _line_with(demo, "Press Ctrl-C")


async def _line_with(demo: asyncio.subprocess.Process, text: str) -> str:
    assert demo.stderr is not None
    while line := (await asyncio.wait_for(demo.stderr.readline(), _PATIENCE_S)).decode():
        if text in line:
            return line
    raise RuntimeError(f"the demo ended without saying {text}")


async def _homes(address: str) -> list[str]:
    """The overview hands out every phone's address with its key."""
    async with httpx.AsyncClient(timeout=_PATIENCE_S) as browser:
        overview = (await browser.get(address)).text
    return [unescape(home) for home in re.findall(r'href="(/p/[^"]+)"', overview)]


@contextlib.asynccontextmanager
async def _window(address: str, home: str) -> AsyncIterator[tuple[str, httpx.AsyncClient]]:
    """A browser in which one phone's pages are open."""
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE_S) as browser:
        await browser.get(home)
        yield home.partition("?")[0], browser


async def _ask_each(homes: list[tuple[str, httpx.AsyncClient]], taken_ms: dict[str, list[float]]) -> None:
    for home, browser in homes:
        began = time.monotonic()
        (await browser.get(f"{home}now/home")).raise_for_status()
        taken_ms.setdefault(home, []).append(1_000 * (time.monotonic() - began))
    await asyncio.sleep(_PAUSE_S)


def _said(name: str, taken_ms: dict[str, list[float]]) -> str:
    every = sorted(one for phone in taken_ms.values() for one in phone)
    late = every[int(0.95 * (len(every) - 1))]
    middle = statistics.median(every)
    return f"{name}: {len(every)} answers, median {middle:.1f} ms, 95 % {late:.1f} ms, worst {every[-1]:.1f} ms\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        found = asyncio.run(ask_ten(Path(scratch)))
    sys.stdout.write(_said("while the story plays", found.playing_ms) + _said("afterwards", found.after_ms))
    sys.stdout.write(f"load average {os.getloadavg()[0]:.1f}\n")
