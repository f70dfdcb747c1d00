"""A phone's pages read a code with the camera in browsers that cannot do so by themselves, as Firefox, Safari and a
computer's Chromium: by WebAssembly in a worker that may do nothing else.
"""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bluezone.protocol.venue import Venue, VenueKind, write_venue
from bluezone.webui import has_parts
from tests.support.citizen.browsing import a_browser, a_page, played
from tests.support.citizen.cameras import a_camera_before
from tests.support.citizen.owners import VENUE_KEY
from tests.support.citizen.showcase import CHROMIUM, NOW_MS

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.skipif(not has_parts(), reason="scripts/page_parts has brought no reader of codes"),
    pytest.mark.timeout(600),
    pytest.mark.in_turn(of=4, family="whole stories"),
]
NOW_S = NOW_MS // 1000
LODGING = Venue(b"l" * 16, "Nhà nghỉ Hoa Mai", VenueKind.HOTEL, "02536", NOW_S - 60, NOW_S + 86_400, b"s" * 16)
_NO_CAMERA = """delete window.BarcodeDetector;
navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error("denied"));"""
_BOUND_MS = 60_000


def test_a_poster_before_the_camera_is_a_visit(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, heard := [])
            await page.add_init_script(a_camera_before(write_venue(LODGING, VENUE_KEY)))
            await page.goto(shown.address("busy-vi", "/places/scan"))
            await page.get_by_role("button", name="Mở máy ảnh").click()
            await expect(page.get_by_text("Nhà nghỉ Hoa Mai").first).to_be_visible(timeout=_BOUND_MS)
            return page.url, heard

    url, heard = played(play())

    assert url.endswith("/p/busy-vi/places")
    assert [] == heard


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://example.vn/checkin", "Đây là địa chỉ trang web, không phải mã địa điểm"),
        ("BZM1:26628905:on", "Đây là mã khác của Bluezone"),
    ],
)
def test_another_code_before_the_camera_is_told_what_it_is_not(tmp_path, text, said):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.add_init_script(a_camera_before(text))
            await page.goto(shown.address("busy-vi", "/places/scan"))
            await page.get_by_role("button", name="Mở máy ảnh").click()
            await expect(page.get_by_text(said)).to_be_visible(timeout=_BOUND_MS)

    played(play())


def test_whoever_allows_no_camera_is_told_what_else_to_do_and_may_try_again(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy") as (browser, shown):
            page = await a_page(browser, [])
            await page.add_init_script(_NO_CAMERA)
            await page.goto(shown.address("busy-en", "/places/scan"))
            await page.get_by_role("button", name="Open the camera").click()
            await expect(page.get_by_text("The camera may not be used")).to_be_visible(timeout=_BOUND_MS)
            await expect(page.get_by_role("button", name="Open the camera")).to_be_enabled(timeout=_BOUND_MS)

    played(play())
