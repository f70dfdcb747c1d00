"""An exchange in its own process, with a clock that the drill moves: the authority of demos and replays.

Real HTTP, real signatures, real files on disk; only the time of day comes from a file that this process writes. Ends
only the process that it started.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import httpx
import msgspec

from bluezone.device.exchange_client import HttpExchange, MirroredExchange
from bluezone.joining.clocks import read_clock, write_clock
from bluezone.joining.processes import drain, ready_line, start
from bluezone.joining.refusal import RefusedError
from bluezone.protocol.config import Configuration
from bluezone.protocol.signature import Kind, VerifyingKey

START_S = 60.0
STOP_S = 10.0
_READY = re.compile(r"exchange ready: (\S+) internal (\S+)")
_ROOT_BYTES = 32


class DrillAuthority:
    """Holds the drill's clock, the desk's key, and the way of all phones to the exchange."""

    def __init__(self, folder: Path, public: str, internal: str, root: VerifyingKey) -> None:
        self.root = root
        self.public_url = public
        self.internal_url = internal
        self._clock_file = folder / "clock"
        key = (folder / "data" / "internal.key").read_text(encoding="ascii").strip()
        self._desk = httpx.AsyncClient(
            base_url=internal, headers={"authorization": f"Bearer {key}"}, trust_env=False, timeout=60.0
        )
        self._origin = HttpExchange(public)
        self.exchange = MirroredExchange(self._origin)

    async def move_clock(self, now_ms: int) -> None:
        write_clock(self._clock_file, now_ms)

    async def pass_time(self, ms: int) -> None:
        """Lets the drill's clock go on from where it stands."""
        write_clock(self._clock_file, read_clock(self._clock_file, default=0) + ms)

    async def publish(self) -> int:
        return len((await self._ask("/internal/v1/publish"))["published"])

    async def issue_code(self, onset: dt.date) -> str:
        wanted = {"level": "F0", "onset": onset.isoformat(), "form": "short", "count": 1}
        return str((await self._ask("/internal/v1/codes", wanted))[0]["code"])

    async def tell_first(self, told: Configuration) -> None:
        """Tells all phones this, unless something was told before: a drill that goes on says it once."""
        published = await self._answered(self._desk.get("/internal/v1/published"))
        sequences = [file["sequence"] for file in published["files"] if file["kind"] == Kind.CONFIG]
        if max(sequences, default=0) <= told.sequence:
            await self._ask("/internal/v1/configurations", msgspec.to_builtins(told))

    async def _ask(self, path: str, wanted: dict[str, object] | None = None) -> Any:
        return await self._answered(self._desk.post(path, json=wanted))

    async def _answered(self, asked: Awaitable[httpx.Response]) -> Any:
        try:
            answer = await asked
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise RefusedError("the exchange has gone; start again, and it goes on where it was") from error
        return answer.json()

    async def close(self) -> None:
        await self._desk.aclose()
        await self._origin.close()


@contextlib.asynccontextmanager
async def open_drill(folder: Path, now_ms: int) -> AsyncIterator[DrillAuthority]:
    """Runs an exchange in `folder` for as long as the block lasts. Raises RefusedError if it does not start."""
    write_clock(folder / "clock", now_ms)
    process = await start(
        *("exchange", "serve", "--data", str(folder / "data"), "--port", "0", "--clock", str(folder / "clock")),
        *("--answer-delay-ms", "0-5", "--end-with-stdin"),
    )
    listening: asyncio.Task[None] | None = None
    authority = None
    try:
        public, internal = await _addresses(process)
        listening = asyncio.create_task(drain(process))
        origin = HttpExchange(public)
        root = VerifyingKey(bytes(await origin.fetch("/v1/root", _ROOT_BYTES)))
        await origin.close()
        authority = DrillAuthority(folder, public, internal, root)
        yield authority
    finally:
        if authority is not None:
            await authority.close()
        await _stop(process)
        if listening is not None:
            await listening


async def _addresses(process: asyncio.subprocess.Process) -> tuple[str, str]:
    """Waits until an exchange says where it serves phones and where its authority. Raises RefusedError."""
    try:
        ready = await asyncio.wait_for(ready_line(process, _READY, "exchange"), START_S)
    except TimeoutError as error:
        raise RefusedError("the exchange did not start in time") from error
    return ready[1], ready[2]


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Asks the group that we started to end, and ends it if it does not listen."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_S)
