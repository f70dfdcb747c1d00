"""Guides on A4: each on four sheets at most in either language, with every picture on them and no sideways cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import sync_playwright

from bluezone.portal.guides.reading import guides
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.rollout_desk import sign_in
from tests.support.portal.served_portal import demo_portal, served_portal

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(300),
    pytest.mark.slow,
    pytest.mark.in_turn(of=2),
]
GUIDES = sorted(guides())
MOST_SHEETS = 4
Printed = Callable[[str, str], pdfium.PdfDocument]


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Iterator[Printed]:
    """Any guide as a browser prints it, for somebody who is signed in."""
    folder = tmp_path_factory.mktemp("guides")
    data = demo_portal(folder / "data")
    with (
        served_portal(data, "--clock", str(set_clock(folder, NOON_MS))) as portal,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        nga = sign_in(portal, browser, "nga")

        def on_paper(key: str, language: str) -> pdfium.PdfDocument:
            nga.context.add_cookies([{"name": "language", "value": language, "url": portal.origin}])
            page = nga.open(f"/guides/{key}")
            return pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))

        yield on_paper
        browser.close()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("key", GUIDES)
def test_a_guide_takes_four_sheets_at_most_and_shows_its_pictures(printed, key, language):
    paper = printed(key, language)

    assert len(paper) <= MOST_SHEETS
    assert {(595, 842)} == {tuple(round(side) for side in page.get_size()) for page in paper}
    assert len(guides()[key].pictures) == pictures_on(paper)


def pictures_on(paper: pdfium.PdfDocument) -> int:
    return sum(1 for page in paper for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))
