"""Whatever is killed in the middle — the browser, the portal, the network — each row that the page called written is
there once at the end, and none twice; at the only door, and at one of many, where rows rest for a while before they go.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.support.amounts import DOOR_KILLS, FULL
from tests.support.citizen.showcase import CHROMIUM
from tests.support.portal.door_browser import LONG_MS, DoorDevice, Keeper, kept_for_offline
from tests.support.portal.door_portal import killable_door_portal

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600 + 20 * DOOR_KILLS),
    pytest.mark.slow,
    pytest.mark.in_turn(of=2),
]
CROWD, REST_MS = 50, 2_000
"""Other devices of the second story, and what they are told to leave between two parcels: 25 of them may call in a
second (`portal/posts/pace.py`)."""
WHAT = ("network", "browser", "portal") if FULL else (*["network"] * 13, "browser", "portal")
"""What is killed in turn. A browser and a portal begin anew for seconds, so in every run it is mostly the network."""
_SEND = "window.dispatchEvent(new Event('online'))"


@pytest.mark.parametrize("others", [0, CROWD])
def test_each_row_that_the_page_called_written_is_there_once_whatever_is_killed(tmp_path, record_property, others):
    chance, kills = random.Random(DOOR_KILLS + others), DOOR_KILLS // 2
    said: list[str] = []
    with killable_door_portal(tmp_path, "Chợ Bị Giết") as portal, sync_playwright() as play:
        portal.stands_among("Chợ Đông Cửa", others)
        device = DoorDevice(play, tmp_path / "device")
        with device.on() as keeper:
            keeper.enrol(portal.link("Chợ Bị Giết"))
            keeper.begin()
            kept_for_offline(keeper.page)
            rest = keeper.told_rest_ms()
        done = 0
        while done < kills:
            with device.on() as keeper:
                keeper.opened(f"{portal.origin}/door/")
                keeper.sees("desk")
                is_on = True
                while is_on and done < kills:
                    written(keeper, said, 2 if FULL else 1)
                    keeper.page.evaluate(_SEND)
                    is_on = killed(WHAT[done % len(WHAT)], keeper, device, portal, chance)
                    done += 1
        with device.on() as keeper:
            keeper.opened(f"{portal.origin}/door/")
            keeper.all_arrived()
            came = int(keeper.page.locator("[data-in]").inner_text())
            left_here = keeper.kept()
        names = Counter(row["typed"].get("name", "") for row in portal.rows("Chợ Bị Giết"))
    record_property("counted kills of a door's browser, portal and network", done)

    assert (others > 0) == (rest >= REST_MS)
    assert [] == left_here
    assert [] == [name for name in said if names[name] != 1]
    assert {1} == set(names.values())
    assert came == names.total()
    assert [] == [name for name in set(names) - set(said) if not name.startswith("Lỡ Dở ")]


def written(keeper: Keeper, said: list[str], count: int) -> None:
    """Writes visitors, each noted once the page has called it written."""
    for _ in range(count):
        name = f"Khách Số {len(said)}"
        keeper.new_visitor(name)
        said.append(name)


def killed(what: str, keeper: Keeper, device: DoorDevice, portal, chance: random.Random) -> bool:
    """Kills something within a third of a second; says whether the browser still stands."""
    keeper.page.wait_for_timeout(chance.randrange(0, 300))
    if what == "network":
        keeper.page.context.set_offline(True)
        expect(keeper.page.locator("[data-line]")).not_to_have_attribute("data-state", "sending", timeout=LONG_MS)
        keeper.page.context.set_offline(False)
        return True
    if what == "portal":
        portal.kill()
        portal.start()
        return True
    keeper.page.click("[data-new]")
    keeper.page.fill("#name", f"Lỡ Dở {chance.randrange(10**6)}")
    keeper.page.evaluate("document.querySelector('[data-entry] [type=submit]').click()")
    device.kill()
    return False
