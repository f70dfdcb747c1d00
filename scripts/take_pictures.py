"""The README's pictures, taken of the showcase: `python -m scripts.take_pictures docs/images`."""

from __future__ import annotations

import asyncio
import base64
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from tests.support.citizen.browsing import a_browser, a_page, show
from tests.support.citizen.screens import CODE, View
from tests.support.citizen.showcase import Showcase

WIDTH, HEIGHT = 390, 844
PICTURES = (
    ("home-vi", View("busy", "/"), "vi", "light"),
    ("warning-vi", View("warned", "/warnings"), "vi", "light"),
    ("report-en", View("warned", "/warnings/report", {"note": "At home since Monday."}, sends=True), "en", "light"),
    ("home-warned-dark-en", View("warned", "/"), "en", "dark"),
    ("consent-vi", View("busy", "/code", {"code": CODE}, sends=True), "vi", "light"),
    ("mark-en", View("busy", "/mark"), "en", "light"),
    ("places-vi", View("busy", "/places"), "vi", "light"),
    ("history-dark-vi", View("busy", "/history"), "vi", "dark"),
    ("welcome-en", View("new", "/welcome"), "en", "light"),
    ("off-vi", View("off", "/"), "vi", "light"),
    ("battery-vi", View("busy", "/settings/battery"), "vi", "light"),
    ("place-warning-dark-vi", View("warned", "/warnings#place"), "vi", "dark"),
    ("ledger-en", View("busy", "/ledger"), "en", "light"),
)
README = tuple(name for name, *_ in PICTURES[:4])
_TOGETHER = """<style>body { margin: 0; padding: 36px; display: flex; gap: 36px; background: #e9eef4; }
img { width: 303px; border-radius: 20px; border: 1px solid #b3c2d2; }</style>"""


async def take_pictures(target: Path) -> None:
    """390 x 844, as a phone shows them; and the first four side by side."""
    with tempfile.TemporaryDirectory() as folder:
        async with a_browser(Path(folder)) as (browser, shown):
            for name, view, language, scheme in PICTURES:
                (target / f"{name}.png").write_bytes(await _take(browser, shown, view, language, scheme))
            pictures = "".join(image_of(target / f"{name}.png") for name in README)
            page = await a_page(browser, [], width=1_400, height=732)
            await page.set_content(_TOGETHER + pictures)
            await page.screenshot(path=target / "readme.png", full_page=True)


async def _take(browser: Browser, shown: Showcase, view: View, language: str, scheme: str) -> bytes:
    page = await a_page(browser, [], width=WIDTH, height=HEIGHT, color_scheme=scheme)
    await show(page, shown, f"{view.state}-{language}", view)
    await page.evaluate("document.querySelector('.bar__title .muted')?.remove()")  # only a demo's phones have names
    picture = await page.screenshot()
    await page.close()
    return picture


def image_of(path: Path) -> str:
    """A picture as part of a page."""
    return f'<img alt="" src="data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}">'


if __name__ == "__main__":
    asyncio.run(take_pictures(Path(sys.argv[1])))
