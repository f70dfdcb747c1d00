"""The page at a door in Firefox, as Debian has it: enrolled, a shift, visitors without a network, a code before the
camera, which Firefox reads by WebAssembly alone; then everything arrives once, and no name stands in its profile."""

from __future__ import annotations

import pytest

from bluezone.webui import has_parts
from tests.support.citizen.cameras import a_camera_before
from tests.support.clear_words import words_in
from tests.support.portal.door_browser import KEPT_IN_FULL
from tests.support.portal.door_office import PIN
from tests.support.portal.door_portal import door_portal
from tests.support.webui.firefox import FIREFOX, Firefox, a_firefox, kept_by_pages

pytestmark = [
    pytest.mark.breadth,
    pytest.mark.skipif(FIREFOX is None, reason="there is no firefox-esr on this machine"),
    pytest.mark.skipif(not has_parts(), reason="scripts/page_parts has brought no reader of codes"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
]
NAME, VISIT = "Lò Thị Kín Đáo", "BZT1:Kx9_qThe-Khach-1"
LABEL = "Máy ở cổng"
OPENED_AGAIN = "return !window.isOfBefore && document.querySelector('[data-inside]').textContent === '2'"
WROTE = "return document.querySelector('[data-last-said]').textContent.includes(arguments[0])"
LINE = "return document.querySelector('[data-line]').dataset.state === arguments[0]"
HAS_READER = """return Promise.all([...document.scripts].filter(one => one.dataset.wasm)
  .flatMap(one => [one.dataset.wasm, one.dataset.worker]).map(one => caches.match(one)))
  .then(kept => kept.every(Boolean) && navigator.serviceWorker.controller !== null)"""


def test_a_shift_in_firefox_without_a_network_arrives_once_and_names_stand_nowhere(tmp_path):
    with door_portal(tmp_path / "portal", "Cáo Lửa") as portal:
        with a_firefox(tmp_path / "device") as keeper:
            begins_a_shift(keeper, portal.link("Cáo Lửa"))
            keeper.waits(HAS_READER)
            keeper.has_network(has=False)
            writes(keeper, NAME)
            keeper.says(a_camera_before(VISIT))
            keeper.clicks("[data-scan]")
            keeper.waits(WROTE, "Khách có ứng dụng")
            keeper.waits(LINE, "offline")
            kept = keeper.says(f"return ({KEPT_IN_FULL})()")
            keeper.says("window.isOfBefore = true; location.reload()")
            keeper.waits(OPENED_AGAIN)
            names = keeper.says("return document.body.innerText.includes(arguments[0])", NAME)
            keeper.has_network(has=True)
            keeper.waits(LINE, "sent")
        rows = portal.rows("Cáo Lửa")

    assert (2, False) == (len(kept), names)
    assert [NAME, None] == [row["typed"].get("name") for row in rows]
    assert [None, VISIT[5:]] == [row["typed"].get("token") for row in rows]
    files = [path.read_bytes() for path in (tmp_path / "device").rglob("*") if path.is_file()]
    files += kept_by_pages(tmp_path / "device")
    assert [] == words_in([NAME], files)
    assert [LABEL] == words_in([LABEL], files)  # it would be found


def begins_a_shift(keeper: Firefox, link: str) -> None:
    keeper.opens(link)
    keeper.types("#label", LABEL)
    keeper.clicks("[data-enrolling] [type=submit]")
    keeper.clicks("[data-keepers] label")
    keeper.types("#pin", PIN)
    keeper.clicks("[data-shifting] [type=submit]")
    keeper.sees("[data-view=desk]")


def writes(keeper: Firefox, name: str) -> None:
    keeper.clicks("[data-new]")
    keeper.types("#name", name)
    keeper.clicks("[data-entry] [type=submit]")
    keeper.waits(WROTE, name)
