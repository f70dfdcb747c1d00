"""The office's people before their real pages: a device and a team get what a load needs."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from bluezone.joining.portal.demo_logins import LOGINS_FILE
from drills.machines.calling import SERVICE_NAMES, behind_the_proxy
from drills.machines.desk import a_door_and_a_team
from tests.support.exchange.exchanges import NOON_MS
from tests.support.portal.served_portal import demo_portal, served_portal

ORIGIN = f"https://{SERVICE_NAMES['portal']}"


@pytest.mark.slow
def test_a_device_and_a_team_can_send_with_what_the_office_hands_out(tmp_path: Path) -> None:
    data, heard = demo_portal(tmp_path / "portal"), []
    logins = (data / LOGINS_FILE).read_text("utf-8")

    with served_portal(data, "--origin", ORIGIN, heard=heard) as running:
        port = int(re.findall(r"\d+", running.origin)[-1])
        device, team = a_door_and_a_team(logins, port)
        with httpx.Client(transport=behind_the_proxy(port), base_url=ORIGIN) as sender:
            parcel = {"v": 1, "clock_ms": NOON_MS, "rows": []}
            door = sender.post("/door/sync", json=parcel, headers={"authorization": f"Bearer {device}"})
            counted = sender.post("/field/entries", json=[], headers={"authorization": f"Bearer {team}"})

    assert (200, []) == (door.status_code, door.json()["kept"])
    assert (200, {"added": 0, "known": 0}) == (counted.status_code, counted.json())
