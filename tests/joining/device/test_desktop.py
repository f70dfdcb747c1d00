"""On which desktop a phone finds itself."""

from __future__ import annotations

import socket
from pathlib import Path

from bluezone.joining.device.desktop import find_desktop


def test_without_a_session_there_is_none(tmp_path: Path) -> None:
    assert None is find_desktop({})
    assert None is find_desktop({"XDG_RUNTIME_DIR": str(tmp_path)})


def test_a_session_that_names_its_bus_has_one() -> None:
    found = find_desktop({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"})

    assert found is not None
    assert "desktop" == found.way


def test_a_service_of_a_user_finds_the_users_bus(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))

        assert find_desktop({"XDG_RUNTIME_DIR": str(tmp_path)}) is not None
