"""The desktop on which this process was started, if it was started on one that takes notices."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from bluezone.device.notifying import Notifier


def find_desktop(environment: Mapping[str, str] = os.environ) -> Notifier | None:
    """Finds the session bus of whoever started this process; None where there is none, or nothing that speaks to it."""
    address = environment.get("DBUS_SESSION_BUS_ADDRESS") or _usual_address(environment.get("XDG_RUNTIME_DIR"))
    if not address:
        return None
    try:
        from bluezone.device.notifying.desktop import DesktopNotifier
    except ImportError:
        return None
    return DesktopNotifier(address, icon=str(files("bluezone.citizen").joinpath("static", "bluezone.svg")))


def _usual_address(runtime: str | None) -> str:
    """The bus that systemd keeps for a user, also for what it starts outside a session."""
    bus = Path(runtime or "", "bus")
    return f"unix:path={bus}" if runtime and bus.is_socket() else ""
