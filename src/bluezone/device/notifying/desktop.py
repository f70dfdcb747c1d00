"""Notices on a Linux desktop: the freedesktop Desktop Notifications Specification 1.2, over the session bus.

The bus is asked anew after every failure: a desktop begins and ends while the phone lives, and takes its daemon along.
"""

from __future__ import annotations

import asyncio
import contextlib
from html import escape
from typing import Any, Final

from dbus_fast import DBusFastError, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from bluezone.device.notifying.notice import Notice

PATIENCE_S = 5.0
"""For one question. A daemon that is started by being asked answers well within it."""
_NAME: Final = "org.freedesktop.Notifications"
_PATH: Final = "/org/freedesktop/Notifications"
_APPLICATION: Final = "Bluezone"
_NORMAL, _CRITICAL = 1, 2
_AS_THE_DESKTOP_DOES, _NEVER = -1, 0  # milliseconds until it goes by itself
_NEW = 0
_MARKUP: Final = "body-markup"


class DesktopNotifier:
    """The notification daemon of the desktop on which the phone was started."""

    def __init__(self, bus_address: str, *, icon: str = "", patience_s: float = PATIENCE_S) -> None:
        self._address, self._icon, self._patience_s = bus_address, icon, patience_s
        self._bus: MessageBus | None = None
        self._gone: asyncio.Task[None] | None = None
        self._shown: dict[str, int] = {}
        """The daemon's number of each notice, by name."""
        self._turn = asyncio.Lock()

    @property
    def way(self) -> str:
        return "desktop"

    async def is_there(self) -> bool:
        return await self._capabilities() is not None

    async def tell(self, notice: Notice) -> bool:
        able = await self._capabilities()
        if able is None:
            return False
        body = escape(notice.body, quote=False) if _MARKUP in able else notice.body
        arguments = [
            _APPLICATION,
            self._shown.get(notice.name, _NEW),
            self._icon,
            notice.title,
            body,
            [],
            {
                "urgency": Variant("y", _CRITICAL if notice.urgent else _NORMAL),
                "desktop-entry": Variant("s", "bluezone"),
            },
            _NEVER if notice.urgent else _AS_THE_DESKTOP_DOES,
        ]
        match await self._ask("Notify", "susssasa{sv}i", arguments):
            case [int(number)]:
                self._shown[notice.name] = number
                return True
        return False

    async def take_back(self, name: str) -> None:
        number = self._shown.pop(name, None)
        if number is not None:
            await self._ask("CloseNotification", "u", [number])

    async def close(self) -> None:
        async with self._turn:
            await self._hang_up()

    async def _capabilities(self) -> list[str] | None:
        """What the daemon can do; None where there is none."""
        match await self._ask("GetCapabilities"):
            case [list(able)]:
                return able
        return None

    async def _ask(self, what: str, signature: str = "", arguments: list[Any] | None = None) -> list[Any] | None:
        """The daemon's answer to one question; None where nobody answers, or only with an error."""
        question = Message(_NAME, _PATH, _NAME, what, signature=signature, body=arguments or [])
        async with self._turn:
            try:
                async with asyncio.timeout(self._patience_s):
                    answer = await (await self._connected()).call(question)
            except (DBusFastError, OSError, EOFError, TimeoutError):
                await self._hang_up()
                return None
        return None if answer.message_type is MessageType.ERROR else list(answer.body)

    async def _connected(self) -> MessageBus:
        if self._bus is None or not self._bus.connected:
            await self._hang_up()
            self._bus = await MessageBus(self._address).connect()
            self._gone = asyncio.create_task(_until_gone(self._bus))
        return self._bus

    async def _hang_up(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()
        if self._gone is not None:
            await self._gone


async def _until_gone(bus: MessageBus) -> None:
    """Waits until a line to the bus is closed, by us or by its end; what broke it is told by the next question."""
    with contextlib.suppress(DBusFastError, OSError, EOFError):
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # dbus-fast types it not
