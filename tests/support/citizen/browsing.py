"""A real browser before the phones of the showcase, and what it takes to bring a screen up in it.

Tests play their stories with `played`: one browser serves all stories of a process, and each begins with nothing open
and nothing remembered.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

from playwright.async_api import Browser, Page, Response, async_playwright

from tests.support.citizen.screens import View
from tests.support.citizen.showcase import CHROMIUM, LEAN, Showcase, a_showcase

T = TypeVar("T")
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


def played(story: Coroutine[Any, Any, T]) -> T:
    """Runs a story in which `a_browser` is this process's own. What it left open or running ends with it."""
    kept = _kept()
    others = asyncio.all_tasks(kept.loop)
    try:
        return kept.loop.run_until_complete(story)
    finally:
        kept.loop.run_until_complete(kept.tidy(others))


@contextlib.asynccontextmanager
async def a_browser(folder, *states: str, **showcase) -> AsyncIterator[tuple[Browser, Showcase]]:
    async with a_showcase(folder, *states, **showcase) as shown:
        if _kept.cache_info().currsize and _kept().loop is asyncio.get_running_loop():
            yield _kept().browser, shown
            return
        async with async_playwright() as play:
            browser = await play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
            try:
                yield browser, shown
            finally:
                await browser.close()


class _Kept:
    """A browser and the event loop that it lives in, until the process ends."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._play = self.loop.run_until_complete(async_playwright().start())
        launching = self._play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        self.browser = self.loop.run_until_complete(launching)
        atexit.register(self.close)

    async def tidy(self, others: set[asyncio.Task[Any]]) -> None:
        """Closes every window, and ends every task but this and those."""
        for context in self.browser.contexts:
            await context.close()
        left = asyncio.all_tasks() - others - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def close(self) -> None:
        self.loop.run_until_complete(self.browser.close())
        self.loop.run_until_complete(self._play.stop())
        self.loop.close()


@functools.cache
def _kept() -> _Kept:
    return _Kept()


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
