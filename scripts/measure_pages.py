"""How soon a page answers a finger at the first visit, on a processor six times slower.

`python -m scripts.measure_pages [TIMES]`. Nothing is kept from before: each visit has its own browser context.
Not a test: figures depend on the machine and on who else uses it, so the load is printed with them. `busy` is what the
page's main thread itself took, slowed as it is; it hardly depends on others and is the figure to compare versions by.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.support.citizen.screens import SCREENS
from tests.support.citizen.showcase import CHROMIUM, a_showcase

SLOWER = 6
_WHEN_PAINTED = """() => new Promise(done => {
  const look = () => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0];
    if (!painted) { setTimeout(look, 20); return; }
    const files = performance.getEntriesByType("resource").map(file => file.decodedBodySize);
    const page = performance.getEntriesByType("navigation")[0];
    done([page.domInteractive, painted.startTime, files.reduce((sum, size) => sum + size, page.decodedBodySize)]);
  };
  look();
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One first visit."""

    interactive_ms: float
    painted_ms: float
    bytes: int
    busy_ms: float
    """Of the page's main thread, until the page was painted."""


async def measure(times: int) -> None:
    """Medians of so many first visits of every screen, and the worst screen."""
    with tempfile.TemporaryDirectory() as folder:
        async with a_showcase(Path(folder)) as shown, async_playwright() as play:
            browser = await play.chromium.launch(executable_path=str(CHROMIUM))
            worst = 0.0
            for path in SCREENS:
                visits = [await _visit(browser, shown.address("busy-vi", path)) for _ in range(times)]
                worst = max(worst, statistics.median(visit.interactive_ms for visit in visits))
                sys.stdout.write(f"{path:45} {_line(visits)}\n")
            await browser.close()
    sys.stdout.write(f"worst screen: interactive after {worst:.0f} ms; load average {os.getloadavg()[0]:.1f}\n")


def _line(visits: list[Visit]) -> str:
    interactive, painted, busy = (
        statistics.median(getattr(visit, what) for visit in visits)
        for what in ("interactive_ms", "painted_ms", "busy_ms")
    )
    return (
        f"interactive {interactive:4.0f} ms, painted {painted:4.0f} ms, busy {busy:3.0f} ms, {visits[0].bytes:6} bytes"
    )


async def _visit(browser: Browser, address: str) -> Visit:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, service_workers="allow")
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.goto(address)
    interactive, painted, size = await page.evaluate(_WHEN_PAINTED)
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    await context.close()
    task_s = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
    return Visit(interactive, painted, size, 1_000 * task_s)


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
