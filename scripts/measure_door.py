"""Measures the page at a door before an imitated camera: `python -m scripts.measure_door [frames of each kind]`.

Prints JSON: how many rendered frames the page reads of those that a native reader reads, by kind, and how long it takes
from the frame to the row on the device's disk with a processor four times slower (`docs/performance.md`).
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import zxingcpp

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

THROTTLE = 4
VISITS = [f"BZT1:Kx9_qThe-Khach{number:02d}"[:21] for number in range(20)]
_WATCH = """(() => {
  const heard = window.heard = [];
  const grab = CanvasRenderingContext2D.prototype.getImageData;
  CanvasRenderingContext2D.prototype.getImageData = function (...given) {
    heard.push(["frame", performance.now()]);
    return grab.apply(this, given);
  };
  navigator.vibrate = () => heard.push(["told", performance.now()]);
})();"""
_READ = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const began = performance.now();
  return [await window.bluezoneScanner.readCodes(image), performance.now() - began];
}"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    from tests.support.portal.door_browser import DoorDevice
    from tests.support.portal.door_portal import door_portal
    from tests.support.webui.frames import KINDS, frame, moving_pictures, png

    each = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as made, sync_playwright() as play:
        folder = Path(made)
        film = moving_pictures(VISITS, folder / "film.mjpeg", each=20)
        camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        with (
            door_portal(folder, "Máy Ảnh") as portal,
            DoorDevice(play, folder / "device").on(*camera, f"--use-file-for-fake-video-capture={film}") as keeper,
        ):
            page = keeper.page
            page.add_init_script(_WATCH)
            keeper.enrol(portal.link("Máy Ảnh"))
            keeper.begin()
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
            page.click("[data-scan]")
            page.wait_for_function(
                "() => Number(document.querySelector('[data-in]').textContent) >= 15", timeout=120_000
            )
            times = _rows(page.evaluate("window.heard"))
            page.click("[data-scan]")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 1})
            shares = {}
            for kind in KINDS:
                pictures = [frame(kind, VISITS[0], seed) for seed in range(each)]
                native = [_is_read(picture) for picture in pictures]
                page.context.route("**/frames/*", _shows([png(picture) for picture in pictures]))
                read = [page.evaluate(_READ, f"/door/frames/{kind}{at:04d}") for at in range(each)]
                page.context.unroute("**/frames/*")
                ours = sum(was and found[0] == VISITS[0] for was, found in zip(native, read, strict=True))
                shares[kind] = {"frames": each, "native": sum(native), "of_these_ours": ours}
    whole = sum(one["native"] for one in shares.values())
    ours = sum(one["of_these_ours"] for one in shares.values())
    print(
        json.dumps(
            {
                "frames": shares,
                "share": round(ours / whole, 4),
                "throttle": THROTTLE,
                "scan_to_row_ms": {
                    "n": len(times),
                    "p50": round(statistics.median(times)),
                    "max": round(max(times)),
                },
            }
        )
    )


def _shows(pictures: list[bytes]) -> Callable[[Route], None]:
    """Answers an address that ends with a number with this picture. One argument: a second one would be the request."""

    def show(route: Route) -> None:
        route.fulfill(body=pictures[int(route.request.url[-4:])])

    return show


def _rows(heard: list[tuple[str, float]]) -> list[float]:
    """From the frame that was read, which is the last before the page tells, to the row that it tells of next."""
    times = []
    frame_at, scan_at = 0.0, 0.0
    for what, at in heard:
        if what == "frame" and not scan_at:
            frame_at = at
        elif what == "told" and not scan_at:
            scan_at = at
        elif what == "told":
            times.append(at - frame_at)
            scan_at = 0.0
    return times


def _is_read(picture) -> bool:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return bool(found) and found[0].text == VISITS[0]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop beside us; nobody else asks this database
    import django

    django.setup()
    main()
