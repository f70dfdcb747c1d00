"""Moving to a new phone as people do it: two browsers, a saved file, a code before the camera, or typed by keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from bluezone.webui import has_parts
from tests.support.citizen.browsing import a_browser, a_page, played
from tests.support.citizen.cameras import a_camera_before
from tests.support.citizen.showcase import CHROMIUM, Showcase

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.in_turn(of=2),
]
_BOUND_MS = 60_000


async def hands_over(browser: Browser, shown: Showcase, folder) -> tuple[Page, str]:
    """From home to the saved file; the code is what the old phone's page shows."""
    page = await a_page(browser, [])
    await page.goto(shown.address("busy-vi", "/settings"))
    await page.get_by_role("link", name="Chuyển sang điện thoại mới").click()
    await page.get_by_role("button", name="Bàn giao").click()
    await expect(page.get_by_text("Máy này đã tắt Bluezone")).to_be_visible(timeout=_BOUND_MS)
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="Lưu tệp").click()
    download = await saving.value
    assert "bluezone-2020-08-18.bzx" == download.suggested_filename
    await download.save_as(folder / download.suggested_filename)
    return page, await page.locator(".typed").inner_text()


async def takes_file(page: Page, folder) -> None:
    await expect(page.get_by_text("Bước 2 trong 3 bước")).to_be_visible(timeout=_BOUND_MS)
    await page.get_by_label("Tệp của máy cũ").set_input_files(folder / "bluezone-2020-08-18.bzx")
    await page.get_by_role("button", name="Xem trong tệp").click()
    await expect(page.get_by_text("Mở được tệp: có 9 ngày, từ thứ Hai, 10/8.")).to_be_visible(timeout=_BOUND_MS)


@pytest.mark.skipif(not has_parts(), reason="scripts/page_parts has brought no reader of codes")
def test_a_new_phone_reads_the_old_ones_screen_with_its_camera(tmp_path):
    async def play():
        async with a_browser(tmp_path, "busy", "offered-new") as (browser, shown):
            await hands_over(browser, shown, tmp_path)
            made = shown.devices["busy-vi"].handed_over
            assert made is not None
            page = await a_page(browser, heard := [])
            await page.add_init_script(a_camera_before(f"BZK1:{made.key}"))
            await page.goto(shown.address("offered-new-vi", "/welcome"))
            await page.get_by_role("link", name="Tôi có Bluezone trên điện thoại khác").click()
            await page.get_by_role("button", name="Mở máy ảnh").click()
            await takes_file(page, tmp_path)
            await page.get_by_role("button", name="Nhận về").click()
            await expect(page.get_by_text("Mọi thứ đã sang máy này")).to_be_visible(timeout=_BOUND_MS)
            await page.get_by_role("link", name="Tiếp tục").click()
            await page.wait_for_url("**/welcome/permissions")
            counts = [shown.devices[name].store.count_sightings() for name in ("busy-vi", "offered-new-vi")]
            return page.url, heard, counts

    url, heard, counts = played(play())

    assert url.endswith("/welcome/permissions")
    assert [] == heard
    assert counts[0] == counts[1] > 0


def test_by_keyboard_alone_a_phone_in_use_takes_over(tmp_path):
    """The code is typed, each button is reached by Tab and pressed by Enter, and Enter on the tick decides nothing."""

    async def play():
        async with a_browser(tmp_path, "busy", "empty") as (browser, shown):
            _, code = await hands_over(browser, shown, tmp_path)
            page = await a_page(browser, heard := [])
            await page.goto(shown.address("empty-vi", "/takeover"))
            await page.get_by_label("Mã của máy cũ").focus()
            await page.keyboard.type(code.lower())
            await page.keyboard.press("Enter")
            await takes_file(page, tmp_path)
            await page.get_by_role("checkbox").focus()
            await page.keyboard.press("Space")
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("Mở được tệp")).to_be_visible(timeout=_BOUND_MS)
            undecided = shown.devices["empty-vi"].store.count_sightings()
            await page.get_by_role("checkbox").focus()
            await page.keyboard.press("Space")
            for _ in range(2):
                await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("Mọi thứ đã sang máy này")).to_be_visible(timeout=_BOUND_MS)
            return undecided, shown.devices["empty-vi"].store.count_sightings(), heard

    undecided, heard_of_others, heard = played(play())

    assert 0 == undecided < heard_of_others
    assert [] == heard
