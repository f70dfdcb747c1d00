"""Reading codes in a real browser: by WebAssembly under the pages' own policy, or by the browser itself."""

from __future__ import annotations

import io
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import nacl.public
import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Error, Page, Route, sync_playwright

from bluezone.webui import CONTENT_SECURITY_POLICY, PARTS, SCANNER_POLICY, scan_worker
from bluezone.webui.assets import STATIC
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.moving_codes import CAMERA
from tests.support.webui.frames import as_delivered, frame, png, visit_shown

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.in_turn(of=6),
]
SITE = "http://localhost:9"
TEXT = "BZM1.A7-tiếng Việt đủ dấu"
NOBODY = "bluezone: nobody here"
HARD = [("dim", 5), ("dim", 6), ("blurred", 2), ("blurred", 5), ("glare", 0), ("glare", 1)]
"""Pictures of a camera that zbar or the native zxing reads, and of which zxing's usual way reads neither the dim ones
nor those under a lamp."""
_PAGE = """<!DOCTYPE html><title>scan</title>
<script src="/scanner.js" data-worker="/worker.js" data-wasm="/zxing.wasm"></script>
<script src="/nacl.js"></script><script src="/sealed-box.js"></script>"""
_READ = """async picture => {
  const image = new Image();
  image.src = "/" + picture + ".png";
  await image.decode();
  return window.bluezoneScanner.readCodes(image);
}"""
_DETECTOR = """window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
  detect() { return Promise.resolve([{rawValue: "the browser's own"}]); }
};"""
_WORKERS = """window.workers = [];
const Whole = window.Worker;
window.told = [];
window.looks = 0;
window.Worker = class extends Whole {
  constructor(from) {
    super(from);
    window.workers.push(this);
    this.addEventListener("message", event => window.told.push(event.data));
  }
  postMessage(...given) { window.looks += given[0].pixels ? 1 : 0; super.postMessage(...given); }
};"""
_IS_WARM = "() => window.told.some(one => one.warm)"
_LOOK_AGAIN_AND_AGAIN = """async ([picture, times]) => {
  const image = new Image(), canvas = document.createElement("canvas");
  image.src = "/" + picture + ".png";
  await image.decode();
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  const worker = new Worker("/worker.js"), wasm = await (await fetch("/zxing.wasm")).arrayBuffer();
  const drawing = canvas.getContext("2d"), texts = [];
  const look = () => {
    const { data, width, height } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    worker.postMessage({ id: 1, width, height, pixels: data.buffer, isLook: true });
  };
  const said = new Promise(resolve => {
    worker.onmessage = event => {
      if (!event.data.id) { return; }
      if (texts.push(event.data.text) === times) { resolve(texts); } else { look(); }
    };
  });
  worker.postMessage({ wasm });
  look();
  return said;
}"""
_WATCH = """async ([picture, givesBack]) => {
  const image = await (await fetch("/" + picture + ".png")).blob();
  const address = await new Promise(resolve => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(image);
  });
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = true;
  window.setInterval(() => window.hold(address), 60);
  window.found = [];
  window.taken = null;
  const back = { promise: () => new Promise(resolve => { window.taken = resolve; }),
                 refusal: () => Promise.reject(new Error("not taken in")), nothing: () => undefined }[givesBack];
  await window.bluezoneScanner.watch(video, text => { window.found.push([text, window.looks]); return back(); });
}"""
_FALLS = """async () => {
  const blank = document.createElement("canvas");
  const worker = window.workers[0];
  worker.postMessage = () => worker.dispatchEvent(new ErrorEvent("error"));
  return window.bluezoneScanner.readCodes(blank);
}"""
_WHOLE_CAMERA = CAMERA.replace("image, 300, 20, 680, 680", "image, 0, 0, image.width, image.height")
"""A camera all of whose picture is what is held before it."""
_SEAL = """([key, text]) => {
  const bytes = Uint8Array.from(atob(key), c => c.charCodeAt(0));
  return btoa(String.fromCharCode(...window.sealedBox.seal(new TextEncoder().encode(text), bytes)));
}"""


