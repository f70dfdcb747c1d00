"""The line to bluetoothd, over the system's bus: questions, answers, and what it tells by itself.

The line is made anew after every failure, since a bus and a daemon may be started anew while the phone lives. Who else
is on the bus may send us what looks like bluetoothd's: only what comes from the name's owner is taken.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Final

from dbus_fast import BusType, DBusFastError, Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus

from bluezone.radio.errors import RadioUnavailableError, RefusedByBluezError, UnavailableReason

PATIENCE_S: Final = 5.0
"""For one question. bluetoothd answers within a second, but where it has to wait for a peer."""
BLUEZ: Final = "org.bluez"
_BUS: Final = "org.freedesktop.DBus"
_BUS_PATH: Final = "/org/freedesktop/DBus"
_OBJECTS: Final = "org.freedesktop.DBus.ObjectManager"
_RULES: Final = (
    f"type='signal',sender='{_BUS}',path='{_BUS_PATH}',member='NameOwnerChanged',arg0='{BLUEZ}'",
    f"type='signal',sender='{BLUEZ}',interface='{_OBJECTS}',path='/'",
    f"type='signal',sender='{BLUEZ}',interface='org.freedesktop.DBus.Properties',path_namespace='/org/bluez'",
)
_NOBODY: Final = f"{_BUS}.Error.NameHasNoOwner"
_GONE: Final = frozenset({_NOBODY, f"{_BUS}.Error.ServiceUnknown", f"{_BUS}.Error.Disconnected"})
_FORBIDDEN: Final = frozenset({f"{_BUS}.Error.AccessDenied", f"{BLUEZ}.Error.NotAuthorized"})
_NO_ROOM: Final = f"{BLUEZ}.Error.NotPermitted"
"""What it says to one advertisement more than the controller takes."""

Objects = dict[str, dict[str, dict[str, Variant]]]
"""By path and interface, as an ObjectManager tells them."""


class Bluetoothd:
    """The daemon that owns this machine's Bluetooth."""

    def __init__(
        self,
        address: str | None,
        *,
        answer: Callable[[Message], Message],
        told: Callable[[Message], None],
        lost: Callable[[], None],
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`address` is the bus's, None for the system's own. `lost` is told when all that was asked for is undone: the
        line has broken, or another daemon has taken the name."""
        self._address, self._answer, self._told, self._lost = address, answer, told, lost
        self._patience_s = patience_s
        self._bus: MessageBus | None = None
        self._watching: asyncio.Task[None] | None = None
        self._owner = ""
        self._connecting = asyncio.Lock()

    async def ask(
        self, path: str, interface: str, member: str, signature: str = "", *body: Any, patience_s: float | None = None
    ) -> list[Any]:
        """bluetoothd's answer. Raises RefusedByBluezError for what it refuses, RadioUnavailableError without a bus."""
        never_start = MessageFlag.NO_AUTOSTART
        question = Message(
            BLUEZ, path, interface, member, signature=signature, body=list(body), flags=never_start
        )  # fmt: skip
        return await self._call(question, self._patience_s if patience_s is None else patience_s)

    async def objects(self) -> Objects:
        """All that it knows."""
        (objects,) = await self.ask("/", _OBJECTS, "GetManagedObjects")
        return dict(objects)

    async def close(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()
        if self._watching is not None:
            await self._watching

    async def _call(self, question: Message, patience_s: float) -> list[Any]:
        bus = await self._connected()
        try:
            async with asyncio.timeout(patience_s):
                answer = await bus.call(question)
        except TimeoutError as error:
            raise RefusedByBluezError(UnavailableReason.LOST, "", "bluetoothd does not answer") from error
        except (DBusFastError, OSError, EOFError) as error:
            raise _no_bus(error) from error
        if answer.message_type is MessageType.ERROR:
            raise _refused(answer.error_name or "", str(answer.body[0]) if answer.body else "")
        return list(answer.body)

    async def _connected(self) -> MessageBus:
        async with self._connecting:
            if self._bus is None or not self._bus.connected:
                await self.close()
                try:
                    async with asyncio.timeout(self._patience_s):
                        self._bus = await MessageBus(self._address, bus_type=BusType.SYSTEM).connect()
                        await self._begin(self._bus)
                except (DBusFastError, OSError, EOFError, TimeoutError) as error:
                    await self.close()
                    raise _no_bus(error) from error
            return self._bus

    async def _begin(self, bus: MessageBus) -> None:
        bus.add_message_handler(self._take)
        self._watching = asyncio.create_task(self._until_gone(bus))
        for rule in _RULES:
            await bus.call(_to_bus("AddMatch", rule))
        owner = await bus.call(_to_bus("GetNameOwner", BLUEZ))
        self._owner = str(owner.body[0]) if owner.message_type is MessageType.METHOD_RETURN else ""

    async def _until_gone(self, bus: MessageBus) -> None:
        with contextlib.suppress(DBusFastError, OSError, EOFError):
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # dbus-fast types it not
        self._owner = ""
        self._lost()

    def _take(self, message: Message) -> Message | bool | None:
        """Takes whatever arrives that is no answer to us; only from the bus itself and from bluetoothd."""
        if message.message_type is MessageType.METHOD_CALL:
            if message.sender == self._owner:
                return self._answer(message)
            return Message.new_error(message, f"{_BUS}.Error.AccessDenied", "only bluetoothd is answered here")
        if message.message_type is not MessageType.SIGNAL:
            return None
        match message.sender, message.member, message.body:
            case str(sender), "NameOwnerChanged", [str(name), str(), str(owner)] if (sender, name) == (_BUS, BLUEZ):
                self._owner = owner
                self._lost()
            case str(sender), _, _ if sender == self._owner:
                self._told(message)
        return None


def _to_bus(member: str, *words: str) -> Message:
    return Message(_BUS, _BUS_PATH, _BUS, member, signature="s" * len(words), body=list(words))


def _no_bus(error: BaseException) -> RadioUnavailableError:
    return RadioUnavailableError(UnavailableReason.NO_SERVICE, f"the system's bus (D-Bus) cannot be reached: {error}")


def _refused(name: str, text: str) -> RefusedByBluezError:
    """A line for the owner, and the name of the error for whoever goes on by it."""
    if name in _GONE:
        return RefusedByBluezError(UnavailableReason.NO_SERVICE, name, "bluetoothd is not running")
    if name in _FORBIDDEN:
        return RefusedByBluezError(UnavailableReason.FORBIDDEN, name, f"Bluetooth is not permitted here: {text}")
    if name == _NO_ROOM:
        said = f"no room on the air: other programs have all that the adapter sends: {text}"
        return RefusedByBluezError(UnavailableReason.CANNOT_SEND, name, said)
    return RefusedByBluezError(UnavailableReason.LOST, name, f"bluetoothd refuses: {text or name}")
