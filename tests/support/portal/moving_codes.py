"""One device's screen before another device's camera: what the one shows, the other one's imitated camera sees."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.support.portal.door_browser import LONG_MS

CAMERA = """(() => {
  delete window.BarcodeDetector;
  const canvas = document.createElement("canvas");
  canvas.width = 1280;
  canvas.height = 720;
  const drawing = canvas.getContext("2d");
  let held = null;
  const films = () => {
    drawing.fillStyle = "#777";
    drawing.fillRect(0, 0, 1280, 720);
    if (held) { drawing.drawImage(held, 300, 20, 680, 680); }
  };
  navigator.mediaDevices.getUserMedia = () => {
    window.setInterval(films, 66);
    return Promise.resolve(canvas.captureStream(15));
  };
  window.hold = async address => {
    const bytes = Uint8Array.from(atob(address.split(",")[1]), sign => sign.charCodeAt(0));
    held = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  };
})();"""
"""A camera that films a grey wall, or what is held before it, also what was held before anybody opened it."""


def held_before(shows: Page, reads: Page, says: str, *, covered: bool = False) -> None:
    """Holds one screen before the other's camera until that one says so; or, covered, nothing but one of its codes."""
    said = reads.locator("[data-moving-said]")
    expect(shows.locator("[data-moving-code]")).to_be_visible(timeout=LONG_MS)
    ends = time.monotonic() + LONG_MS / 1000
    picture = ""
    while says not in said.inner_text():
        assert time.monotonic() < ends, said.inner_text()
        if not (covered and picture):
            picture = shows.evaluate("document.querySelector('[data-moving-code]').toDataURL()")
        reads.evaluate("address => window.hold(address)", picture)
        reads.wait_for_timeout(150)
