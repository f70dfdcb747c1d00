"""Which adapters this machine has, by bluetoothd's word, and the one that a radio uses."""

from __future__ import annotations

from dbus_fast import Variant

from bluezone.radio.bluetoothd import Bluetoothd, Objects
from bluezone.radio.device_objects import Properties
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason

ADAPTER = "org.bluez.Adapter1"
ADVERTISING = "org.bluez.LEAdvertisingManager1"

_Adapters = dict[str, dict[str, Variant]]


class Adapters:
    """The adapters, kept up with what bluetoothd tells."""

    def __init__(self, daemon: Bluetoothd, wanted: str) -> None:
        """`wanted` is the name of one, as hci0; empty for whichever there is."""
        self._daemon, self._wanted = daemon, wanted
        self._known: _Adapters | None = None
        """By path; None where that has to be asked."""
        self._is_news = False
        self.chosen = ""
        """The path of the one in use; it stays while it is there."""

    async def choose(self) -> str:
        """The path of one that is there and on. Raises RadioUnavailableError where there is none."""
        known = await self._all()
        named = [path for path in sorted(known) if self._wanted in ("", path.rpartition("/")[2])]
        if not named:
            said = f"there is no Bluetooth adapter {self._wanted}".rstrip()
            raise RadioUnavailableError(UnavailableReason.NO_ADAPTER, said)
        self.chosen = self.chosen if self.chosen in named else named[0]
        if not is_true(known[self.chosen], "Powered"):
            raise _off(known[self.chosen])
        return self.chosen

    def forget(self) -> None:
        """Has all of it asked again."""
        self._known, self._is_news = None, True

    def changed(self, path: str, changed: Properties) -> bool:
        """Takes what bluetoothd tells of one; whether the one in use was switched on or off by it."""
        self._is_news = True
        if self._known is None or path not in self._known:
            return False
        was_on = is_true(self._known[path], "Powered")
        self._known[path].update(changed)
        return path == self.chosen and was_on != is_true(self._known[path], "Powered")

    async def _all(self) -> _Adapters:
        """What an answer says is old once bluetoothd has told something else behind it: then it is asked again."""
        while self._known is None:
            self._is_news = False
            found = _able(await self._daemon.objects())
            self._known = None if self._is_news else found
        return self._known


def is_true(properties: Properties, name: str) -> bool:
    return name in properties and properties[name].value is True


def _able(objects: Objects) -> _Adapters:
    """Adapters that can advertise; an adapter of before Bluetooth 4.0 cannot."""
    return {path: found[ADAPTER] for path, found in objects.items() if ADAPTER in found and ADVERTISING in found}


def _off(adapter: Properties) -> RadioUnavailableError:
    """Why it is off: bluetoothd tells the kernel's block (rfkill) apart since BlueZ 5.66."""
    if "PowerState" in adapter and adapter["PowerState"].value == "off-blocked":
        said = "Bluetooth is off: a switch of this machine blocks it (rfkill)"
        return RadioUnavailableError(UnavailableReason.BLOCKED, said)
    return RadioUnavailableError(UnavailableReason.POWERED_OFF, "Bluetooth is off")
