"""The first process beside a machine that is a process, in namespaces of their own: lays the cable between them, starts
the machine, and leads what calls at sockets of the world outside to it, and nothing the other way.

`python -m drills.machines.forwarding CABLE ADDRESS LEADS HANDS KERNEL [WORD …]`: a lead is FD:HOST:PORT, `HANDS` the
machine's own line.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys

_AT_ONCE = 65_536


def main(cable: str, address: str, leads: str, hands: str, *kernel: str) -> int:
    """How the machine ended."""
    for words in (f"tuntap add mode tap name {cable}", f"address add {address} dev {cable}", f"link set {cable} up"):
        subprocess.run(["ip", *words.split()], check=True)
    return asyncio.run(_beside(leads, int(hands), kernel))


async def _beside(leads: str, hands: int, kernel: tuple[str, ...]) -> int:
    machine = await asyncio.create_subprocess_exec(*kernel, pass_fds=[hands])
    os.close(hands)  # who listens at its other end is to hear it when the machine is gone
    for lead in leads.split(",") if leads else ():
        fd, host, port = lead.split(":")
        await lead_to(host, int(port), socket.socket(fileno=int(fd)))
    return await machine.wait()


async def lead_to(host: str, port: int, listening: socket.socket) -> asyncio.Server:
    """Whoever calls at the socket speaks to that port; where nobody is there, the call ends."""

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(OSError):
            its_reader, its_writer = await asyncio.open_connection(host, port)
            with contextlib.closing(its_writer):
                await asyncio.gather(_flows(reader, its_writer), _flows(its_reader, writer))

    return await asyncio.start_server(called, sock=listening)


async def _flows(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until its end or a break: then it goes no further, and who reads there hears that."""
    with contextlib.suppress(OSError):
        while some := await reader.read(_AT_ONCE):
            writer.write(some)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
