"""Screens that take notices: a desktop's daemon behind a session bus of its own, an Android phone's behind the
application's own Java on imitated classes, and a browser with an open page.

The bus speaks D-Bus itself, byte by byte over a socket, so that what the phone says to a real one is what is tested.
Its answers are those that dunst gives; tests/scenario/test_told_by_real_screens.py asks the real one.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from dbus_fast import Message, MessageType
from dbus_fast._private.unmarshaller import Unmarshaller

from bluezone.citizen.open_pages import OpenPages
from bluezone.device.notifying.android import AndroidNotifier
from bluezone.device.notifying.desktop import DesktopNotifier
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Radio
from tests.support.radio.android import AndroidStage, Standing, look_at_screen
from tests.support.radio.stages import loop_clock, on_stage

_HEAD_BYTES = 16


@dataclass
class Desktop:
    """A session bus with a notification daemon, for as long as there is one."""

    address: str
    able: list[str] = field(default_factory=lambda: ["actions", "body", "icon-static"])
    has_daemon: bool = True
    rung: list[Message] = field(default_factory=list)
    standing: dict[int, str] = field(default_factory=dict)
    """Titles, by number."""
    lines: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    @property
    def titles(self) -> list[str]:
        return list(self.standing.values())

    async def is_lost(self) -> None:
        """Every line breaks, as when the session ends."""
        for line in self.lines.values():
            line.close()
        await asyncio.gather(*self.lines)
        self.lines.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = asyncio.current_task()
        assert serving is not None
        self.lines[serving] = writer
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readexactly(1)
            while (line := await reader.readline()) != b"BEGIN\r\n":
                writer.write(b"OK 0123456789abcdef0123456789abcdef\r\n" if line.startswith(b"AUTH ") else b"ERROR\r\n")
            while True:
                head = await reader.readexactly(_HEAD_BYTES)
                body, fields = int.from_bytes(head[4:8], "little"), int.from_bytes(head[12:16], "little")
                rest = await reader.readexactly(-(-fields // 8) * 8 + body)
                said = Unmarshaller(io.BytesIO(head + rest)).unmarshall()
                assert said is not None
                writer.write(bytes(self._answer(said)._marshall(negotiate_unix_fd=False)))
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def _answer(self, said: Message) -> Message:
        if said.member == "Hello":
            return Message.new_method_return(said, "s", [":1.1"])
        if not self.has_daemon:
            return Message.new_error(said, "org.freedesktop.DBus.Error.ServiceUnknown", "nobody takes notices")
        assert ("org.freedesktop.Notifications", "/org/freedesktop/Notifications") == (said.destination, said.path)
        match said.member, said.body:
            case "GetCapabilities", []:
                return Message.new_method_return(said, "as", [self.able])
            case "CloseNotification", [number]:
                self.standing.pop(number, None)
                return Message.new_method_return(said)
            case "Notify", [_, replaced, _, title, *_]:
                self.rung.append(said)
                number = replaced or len(self.rung)
                self.standing[number] = title
                return Message.new_method_return(said, "u", [number])
        return Message(
            message_type=MessageType.ERROR, reply_serial=said.serial, error_name="org.freedesktop.DBus.Error.Failed"
        )


@contextlib.asynccontextmanager
async def a_desktop(folder: Path, **screen: object) -> AsyncIterator[Desktop]:
    """A session bus in a folder, with a daemon that takes notices."""
    path = folder / "bus"
    desktop = Desktop(f"unix:path={path}", **screen)  # type: ignore[arg-type] # as its fields are
    server = await asyncio.start_unix_server(desktop.serve, path)
    try:
        yield desktop
    finally:
        await desktop.is_lost()
        server.close()


class DesktopScreen:
    """The contract's view of a desktop."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop, self.notifier = desktop, DesktopNotifier(desktop.address)

    async def looks(self) -> None:
        """A desktop shows by itself what it is told."""

    @property
    def titles(self) -> list[str]:
        return self.desktop.titles

    @property
    def times_rung(self) -> int:
        return len(self.desktop.rung)


class AndroidScreen:
    """The contract's view of a phone on which the application runs."""

    def __init__(self, stage: AndroidStage, radio: Radio, place_m: float = 0) -> None:
        self._stage, self._place_m = stage, place_m
        self._owner = stage.phones[-1]
        self.radio = radio
        self.notifier = AndroidNotifier(stage.pipes[-1])

    async def looks(self) -> None:
        """A phone shows by itself what it is told."""

    @property
    def standing(self) -> list[Standing]:
        return look_at_screen(self._stage.room, self._place_m)[1]

    @property
    def times_rung(self) -> int:
        return look_at_screen(self._stage.room, self._place_m)[0]

    @property
    def titles(self) -> list[str]:
        return [one.title for one in self.standing]

    def owner(self, act: str) -> None:
        """The owner, or the system, does something with this phone; all that is ordered later finds it done."""
        self._owner.write(f"{act}\n".encode())

    async def starts_anew(self) -> Radio:
        """The engine is gone, and another one talks with the same phone, by the radio returned."""
        pipe, self._owner = await self._stage.piped(f"again {self._stage.room} {self._place_m}")
        self.notifier = AndroidNotifier(pipe)
        return AndroidRadio(pipe, clock=loop_clock())


@contextlib.asynccontextmanager
async def an_android_screen() -> AsyncIterator[AndroidScreen]:
    """A phone of its own, with the application on it."""
    async with on_stage(AndroidStage, 0) as (stage, (radio,)):
        assert isinstance(stage, AndroidStage)
        yield AndroidScreen(stage, radio)


class BrowserScreen:
    """The contract's view of a browser, with a page that comes for its notices."""

    def __init__(self) -> None:
        self.notifier = OpenPages()
        self.times_rung = 0
        self._shown: list[str] = []

    async def looks(self) -> None:
        """The page asks, the browser shows, the page says so."""
        for notice in self.notifier.was_asked():
            self._shown.append(notice.title)
            self.times_rung += 1
            self.notifier.was_shown(notice.name)

    @property
    def titles(self) -> list[str]:
        return self._shown
