"""What the operating system around a phone withholds without a word of the radio's, who made the phone, which start of
the machine this is, and on which screen its owner is told: on Android only the application around the engine knows."""

from __future__ import annotations

from pathlib import Path

from bluezone.citizen.condition import Trouble
from bluezone.citizen.makers import MadeBy
from bluezone.citizen.phone import Boot, Platform
from bluezone.device.notifying import Notifier
from bluezone.device.notifying.android import AndroidNotifier
from bluezone.joining.device.desktop import find_desktop
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Radio
from bluezone.radio.pipe import Withheld

BOOT_MARK = Path("/proc/sys/kernel/random/boot_id")
"""Drawn by the kernel at each start (random(4))."""
_TROUBLES = {
    Withheld.PERMISSION: Trouble.NOT_PERMITTED,
    Withheld.LOCATION: Trouble.LOCATION_OFF,
    Withheld.BACKGROUND: Trouble.BACKGROUND,
    Withheld.SAVER: Trouble.BATTERY_SAVER,
}


def platform_of(radio: Radio) -> Platform:
    """What is withheld at each look. Other systems than Android say it when they refuse."""
    if not isinstance(radio, AndroidRadio):
        return frozenset
    return lambda: frozenset(_TROUBLES[one] for one in radio.withheld)


def made_by(radio: Radio) -> MadeBy:
    """The maker of this phone, where its system says so. It goes to the owner's page and nowhere else."""
    if not isinstance(radio, AndroidRadio):
        return tuple
    return lambda: radio.made_by


def boot_of(radio: Radio, mark: Path = BOOT_MARK) -> Boot:
    """The mark of this start of the machine: on Android how many there were, on Linux what the kernel drew. It stays in
    the store."""
    if isinstance(radio, AndroidRadio):
        return lambda: radio.boot
    drawn = _drawn(mark)
    return lambda: drawn


def _drawn(mark: Path) -> str:
    try:
        return mark.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def screen_of(radio: Radio) -> Notifier | None:
    """Finds the screen for notices: behind Android's pipe the phone's own, elsewhere the desktop's, if there is one."""
    return AndroidNotifier(radio.pipe) if isinstance(radio, AndroidRadio) else find_desktop()
