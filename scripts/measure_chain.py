"""Measures the picture of a chain in Chromium: `python -m scripts.measure_chain [people]`, 10,000 where none are named.

A portal of its own is given a chain of so many; its page is opened over HTTP with the policy that it has. Prints JSON:
how long until the page has words and until the picture is painted, and how long each step of moving and zooming takes
from the event to the painted frame (`docs/performance.md`).
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

FIRST = dt.date(2020, 7, 20)
STEPS = 60
_WATCH = """(() => {
  const fill = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (...given) {
    if (!window.drawn) { requestAnimationFrame(() => { window.drawn = performance.now(); }); }
    return fill.apply(this, given);
  };
})();"""
_DRAWN = """() => new Promise(done => {
  const isPainted = () => performance.getEntriesByName("first-contentful-paint").length > 0;
  const look = () => { if (window.drawn && isPainted()) { done(); } else { setTimeout(look, 20); } };
  look();
})"""
_STEPS = """async ([times, kind]) => {
  const box = document.querySelector(".chain__box");
  const corner = box.getBoundingClientRect();
  const painted = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const took = [];
  let at = {clientX: corner.left + corner.width / 2, clientY: corner.top + corner.height / 2};
  box.focus();
  if (kind === "pan") { box.dispatchEvent(new MouseEvent("mousedown", {...at, bubbles: true})); }
  for (let step = 0; step < times; step += 1) {
    const began = performance.now();
    if (kind === "pan") {
      at = {clientX: at.clientX + (step % 20 < 10 ? 15 : -15), clientY: at.clientY + (step % 10 < 5 ? 6 : -6)};
      window.dispatchEvent(new MouseEvent("mousemove", {...at, bubbles: true}));
    } else {
      box.dispatchEvent(new WheelEvent("wheel", {...at, deltaY: step % 16 < 8 ? -1 : 1, cancelable: true}));
    }
    await painted();
    took.push(performance.now() - began);
  }
  if (kind === "pan") { window.dispatchEvent(new MouseEvent("mouseup", at)); }
  return took;
}"""


def main(people: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.support.citizen.showcase import CHROMIUM
    from tests.support.portal.looks import carried
    from tests.support.portal.served_portal import demo_portal, portal_command, served_portal
    from tests.support.portal.staff_pages import signed_in

    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        folder = Path(scratch)
        data = demo_portal(folder / "portal")
        lists = write_lists(folder, people)
        made = portal_command("import-outbreak", data, *map(str, lists), "--as", "lan")
        assert made.returncode == 0, made.stderr
        with served_portal(data, has_counted=False) as portal, signed_in(portal, "lan") as lan:
            browser = play.chromium.launch(executable_path=str(CHROMIUM))
            with carried(browser, portal, lan, "vi", viewport={"width": 1280, "height": 900}) as context:
                page = context.new_page()
                page.add_init_script(_WATCH)
                page.goto(f"{portal.origin}/tracing?reach=province")
                way = page.locator("a.whole").first.get_attribute("href")
                page.goto(f"{portal.origin}{way}/chain/picture", wait_until="load")
                page.evaluate(_DRAWN)
                sys.stdout.write(json.dumps(figures_of(page), indent=1) + "\n")
                if len(sys.argv) > 2:
                    page.screenshot(path=sys.argv[2])
            browser.close()


def figures_of(page: Any) -> dict[str, object]:
    """What was measured, in milliseconds."""
    timing = "performance.getEntriesByType('navigation')[0]"
    found: dict[str, object] = {
        "people": page.evaluate("document.querySelector('[data-chain]').dataset.keys.split(' ').length"),
        "bytes": page.evaluate(f"{timing}.encodedBodySize"),
        "answer_ms": round(page.evaluate(f"{timing}.responseEnd")),
        "first_paint_ms": round(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")),
        "picture_ms": round(page.evaluate("window.drawn")),
    }
    for kind in ("pan", "zoom"):
        took = sorted(page.evaluate(_STEPS, [STEPS, kind]))
        found[kind] = {"p50_ms": round(statistics.median(took), 1), "p95_ms": round(took[int(0.95 * STEPS)], 1)}
    found["load"] = round(os.getloadavg()[0], 1)
    return found


def write_lists(folder: Path, people: int) -> tuple[Path, Path]:
    """Writes a chain in which everybody but the first was met by one of those before; each fifth is a case."""
    chance = random.Random(1)
    onsets, cases, contacts = [FIRST], [["P0", FIRST.isoformat()]], list[list[str]]()
    for at in range(1, people):
        source = chance.randrange(max(0, at // 5 - 40), max(1, at // 5 + 1))
        day = onsets[source] + dt.timedelta(days=chance.randint(0, 2))
        onsets.append(day + dt.timedelta(days=chance.randint(2, 4)))
        contacts.append([f"P{source}", f"P{at}", day.isoformat()])
        if at % 5 == 0:
            cases.append([f"P{at}", onsets[at].isoformat()])
    return _written(folder / "c.csv", ["id", "onset"], cases), _written(
        folder / "m.csv", ["from", "to", "date"], contacts
    )


def _written(path: Path, head: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
    return path


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
