"""Measures the page at a door before an imitated camera and under an imitated hand.

`python -m scripts.measure_door` prints JSON: how many rendered frames the page reads of those that a native one reads;
by kind, how long it takes from the frame to the row on the device's disk while the whole browser has so many cores
together (a quarter of this machine's), of how many of the codes that zbar or the native zxing reads in the very pixels
that the page was given; and how many seconds an entry takes by a person's hand (`docs/performance.md`).
`--frames 50` of each kind, `--codes 10` of each before the slow camera, `--cores 0.5`, `--only camera` or `hand`. Wants
root, for a control group.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image
    from playwright.sync_api import Page, Playwright, Route

    from tests.support.portal.door_portal import DoorPortal

SHOWN = 24
"""Pictures of the camera, of which there are thirty a second, for which a code stays there; as many show nothing."""
POST, BY_HAND = "Máy Ảnh", "Bàn Tay"
LAST = "BZT1:TheLastOneOfThem"
MARK_MS = 300
AT_THE_DESK_MS = 10_000
"""Between the beginning of the shift and the press for the camera: the slow browser makes ready meanwhile."""
VISIT = "BZT1:Kx9_qThe-Khach-1"
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
_WATCH = """() => {
  const heard = window.heard = [];
  const grab = CanvasRenderingContext2D.prototype.getImageData;
  CanvasRenderingContext2D.prototype.getImageData = function (...given) {
    heard.push(["frame", performance.now(), ""]);
    return grab.apply(this, given);
  };
  const read = window.doorCodes.read;
  window.doorCodes.read = (text, now) => { heard.push(["read", performance.now(), text]); return read(text, now); };
  navigator.vibrate = () => heard.push(["told", performance.now(), ""]);
}"""
_READ = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  return window.bluezoneScanner.readCodes(image);
}"""
_SAW_LAST = "last => window.heard.some(one => one[2] === last)"


def main() -> None:
    from playwright.sync_api import sync_playwright

    from tests.support.portal.door_hand import by_hand
    from tests.support.portal.door_portal import door_portal

    asked = _asked()
    said: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as made, sync_playwright() as play:
        folder = Path(made)
        with door_portal(folder, POST, BY_HAND) as portal:
            if asked.only != "hand":
                said |= _before_the_camera(play, portal, folder, asked)
            if asked.only != "camera":
                said["by_hand_s"] = by_hand(play, portal, BY_HAND, folder)
    print(json.dumps({**said, "load": round(os.getloadavg()[0], 1)}))


def _asked() -> Namespace:
    parser = ArgumentParser(prog="python -m scripts.measure_door")
    parser.add_argument("--frames", type=int, default=50)
    parser.add_argument("--codes", type=int, default=10)
    parser.add_argument("--cores", type=float, default=(os.cpu_count() or 2) / 4)
    parser.add_argument("--only", choices=("camera", "hand"))
    return parser.parse_args()


def _before_the_camera(play: Playwright, portal: DoorPortal, folder: Path, asked: Namespace) -> dict[str, Any]:
    from tests.support.portal.door_browser import DoorDevice
    from tests.support.webui.delivered import delivered, keep_what_it_is_given
    from tests.support.webui.frames import film, frame
    from tests.support.webui.slowed import slowed

    visits = _visits(asked.codes)
    shown = {text: frame(kind, text, seed) for text, (kind, seed) in visits.items()}
    path = film([*shown.values(), frame("plain", LAST, 0)], folder / "film.mjpeg", each=SHOWN)
    of_film = {text for text, picture in shown.items() if _is_read(_as_filmed(picture), text)}
    device = DoorDevice(play, folder / "device")
    with device.on(*CAMERA, f"--use-file-for-fake-video-capture={path}") as keeper:
        page = keeper.page
        keeper.enrol(portal.link(POST))
        keeper.begin()
        page.evaluate(_WATCH)
        with slowed(device.folder, asked.cores):
            page.wait_for_timeout(AT_THE_DESK_MS)
            _seen_to_the_end(page)
        heard = page.evaluate("window.heard")
        page.click("[data-scan]")
        keep_what_it_is_given(page)
        page.evaluate("window.heard.length = 0")
        _seen_to_the_end(page)
        given = delivered(page, shown)
        page.click("[data-scan]")
        shares = _shares(page, asked.frames)
    native = {text for text, picture in given.items() if _is_read(picture, text) or _is_read_by_zbar(picture, text)}
    rows = _rows(heard)
    whole, ours = (sum(one[name] for one in shares.values()) for name in ("native", "of_these_ours"))
    by_kind = {kind: {text for text, (of, _) in visits.items() if of == kind} for kind in _kinds()} | {
        "all": set(visits)
    }
    return {
        "frames": shares,
        "share": round(ours / whole, 4),
        "cores_of_the_whole_browser": asked.cores,
        "of_cores": os.cpu_count(),
        "first_row_ms": round(next(iter(rows.values()))[0]) if rows else None,
        "scan_to_row": {kind: _told(texts, rows, native, of_film) for kind, texts in by_kind.items()},
    }


