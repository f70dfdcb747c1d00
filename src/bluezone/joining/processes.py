"""Bluezone's own commands as processes beside this one, started as an operator would, and what they say on stderr."""

from __future__ import annotations

import asyncio
import re
import sys

from bluezone.joining.refusal import RefusedError

_COMMAND = (sys.executable, "-m", "bluezone.cli")


async def start(*arguments: str) -> asyncio.subprocess.Process:
    """Starts a service in a process group of its own; it reads our pipe and is read on stderr."""
    return await asyncio.create_subprocess_exec(
        *(*_COMMAND, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )


async def run(*arguments: str) -> tuple[int | None, str]:
    """Runs a command to its end; its exit status and what it said on stderr."""
    process = await asyncio.create_subprocess_exec(
        *(*_COMMAND, *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    return process.returncode, said.decode(errors="replace").strip()


async def ready_line(process: asyncio.subprocess.Process, ready: re.Pattern[str], name: str) -> re.Match[str]:
    """Reads until the service says that it is ready. Raises RefusedError with its last words if it ends instead."""
    last = ""
    assert process.stderr is not None
    async for line in process.stderr:
        last = line.decode(errors="replace").strip() or last
        if (said := ready.search(last)) is not None:
            return said
    raise RefusedError(f"the {name} did not start: {last or 'it said nothing'}")


async def drain(process: asyncio.subprocess.Process) -> None:
    """Reads a service's later lines, which are of no interest: a full pipe would stop it."""
    assert process.stderr is not None
    async for _ in process.stderr:
        pass
