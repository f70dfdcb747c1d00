"""How soon a page answers a finger, on a processor six times slower: `python -m tests.support.measure_pages`.

Not a test: figures depend on the machine and on who else uses it. They are written down with the machine's name.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.support.showcase import CHROMIUM, a_showcase

SLOWER = 6
TIMES = 7
PATHS = ("/", "/around", "/warnings", "/code", "/declaration", "/places", "/history", "/mark", "/more", "/questions")
_READY_MS = "performance.getEntriesByType('navigation')[0].domInteractive"


async def measure() -> None:
    """Median and worst of the time from asking for a page until it takes a tap, per screen."""
    with tempfile.TemporaryDirectory() as folder:
        async with a_showcase(Path(folder)) as shown, async_playwright() as play:
            browser = await play.chromium.launch(executable_path=str(CHROMIUM))
            page = await browser.new_page(viewport={"width": 390, "height": 844})
            await page.goto(shown.address("busy-vi"))
            session = await page.context.new_cdp_session(page)
            await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            for path in PATHS:
                took = [await _one(page, f"http://127.0.0.1:{shown.port}/p/busy-vi{path}") for _ in range(TIMES)]
                sys.stdout.write(f"{path:14} median {statistics.median(took):4.0f} ms, worst {max(took):4.0f} ms\n")
            await browser.close()


async def _one(page, address: str) -> float:
    await page.goto(address)
    return float(await page.evaluate(_READY_MS))


if __name__ == "__main__":
    asyncio.run(measure())
