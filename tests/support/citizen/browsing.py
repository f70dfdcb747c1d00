"""A real browser before the phones of the showcase, and what it takes to bring a screen up in it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Browser, Page, Response, async_playwright

from tests.support.citizen.screens import View
from tests.support.citizen.showcase import CHROMIUM, Showcase, a_showcase

WATCH_SHIFTS = """window.shifts = 0;
new PerformanceObserver(list => { for (const shift of list.getEntries()) window.shifts += shift.value; })
  .observe({type: "layout-shift", buffered: true});"""
_SEND = """([action, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  const key = document.querySelector("[name=form_key]").value;
  for (const [name, value] of Object.entries({form_key: key, ...fields})) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


@contextlib.asynccontextmanager
async def a_browser(folder, **showcase) -> AsyncIterator[tuple[Browser, Showcase]]:
    async with a_showcase(folder, **showcase) as shown, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=str(CHROMIUM))
        try:
            yield browser, shown
        finally:
            await browser.close()


async def a_page(browser: Browser, heard: list[str], *, width: int = 390, height: int = 844, **context: Any) -> Page:
    """A page whose complaints are heard."""
    page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce", **context)
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda r: heard.append(r.url) if not r.url.startswith("http://127.0.0.1:") else None)
    await page.add_init_script(WATCH_SHIFTS)
    return page


async def show(page: Page, shown: Showcase, phone: str, view: View) -> Response | None:
    """Brings the view up, sending what has to be sent first from a page of the same phone."""
    if not view.sends:
        return await page.goto(shown.address(phone, view.path))
    await page.goto(shown.address(phone, "/terms"))
    async with page.expect_navigation() as arrived:
        await page.evaluate(_SEND, [f"/p/{phone}{view.path}", view.form])
    return await arrived.value
