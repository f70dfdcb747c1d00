"""The machine as a process: a Linux kernel that was built to run as one (User Mode Linux), with page cache, file system
and block layer of its own, at nearly this machine's speed. One processor; its programs are this machine's own kind.

It lives in namespaces of its own, of processes and of network: when the first process there is killed, the kernel kills
all of them, and what is wired there is wired nowhere else. Ports lead in by `forwarding.py`.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import ExitStack

from bluezone.joining.ports import LOOPBACK
from drills.machines.wiring import Wiring
from drills.surroundings import ROOT

_APART = ("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
_KERNEL = (
    "linux.uml",
    "mem=2048M",
    "root=/dev/ubda",
    "rw",
    "quiet",
    "loglevel=4",
    "lsm=yama,apparmor",
    "con=null",
    "ssl=null",
)
_CABLE = "cable"
"""The name of the network's one end; the other is the machine's."""
_ITS_ADDRESS, _OUR_ADDRESS = "10.0.2.15", "10.0.2.2/24"


def begun(wiring: Wiring) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """The kernel's process, and the line to who sits before the machine."""
    ours, its = socket.socketpair()
    with ExitStack() as closing, wiring.console.open("wb") as console:
        closing.enter_context(its)
        listening = {port: closing.enter_context(_listening(at)) for port, at in wiring.ports.items()}
        command = [*_APART, *_led_in(listening), str(its.fileno()), *_box(wiring, its.fileno())]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=console, cwd=ROOT,
            pass_fds=[its.fileno(), *(one.fileno() for one in listening.values())],
        )  # fmt: skip
    return process, ours


def _listening(port: int) -> socket.socket:
    """Made here, so that it stays of this machine wherever it is served."""
    return socket.create_server((LOOPBACK, port))


def _led_in(listening: dict[int, socket.socket]) -> list[str]:
    leads = [f"{one.fileno()}:{_ITS_ADDRESS}:{port}" for port, one in listening.items()]
    return [sys.executable, "-m", "drills.machines.forwarding", _CABLE, _OUR_ADDRESS, ",".join(leads)]


def _box(wiring: Wiring, hands: int) -> list[str]:
    """The kernel with what is put into it. `s`: no write to the disk is called done before this machine has it."""
    command = [*_KERNEL, f"uml_dir={wiring.folder}", f"ubd0s={wiring.disk.image}"]
    command += [f"ubd{at}r={one}" for at, one in enumerate(wiring.sticks, start=1)]
    command += ["con0=null,fd:1", f"ssl0=fd:{hands},fd:{hands}", "hands=/dev/ttyS0"]
    command += [f"vec0:transport=tap,ifname={_CABLE},depth=64"]
    return command + ([] if wiring.now is None else [f"systemd.clock_usec={int(wiring.now.timestamp() * 1_000_000)}"])
