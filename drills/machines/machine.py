"""A machine that runs, emulated: switched on, spoken to by whoever sits before it, called from outside, and its power
cut. It reaches nobody (`restrict=on`); what is called from here are ports of this machine's loopback alone.

Its disk is written through (`cache=directsync`): what it was told is on its disk lies on ours when its power fails, and
nothing else does. KVM is not asked for: a drill runs wherever qemu does.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bluezone.joining.ports import LOOPBACK, chosen_port
from drills.machines.debian import Disk, NotRunError

PATIENCE_S = 600.0
"""An emulated machine beside others that work."""
_DEVICES = (
    *("-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "Nehalem", "-smp", "2", "-m", "2048"),
    *("-nographic", "-monitor", "none", "-no-reboot"),
)
_KERNEL_LINE = "root=/dev/vda rw console=ttyS0 quiet loglevel=4 mitigations=off panic=-1"

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
    """Of this machine, by those of the emulated one."""
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

    def lose_power(self) -> None:
        """SIGKILL: nothing in it is asked, told or flushed."""
        self.process.kill()
        self.process.wait()
        self._hands.close()

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
    chosen = {port: chosen_port(0) for port in ports}
    line, console = folder / "hands", folder / "console"
    line.unlink(missing_ok=True)
    command = [*_box(disk, console, sticks), *_lines(line, chosen)]
    command += [] if now is None else ["-rtc", f"base={now:%Y-%m-%dT%H:%M:%S},clock=host"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            machine = Machine(process, chosen, console, _hands(line, process))
            machine.wait_for_hands()
            yield machine
        finally:
            process.kill()


def _box(disk: Disk, console: Path, sticks: tuple[Path, ...]) -> list[str]:
    """The machine with what is put into it."""
    command = ["qemu-system-x86_64", *_DEVICES, "-kernel", str(disk.kernel), "-initrd", str(disk.initrd)]
    command += ["-append", _KERNEL_LINE, "-serial", f"file:{console}"]
    command += ["-drive", f"file={disk.image},format=raw,if=virtio,cache=directsync"]
    for one in sticks:
        command += ["-drive", f"file={one},format=raw,if=virtio,readonly=on"]
    return command


def _lines(hands: Path, ports: dict[int, int]) -> list[str]:
    """What leads to it: its ports from here, and the line of whoever sits before it."""
    forwarded = "".join(f",hostfwd=tcp:{LOOPBACK}:{ours}-:{its}" for its, ours in ports.items())
    network = ["-netdev", f"user,id=n,restrict=on{forwarded}", "-device", "virtio-net-pci,netdev=n,romfile="]
    keyboard = ["-chardev", f"socket,id=h,path={hands},server=on,wait=off", "-device", "virtio-serial-pci"]
    return [*network, *keyboard, "-device", "virtserialport,chardev=h,name=hands"]


def _hands(line: Path, process: subprocess.Popen[bytes]) -> socket.socket:
    """The line to its shell, which nobody holds yet at the other end."""
    ends = time.monotonic() + PATIENCE_S
    hands = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    while process.poll() is None and time.monotonic() < ends:
        with contextlib.suppress(OSError):
            hands.connect(os.fspath(line))
            return hands
        time.sleep(0.1)
    raise NotRunError(f"qemu does not run: {process.poll()}")


def told_at_the_end(console: Path) -> str:
    """The last lines of its console."""
    text = console.read_text("utf-8", "replace") if console.exists() else ""
    return " / ".join(text.splitlines()[-6:])
