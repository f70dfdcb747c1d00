"""Firefox has no BarcodeDetector: there codes are read by WebAssembly, in a worker, under the policies as served."""

from __future__ import annotations

import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bluezone.webui import CONTENT_SECURITY_POLICY, PARTS, SCANNER_POLICY, scan_worker
from bluezone.webui.assets import STATIC
from tests.support.webui.frames import frame, png

FIREFOX = shutil.which("firefox-esr")
pytestmark = [
    pytest.mark.breadth,
    pytest.mark.skipif(FIREFOX is None, reason="there is no firefox-esr on this machine"),
    pytest.mark.slow,
]
TEXT = "BZM1:29876543:on"
_PAGE = b"""<!DOCTYPE html><title>scan</title>
<script src="/scanner.js" data-worker="/worker.js" data-wasm="/zxing.wasm" defer></script>
<script src="/tell.js" defer></script>"""
_TELL = b"""(async () => {
  const image = new Image();
  image.src = "/code.png";
  await image.decode();
  const nothing = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  const itself = await WebAssembly.compile(nothing).then(() => "may", () => "may not");
  const read = await window.bluezoneScanner.readCodes(image);
  fetch("/told", {method: "POST", body: [typeof window.BarcodeDetector, itself, read].join(" ")});
})();"""


class _Site(BaseHTTPRequestHandler):
    """The page of a scanner, with the policies of a face."""

    told: list[str]
    heard: threading.Event

    def do_GET(self) -> None:
        kind, body, policy = self._files().get(self.path, ("text/plain", b"", ""))
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if policy:
            self.send_header("content-security-policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        type(self).told.append(self.rfile.read(int(self.headers["content-length"])).decode())
        self.send_response(204)
        self.end_headers()
        type(self).heard.set()

    def log_message(self, *_said: object) -> None:
        """Keeps the tests' output as it is."""

    @staticmethod
    def _files() -> dict[str, tuple[str, bytes, str]]:
        script = "text/javascript"
        return {
            "/": ("text/html", _PAGE, CONTENT_SECURITY_POLICY),
            "/tell.js": (script, _TELL, ""),
            "/scanner.js": (script, (STATIC / "scanner.js").read_bytes(), ""),
            "/worker.js": (script, scan_worker(), SCANNER_POLICY),
            "/zxing.wasm": ("application/wasm", (PARTS / "zxing.wasm").read_bytes(), ""),
            "/code.png": ("image/png", png(frame("tilted", TEXT, 1)), ""),
        }


def test_firefox_reads_a_code_in_the_worker_and_the_page_itself_may_compile_nothing(tmp_path: Path):
    site = type("Site", (_Site,), {"told": [], "heard": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "MOZ_HEADLESS": "1"}
    (tmp_path / "profile").mkdir()
    command = [str(FIREFOX), "--no-remote", "--profile", str(tmp_path / "profile"), address]
    browser = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        has_told = site.heard.wait(120)
    finally:
        browser.terminate()
        browser.wait(timeout=60)
        server.shutdown()
        server.server_close()

    assert has_told
    assert [f"undefined may not {TEXT}"] == site.told