def qr_png(text: str) -> bytes:
    made = io.BytesIO()
    segno.make_qr(text, error="m").save(made, kind="png", scale=6)
    return made.getvalue()


@cache
def _hard(kind: str, seed: int) -> bytes:
    return png(as_delivered(frame(kind, visit_shown(kind, seed), seed)))


def files() -> dict[str, tuple[str, bytes, str]]:
    """What the site serves, each with its kind and its policy."""
    script, picture = "text/javascript", "image/png"
    nothing = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(nothing, "PNG")
    return {
        "/": ("text/html", _PAGE.encode(), CONTENT_SECURITY_POLICY),
        "/scanner.js": (script, (STATIC / "scanner.js").read_bytes(), ""),
        "/worker.js": (script, scan_worker(), SCANNER_POLICY),
        "/nacl.js": (script, (PARTS / "nacl.js").read_bytes(), ""),
        "/sealed-box.js": (script, (PARTS / "sealed-box.js").read_bytes(), ""),
        "/zxing.wasm": ("application/wasm", (PARTS / "zxing.wasm").read_bytes(), ""),
        "/code.png": (picture, qr_png(TEXT), ""),
        **{f"/{kind}{seed}.png": (picture, _hard(kind, seed), "") for kind, seed in HARD},
        "/white.png": (picture, nothing.getvalue(), ""),
    }