def _seen_to_the_end(page: Page) -> None:
    """Opens the camera and waits until the film's last code was read."""
    page.click("[data-scan]")
    page.wait_for_function(_SAW_LAST, arg=LAST, timeout=400_000, polling=1000)


def _kinds() -> tuple[str, ...]:
    from tests.support.webui.frames import KINDS

    return KINDS


def _visits(each: int) -> dict[str, tuple[str, int]]:
    """Codes, each of a visit of its own, with the kind and the number of the picture in which it is shown."""
    from tests.support.webui.frames import visit_shown

    numbered = [(kind, seed) for seed in range(each) for kind in _kinds()]
    return {visit_shown(kind, seed): (kind, seed) for kind, seed in numbered}


def _told(here: set[str], rows: dict[str, tuple[float, float]], native: set[str], of_film: set[str]) -> dict[str, Any]:
    """Of these codes: how many a native reader reads in the film's pictures and in the pixels that the page was given,
    how many of the latter became rows; milliseconds from the frame that was read, and from the look before it."""
    times = sorted(rows[text][0] for text in here if text in rows)
    since = sorted(rows[text][1] for text in here if text in rows)
    return {
        "codes": len(here),
        "native_in_the_film": len(here & of_film),
        "native": len(here & native),
        "of_these_rows": len(here & native & set(rows)),
        "of_these_in_time": len([text for text in here & native & set(rows) if rows[text][0] < MARK_MS]),
        "others_rows": len((here & set(rows)) - native),
        "ms": _spread(times),
        "ms_from_the_look_before": _spread(since),
    }


def _spread(times: list[float]) -> dict[str, int]:
    if not times:
        return {}
    p95 = times[math.ceil(0.95 * len(times)) - 1]
    return {"p50": round(statistics.median(times)), "p95": round(p95), "max": round(times[-1])}


def _shares(page: Page, each: int) -> dict[str, dict[str, int]]:
    """How many frames the page reads, and a native reader, without any hurry."""
    from tests.support.webui.frames import frame, png

    shares = {}
    for kind in _kinds():
        pictures = [frame(kind, VISIT, seed) for seed in range(each)]
        native = [_is_read(picture, VISIT) for picture in pictures]
        page.context.route("**/frames/*", _shows([png(picture) for picture in pictures]))
        read = [page.evaluate(_READ, f"/door/frames/{kind}{at:04d}") for at in range(each)]
        page.context.unroute("**/frames/*")
        ours = sum(was and found == VISIT for was, found in zip(native, read, strict=True))
        shares[kind] = {"frames": each, "native": sum(native), "of_these_ours": ours}
    return shares


def _shows(pictures: list[bytes]) -> Callable[[Route], None]:
    """Answers an address that ends with a number with this picture. One argument: a second one would be the request."""

    def show(route: Route) -> None:
        route.fulfill(body=pictures[int(route.request.url[-4:])])

    return show


def _rows(heard: list[tuple[str, float, str]]) -> dict[str, tuple[float, float]]:
    """By text, from the frame that was read, and from the look before it, to the row on the disk.

    The page tells (`navigator.vibrate`) of a code that is new, then of its row; a code that stays in the picture is
    read again before that and after it, which is passed over. One read happens between two frames."""
    rows: dict[str, tuple[float, float]] = {}
    frames, waiting, told = [0.0, 0.0], ("", 0.0, 0.0), 0
    for what, at, text in heard:
        if what == "frame":
            frames = [frames[1] or at, at]
        elif what == "read" and text not in rows:
            waiting, told = (text, frames[1], frames[0]), 0
        elif what == "told":
            told += 1
            if told == 2 and waiting[0]:
                rows[waiting[0]] = (at - waiting[1], at - waiting[2])
    return rows


def _is_read(picture: Image, text: str) -> bool:
    """By the native reader."""
    from tests.support.documents.code_readers import by_zxing

    return text in by_zxing(picture)


def _is_read_by_zbar(picture: Image, text: str) -> bool:
    """By another one, where it is installed."""
    from tests.support.documents.code_readers import by_zbar, has_zbar

    return has_zbar() and text in by_zbar(picture)


def _as_filmed(picture: Image) -> Image:
    import io

    from PIL import Image as Pictures

    from tests.support.webui.frames import jpeg

    return Pictures.open(io.BytesIO(jpeg(picture)))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop beside us; nobody else asks this database
    import django

    django.setup()
    main()
