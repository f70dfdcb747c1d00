"""A whole Linux desktop in little: an X server in memory, a session bus, and Debian's dunst, which takes notices."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

PROGRAMS = ("Xvfb", "dbus-daemon", "dunst")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
_ENDS_WITHIN_S = 120


@dataclass(frozen=True)
class RealDesktop:
    """Its environment, for whoever is started on it."""

    bus: str
    display: str

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display, "DBUS_SESSION_BUS_ADDRESS": self.bus}

    async def displayed(self) -> int:
        """How many notices stand on the screen, by dunst's own count."""
        dunst, path = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
        bus = await MessageBus(self.bus).connect()
        wanted = ["org.dunstproject.cmd0", "displayedLength"]
        question = Message(dunst, path, "org.freedesktop.DBus.Properties", "Get", signature="ss", body=wanted)
        answer = await bus.call(question)
        bus.disconnect()
        await bus.wait_for_disconnect()
        assert answer is not None
        assert answer.message_type is MessageType.METHOD_RETURN, answer.body
        return int(answer.body[0].value)


@contextlib.contextmanager
def a_real_desktop(folder: Path) -> Iterator[RealDesktop]:
    """A desktop of its own, which ends with the test."""
    with contextlib.ExitStack() as running:
        display = _first_line(running, ["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"])
        bus = _first_line(running, ["dbus-daemon", "--session", "--nofork", "--print-address=1"])
        desktop = RealDesktop(bus, f":{display}")
        running.enter_context(_started(["dunst", "-conf", "/dev/null"], folder, env=desktop.environment))
        yield desktop


def _first_line(running: contextlib.ExitStack, command: list[str]) -> str:
    process = running.enter_context(_started(command, None, stdout=subprocess.PIPE))
    assert process.stdout is not None
    line: bytes = process.stdout.readline()
    return line.decode().strip()


@contextlib.contextmanager
def _started(command: list[str], folder: Path | None, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=folder, **options) as process:  # type: ignore[call-overload] # as given above
        try:
            yield process
        finally:
            process.terminate()
            process.wait(_ENDS_WITHIN_S)
