"""The machine as qemu's: its processor is emulated, so its kernel is the one that Debian ships, with two processors.

KVM is not asked for: a drill runs wherever qemu does.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

from bluezone.joining.ports import LOOPBACK
from drills.machines.debian import NotRunError
from drills.machines.wiring import Wiring

_STARTS_S = 60.0
_DEVICES = (
    *("-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "Nehalem", "-smp", "2", "-m", "2048"),
    *("-nographic", "-monitor", "none", "-no-reboot"),
)
_KERNEL_LINE = (
    "root=/dev/vda rw console=ttyS0 quiet loglevel=4 mitigations=off no_timer_check panic=-1"
    " hands=/dev/virtio-ports/hands"
)
"""`no_timer_check`: beside others that work the emulated timer may be late, which the kernel takes for a fault."""


def begun(wiring: Wiring) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """qemu, and the line to who sits before the machine. Raises NotRunError."""
    hands = wiring.folder / "hands"
    hands.unlink(missing_ok=True)
    command = [*_box(wiring), *_lines(hands, wiring.ports)]
    command += [] if wiring.now is None else ["-rtc", f"base={wiring.now:%Y-%m-%dT%H:%M:%S},clock=host"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return process, _called(hands, process)


def _box(wiring: Wiring) -> list[str]:
    """The machine with what is put into it."""
    disk = wiring.disk
    command = ["qemu-system-x86_64", *_DEVICES, "-kernel", str(disk.kernel), "-initrd", str(disk.initrd)]
    command += ["-append", _KERNEL_LINE, "-serial", f"file:{wiring.console}"]
    command += ["-drive", f"file={disk.image},format=raw,if=virtio,cache=directsync"]
    for one in wiring.sticks:
        command += ["-drive", f"file={one},format=raw,if=virtio,readonly=on"]
    return command


def _lines(hands: Path, ports: dict[int, int]) -> list[str]:
    """What leads to it: its ports from here, and the line of whoever sits before it."""
    forwarded = "".join(f",hostfwd=tcp:{LOOPBACK}:{ours}-:{its}" for its, ours in ports.items())
    network = ["-netdev", f"user,id=n,restrict=on{forwarded}", "-device", "virtio-net-pci,netdev=n,romfile="]
    keyboard = ["-chardev", f"socket,id=h,path={hands},server=on,wait=off", "-device", "virtio-serial-pci"]
    return [*network, *keyboard, "-device", "virtserialport,chardev=h,name=hands"]


def _called(line: Path, process: subprocess.Popen[bytes]) -> socket.socket:
    """The line to its shell, which nobody holds yet at the other end."""
    ends = time.monotonic() + _STARTS_S
    hands = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    while process.poll() is None and time.monotonic() < ends:
        with contextlib.suppress(OSError):
            hands.connect(os.fspath(line))
            return hands
        time.sleep(0.1)
    process.kill()
    raise NotRunError(f"qemu does not run: {process.wait()}")
