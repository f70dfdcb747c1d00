"""Both ends of a pipe between an engine and an application, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bluezone.radio.pipe import MAX_LINE_BYTES, Pipe
from tests.support.radio.stages import until


@dataclass(frozen=True, slots=True)
class Ends:
    """The engine's pipe, and what the application hears and says."""

    pipe: Pipe
    hears: asyncio.StreamReader
    says: asyncio.StreamWriter

    async def ended(self) -> None:
        """Waits until the engine has learnt that the application is gone."""
        await until(lambda: self.pipe.ended)


def yes_to(order: str, token: str, *words: str) -> str:
    """The line of an application that does whatever it is asked; its key store gives back what it is given."""
    answer = {"seal": "sealed", "unseal": "unsealed"}.get(order)
    return f"{answer} {token} {words[0]}\n" if answer else f"done {token}\n"


@contextlib.asynccontextmanager
async def joined() -> AsyncIterator[Ends]:
    """A pipe and its other end; both are closed afterwards."""
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours, limit=MAX_LINE_BYTES)
    hears, says = await asyncio.open_connection(sock=theirs)
    pipe = Pipe(reader, writer)
    try:
        yield Ends(pipe, hears, says)
    finally:
        await pipe.close()
        says.close()
