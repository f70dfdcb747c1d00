"""Reading codes in a real browser: by WebAssembly under the pages' own policy, or by the browser itself."""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field

import nacl.public
import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Error, Page, Route, sync_playwright

from bluezone.webui import CONTENT_SECURITY_POLICY, PARTS, SCANNER_POLICY, scan_worker
from bluezone.webui.assets import STATIC
from tests.support.citizen.showcase import CHROMIUM, LEAN

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")
SITE = "http://localhost:9"
TEXT = "BZM1.A7-tiếng Việt đủ dấu"
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
window.Worker = class extends Whole { constructor(from) { super(from); window.workers.push(this); } };"""
_FALLS = """async () => {
  const blank = document.createElement("canvas");
  const worker = window.workers[0];
  worker.postMessage = () => worker.dispatchEvent(new ErrorEvent("error"));
  return window.bluezoneScanner.readCodes(blank);
}"""
_SEAL = """([key, text]) => {
  const bytes = Uint8Array.from(atob(key), c => c.charCodeAt(0));
  return btoa(String.fromCharCode(...window.sealedBox.seal(new TextEncoder().encode(text), bytes)));
}"""


def qr_png(text: str) -> bytes:
    made = io.BytesIO()
    segno.make_qr(text, error="m").save(made, kind="png", scale=6)
    return made.getvalue()


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


def test_a_code_is_read_by_webassembly_in_a_worker(site):
    page = site.opened()
    before = list(site.asked)

    assert (TEXT, "") == (page.evaluate(_READ, "code"), page.evaluate(_READ, "white"))
    assert not {"/worker.js", "/zxing.wasm"} & set(before)
    assert [1, 1] == [site.asked.count(part) for part in ("/worker.js", "/zxing.wasm")]


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


def test_what_a_browser_seals_libsodium_opens(site):
    key = nacl.public.PrivateKey.generate()
    said = "Bùi Thị Xong, 0912 345 678"

    sealed = site.opened().evaluate(_SEAL, [b64encode(bytes(key.public_key)).decode(), said])

    assert said == nacl.public.SealedBox(key).decrypt(b64decode(sealed)).decode()
