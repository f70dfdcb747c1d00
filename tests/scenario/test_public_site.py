"""The public site in a browser without scripts: every page, both widths, light and dark; in `scripts/drill breadth`
each width in both, and every page on a line of 100 kbit/s.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Response, expect, sync_playwright

from bluezone.portal.public_site.building import build_site
from bluezone.portal.public_site.folder import publish_folder
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.sites import site_facts

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(300),
]
MOST_BYTES = 60_000
MOST_SECONDS = 10
"""60 kB at 100 kbit/s take five; the rest is for a busy machine."""
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return build_site(site_facts())


@pytest.fixture(scope="module")
def address(tmp_path_factory, site) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("public") / "site"
    publish_folder(folder, site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        yield launched
        launched.close()


def pages(site: dict[str, bytes]) -> list[str]:
    return [name for name in site if name.endswith(".html")]


@contextlib.contextmanager
def opened(browser: Browser, **options):
    context = browser.new_context(**options)
    page = context.new_page()
    try:
        yield page
    finally:
        context.close()


@pytest.mark.in_turn(of=4, family="looks")
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "dark"),
        (1280, "light"),
        pytest.param(390, "light", marks=pytest.mark.breadth),
        pytest.param(1280, "dark", marks=pytest.mark.breadth),
    ],
)
def test_every_page_is_clean(browser, address, site, width, scheme):
    """Axe itself is the only script that ever runs there, by the tester's hand."""
    complaints = []
    with opened(browser, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        heard: list[str] = []
        page.add_init_script(AXE)  # compiled once, and not at each page
        page.on("console", lambda message: heard.append(message.text))
        page.on("request", lambda r: heard.append(r.url) if not r.url.startswith(address) else None)
        for name in pages(site):
            heard.clear()
            answer = page.goto(f"{address}/{name}")
            assert answer is not None
            found = list(heard) + ([] if answer.ok else [f"status {answer.status}"])
            if page.evaluate(_OVERFLOW) > 0:
                found.append("scrolls sideways")
            complaints += [f"{name}: {said}" for said in found + page.evaluate(_RUN_AXE)]

    assert [] == complaints


def test_text_of_twice_the_size_stays_readable(browser, address, site):
    with opened(browser, viewport={"width": 390, "height": 844}) as page:
        wide = []
        for name in pages(site):
            page.goto(f"{address}/{name}")
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if page.evaluate(_OVERFLOW) > 0:
                wide.append(name)

    assert [] == wide


@pytest.mark.breadth
def test_every_page_arrives_over_a_hundred_kilobits_without_scripts(browser, address, site):
    slow = {}
    for name in pages(site):
        with opened(browser, viewport={"width": 390, "height": 844}, java_script_enabled=False) as page:
            answers: list[Response] = []
            page.on("response", lambda answer, answers=answers: answers.append(answer))
            line = page.context.new_cdp_session(page)
            line.send("Network.enable")
            hundred = {"offline": False, "latency": 300, "downloadThroughput": 12_500, "uploadThroughput": 12_500}
            line.send("Network.emulateNetworkConditions", hundred)
            begun = time.monotonic()
            page.goto(f"{address}/{name}", wait_until="load")
            took = time.monotonic() - begun
            expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
            size = sum(len(answer.body()) for answer in answers)
            assert size > 10_000  # the style sheet came too
            if size > MOST_BYTES or took > MOST_SECONDS:
                slow[name] = (size, round(took, 1))

    assert {} == slow


def test_a_reader_walks_from_the_first_page_to_a_checksum_and_back_in_english(browser, address):
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/index.html")
        page.get_by_role("link", name="Kiểm tra văn bản").click()
        expect(page.get_by_text("6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b")).to_be_visible(
            timeout=30_000
        )
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name="Check a paper")).to_be_visible(timeout=30_000)
        page.get_by_role("link", name="To print").click()
        link = page.get_by_role("link", name="Install Bluezone, protect your family").first
        assert page.request.get(f"{address}/en/{link.get_attribute('href')}").body().startswith(b"%PDF")


def test_paper_gets_no_navigation(browser, address):
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/install.html")
        page.emulate_media(media="print")

        expect(page.locator(".site__ways")).to_be_hidden(timeout=30_000)
        expect(page.get_by_role("heading", name="Năm bước trên điện thoại")).to_be_visible(timeout=30_000)
