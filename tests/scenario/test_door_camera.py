"""The camera at a door: the page reads a visitor's code off it and writes one row; and it reads what native readers
read, tilted, dim, blurred, far away and under a lamp."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from tests.support.amounts import DOOR_FRAMES
from tests.support.citizen.showcase import CHROMIUM
from tests.support.documents.code_readers import by_zbar, by_zxing, has_zbar
from tests.support.portal.door_browser import DoorDevice, kept_for_offline
from tests.support.portal.door_portal import door_portal
from tests.support.webui.frames import KINDS, frame, moving_pictures, png
from tests.support.webui.promised import until

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(600),
    pytest.mark.slow,
    pytest.mark.breadth,
]
VISIT = "BZT1:Kx9_qThe-Khach-1"
LEAST_SHARE = 0.95
_HAS_READER = """() => Promise.all([...document.scripts].filter(one => one.dataset.wasm)
  .flatMap(one => [one.dataset.wasm, one.dataset.worker]).map(one => caches.match(one)))
  .then(kept => kept.every(Boolean))"""
_READ = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  return window.bluezoneScanner.readCodes(image);
}"""


def test_a_code_before_the_camera_is_one_row_without_a_network_and_frames_are_read_as_by_a_native_reader(
    tmp_path, record_property
):
    film = moving_pictures([VISIT], tmp_path / "film.mjpeg")
    frames = {(kind, seed): frame(kind, VISIT, seed) for kind in KINDS for seed in range(DOOR_FRAMES)}
    native = {name for name, picture in frames.items() if _reads(picture)}
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with door_portal(tmp_path, "Máy Ảnh") as portal, sync_playwright() as play:
        device = DoorDevice(play, tmp_path / "device")
        with device.on(*camera, f"--use-file-for-fake-video-capture={film}") as keeper:
            keeper.enrol(portal.link("Máy Ảnh"))
            keeper.begin()
            kept_for_offline(keeper.page)
            keeper.page.reload()
            keeper.sees("desk")
            keeper.page.evaluate(until(_HAS_READER))
            keeper.page.context.set_offline(True)
            keeper.page.click("[data-scan]")
            keeper.wrote("Khách có ứng dụng")
            keeper.page.context.route(
                "**/frames/*", lambda route: route.fulfill(body=_asked(frames, route.request.url))
            )
            read = {
                name for name in frames if keeper.page.evaluate(_READ, f"/door/frames/{name[0]}-{name[1]}") == VISIT
            }
            keeper.page.context.set_offline(False)
            keeper.all_arrived()
        rows = portal.rows("Máy Ảnh")
    record_property("counted frames that a native reader reads", len(native))
    record_property("counted frames of these that the page reads", len(native & read))

    assert [("in", {"token": VISIT[5:]})] == [(row["way"], {"token": row["typed"]["token"]}) for row in rows]
    assert {"plain", "tilted", "far"} <= {kind for kind, _ in native}
    assert LEAST_SHARE * len(native) <= len(native & read)


def _reads(picture) -> bool:
    """Whether one of two native readers does."""
    return VISIT in by_zxing(picture) or (has_zbar() and VISIT in by_zbar(picture))


def _asked(frames, address: str) -> bytes:
    kind, _, seed = address.rpartition("/")[2].partition("-")
    return png(frames[kind, int(seed)])