@dataclass
class Site:
    """A page before a site that is nowhere but in this process, and what it asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def opened(self) -> Page:
        self.page.route("**/*", self._answer)
        self.page.goto(SITE + "/")
        return self.page

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        self.asked.append(path)
        kind, body, policy = files().get(path, ("text/plain", b"", ""))
        headers = {"content-security-policy": policy} if policy else {}
        route.fulfill(status=200 if path in files() else 404, body=body, content_type=kind, headers=headers)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield browser
        browser.close()


@pytest.fixture
def site(browser) -> Iterator[Site]:
    page = browser.new_page()
    yield Site(page)
    page.close()


@pytest.mark.every_run
def test_a_code_is_read_by_webassembly_in_a_worker(site):
    page = site.opened()
    before = list(site.asked)

    assert (TEXT, "") == (page.evaluate(_READ, "code"), page.evaluate(_READ, "white"))
    assert not {"/worker.js", "/zxing.wasm"} & set(before)
    assert [1, 1] == [site.asked.count(part) for part in ("/worker.js", "/zxing.wasm")]


def test_the_reader_has_read_a_code_of_its_own_in_each_way_before_the_first_look_and_is_ready_before_that(site):
    site.page.add_init_script(_WORKERS)
    page = site.opened()

    page.evaluate("window.bluezoneScanner.prepare()")
    page.wait_for_function(_IS_WARM)

    assert [{"ready": True}, {"warm": [NOBODY] * 3}] == page.evaluate("window.told")
    assert 0 == page.evaluate("window.looks")


def test_a_picture_that_comes_before_the_reader_is_warm_is_read_all_the_same(site):
    site.page.add_init_script(_WORKERS)
    page = site.opened()

    texts = page.evaluate(_LOOK_AGAIN_AND_AGAIN, ["code", 2])

    assert [TEXT, TEXT] == texts


def test_the_code_that_warms_the_reader_is_as_a_stranger_draws_it():
    script = scan_worker().decode()
    drawn = segno.make_qr(NOBODY, error="m", mask=0).matrix
    rows = "".join(f"{int(''.join(map(str, row)), 2):07x}" for row in drawn)

    assert rows == "".join(re.findall(r'"([0-9a-f]{50,})"', script[: script.index("ZXingWASM=")]))


@pytest.mark.parametrize(("kind", "seed"), HARD)
def test_a_still_picture_is_tried_in_every_way_until_one_reads_it(site, kind, seed):
    assert visit_shown(kind, seed) == site.opened().evaluate(_READ, f"{kind}{seed}")


@pytest.mark.parametrize(("kind", "seed"), HARD)
def test_looks_take_the_ways_by_turns_and_the_one_that_read_comes_first_again(site, kind, seed):
    """Dim and blurred codes are read by the first look, one under a lamp by one of four."""
    text = visit_shown(kind, seed)

    texts = site.opened().evaluate(_LOOK_AGAIN_AND_AGAIN, [f"{kind}{seed}", 6])

    missed = texts.index(text)
    assert missed <= (3 if kind == "glare" else 0)
    assert [""] * missed + [text] * (6 - missed) == texts


def test_a_camera_in_the_dark_finds_what_is_held_before_it(site):
    site.page.add_init_script(_WORKERS)
    site.page.add_init_script(_WHOLE_CAMERA)
    page = site.opened()

    page.evaluate(_WATCH, ["dim5", "nothing"])
    page.wait_for_function("() => window.found.length > 0")

    assert visit_shown("dim", 5) == page.evaluate("window.found[0][0]")


def test_nobody_looks_for_another_code_before_what_was_found_is_taken_in(site):
    """What it writes does not wait for the processor meanwhile."""
    site.page.add_init_script(_WORKERS)
    site.page.add_init_script(_WHOLE_CAMERA)
    page = site.opened()

    page.evaluate(_WATCH, ["code", "promise"])
    page.wait_for_function("() => window.taken")
    page.wait_for_timeout(400)
    waited = page.evaluate("window.looks - window.found[0][1]")
    page.evaluate("window.taken()")
    page.wait_for_function("() => window.found.length > 1")

    assert 0 == waited


def test_what_could_not_be_taken_in_does_not_end_the_looks(site):
    site.page.add_init_script(_WORKERS)
    site.page.add_init_script(_WHOLE_CAMERA)
    page = site.opened()

    page.evaluate(_WATCH, ["code", "refusal"])
    page.wait_for_function("() => window.found.length > 1")

    assert [TEXT, TEXT] == page.evaluate("window.found.slice(0, 2).map(one => one[0])")


def test_the_page_itself_may_compile_nothing(site):
    page = site.opened()

    with pytest.raises(Error, match="WebAssembly"):
        page.evaluate("WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => true)")


def test_a_browser_that_reads_codes_by_itself_fetches_nothing(site):
    site.page.add_init_script(_DETECTOR)
    page = site.opened()

    assert "the browser's own" == page.evaluate(_READ, "code")
    assert not {"/worker.js", "/zxing.wasm"} & set(site.asked)


def test_a_reader_that_cannot_be_fetched_is_asked_for_again_later(site):
    page = site.opened()
    page.route("**/zxing.wasm", lambda route: route.abort())
    says = page.evaluate("window.bluezoneScanner.prepare().then(() => 'ready', () => 'not now')")
    page.unroute("**/zxing.wasm")

    assert ("not now", TEXT) == (says, page.evaluate(_READ, "code"))


def test_a_reader_that_fell_is_started_anew_and_nobody_waits_for_it_for_ever(site):
    site.page.add_init_script(_WORKERS)
    page = site.opened()
    assert TEXT == page.evaluate(_READ, "code")

    waited = page.evaluate(_FALLS)

    assert ("", TEXT) == (waited, page.evaluate(_READ, "code"))
    assert 2 == page.evaluate("window.workers.length")


@pytest.mark.every_run
def test_what_a_browser_seals_libsodium_opens(site):
    key = nacl.public.PrivateKey.generate()
    said = "Bùi Thị Xong, 0912 345 678"

    sealed = site.opened().evaluate(_SEAL, [b64encode(bytes(key.public_key)).decode(), said])

    assert said == nacl.public.SealedBox(key).decrypt(b64decode(sealed)).decode()
