"""A machine that runs: switched on, spoken to by whoever sits before it, called from outside, and its power cut. It
reaches nobody; what is called from here are ports of this machine's loopback alone. What it is made of, the disk says:
a kernel that is a process here (`usermode.py`), or a processor that is emulated (`emulated.py`).

Its disk is written through: what it was told is on its disk lies on ours when its power fails, and nothing else does.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bluezone.joining.ports import chosen_port
from drills.machines import emulated, usermode
from drills.machines.debian import Box, Disk
from drills.machines.wiring import Wiring

PATIENCE_S = 600.0
"""A machine beside others that work."""
_GONE_S = 10.0
_PIECE_BYTES = 1_500
_SAID = "/run/said"
"""Within the machine, in memory."""


class StuckError(Exception):
    """What a machine did not do."""


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said on both lines."""

    status: int
    text: str


@dataclass
class Machine:
    """One that is switched on."""

    process: subprocess.Popen[bytes]
    ports: dict[int, int]
    """Of this machine, by its own."""
    console: Path
    _hands: socket.socket
    _heard: bytearray = field(default_factory=bytearray)

    def wait_for_hands(self) -> None:
        """Until somebody sits before it. Raises StuckError where it does not come up."""
        self._line_with(b"at-hand", time.monotonic() + PATIENCE_S, "it does not come up")

    def types(self, command: str, patience_s: float = PATIENCE_S) -> Said:
        """Has root's shell do one command, as typed: what it changes of the shell (`cd`) holds for the next. Raises
        StuckError where it does not end."""
        mark = secrets.token_hex(8)
        told = f"{{ {command}\n}} </dev/null >{_SAID} 2>&1; "
        told += f'echo "{mark} $? $(base64 --wrap=0 {_SAID})"\n'
        self._hands.sendall(told.encode())
        line = self._line_with(mark.encode(), time.monotonic() + patience_s, command)
        _, status, *said = line.split()
        return Said(int(status), base64.b64decode(b"".join(said)).decode("utf-8", "replace"))

    def does(self, command: str, patience_s: float = PATIENCE_S) -> str:
        """The same for what must succeed; what it said."""
        said = self.types(command, patience_s)
        if said.status != 0:
            raise StuckError(f"{command}: {said.status}: {said.text[-600:].strip()}")
        return said.text

    def is_given(self, content: bytes, path: str) -> None:
        """Puts a file there, in pieces: a terminal's line holds 4,096 signs, and what is more is lost."""
        self.does(f": > {path}")
        for at in range(0, len(content), _PIECE_BYTES):
            piece = base64.b64encode(content[at : at + _PIECE_BYTES]).decode()
            self.does(f"echo {piece} | base64 -d >> {path}")

    def lose_power(self) -> None:
        """SIGKILL: nothing in it is asked, told or flushed."""
        _cut(self.process, self._hands)

    def switch_off(self) -> None:
        """As somebody does who leaves. Raises StuckError where it stays on."""
        self._hands.sendall(b"systemctl poweroff\n")
        try:
            self.process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired as error:
            raise StuckError("systemctl poweroff: it stays on") from error
        finally:
            self._hands.close()

    def _line_with(self, mark: bytes, until: float, command: str) -> bytes:
        while True:
            while (end := self._heard.find(b"\n")) >= 0:
                line = bytes(self._heard[:end])
                del self._heard[: end + 1]
                if line.startswith(mark):
                    return line
            self._hands.settimeout(max(0.1, until - time.monotonic()))
            try:
                some = self._hands.recv(65_536)
            except OSError as error:
                raise StuckError(f"{command}: no end. {told_at_the_end(self.console)}") from error
            if not some:
                raise StuckError(f"{command}: the machine went off. {told_at_the_end(self.console)}")
            self._heard += some


@contextlib.contextmanager
def switched_on(
    disk: Disk,
    folder: Path,
    *,
    sticks: tuple[Path, ...] = (),
    ports: tuple[int, ...] = (),
    now: dt.datetime | None = None,
) -> Iterator[Machine]:
    """The machine for the length of a block, with these sticks in it, read-only, and these of its ports to be called;
    by the hardware's clock it is `now`, where that is told. Its shell answers. Raises StuckError."""
    wiring = Wiring(disk, folder, sticks, {port: chosen_port(0) for port in ports}, now)
    process, hands = _BOXES[disk.box](wiring)
    try:
        machine = Machine(process, wiring.ports, wiring.console, hands)
        machine.wait_for_hands()
        yield machine
    finally:
        _cut(process, hands)


_BOXES: dict[Box, Callable[[Wiring], tuple[subprocess.Popen[bytes], socket.socket]]] = {
    "uml": usermode.begun,
    "qemu": emulated.begun,
}


def _cut(process: subprocess.Popen[bytes], hands: socket.socket) -> None:
    """SIGKILL, and until nothing of it is left: its line has no other end any more. Raises StuckError."""
    process.kill()
    process.wait()
    if hands.fileno() < 0:
        return
    hands.settimeout(_GONE_S)
    try:
        while hands.recv(65_536):
            pass
    except TimeoutError as error:
        raise StuckError("something of the machine goes on without power") from error
    except OSError:  # reset: what was on its way to the shell is lost
        pass
    finally:
        hands.close()


def told_at_the_end(console: Path) -> str:
    """The last lines of its console."""
    text = console.read_text("utf-8", "replace") if console.exists() else ""
    return " / ".join(text.splitlines()[-6:])
