"""The dashboard on A4: its list goes on over pages, keeps every line, and what stands beside it comes after it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import sync_playwright

from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.rollout_desk import KEY, sign_in
from tests.support.portal.served_portal import demo_portal, served_portal

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(300),
    pytest.mark.slow,
    pytest.mark.breadth,
]
MARGIN = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")


def printed(folder: Path) -> pdfium.PdfDocument:
    """The dashboard of the demonstration's district, in the language in which its list goes on over a page."""
    data = demo_portal(folder / "data")
    with (
        served_portal(data, "--clock", str(set_clock(folder, NOON_MS))) as portal,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        nga = sign_in(portal, browser, "nga")
        nga.context.add_cookies([{"name": "language", "value": "vi", "url": portal.origin}])
        made = nga.open(f"/directives/{KEY}/progress").pdf(format="A4", margin=MARGIN)
        browser.close()
    return pdfium.PdfDocument(made)


def place_of(paper: pdfium.PdfDocument, word: str) -> tuple[int, float, float]:
    """(page, distance of its top and of its bottom from the page's top) of a word; it must be on one page."""
    found = []
    for number, page in enumerate(paper):
        text = page.get_textpage()
        signs = [(at, sign) for at, sign in enumerate(text.get_text_range()) if not sign.isspace()]
        start = "".join(sign for _, sign in signs).find(word)
        if start >= 0:
            _, bottom, _, top = text.get_charbox(signs[start][0])
            found.append((number, page.get_height() - top, page.get_height() - bottom))
    (place,) = found
    return place


def test_what_stands_beside_a_list_does_not_lie_on_its_last_lines(tmp_path):
    paper = printed(tmp_path)

    order = [place_of(paper, word) for word in ("(483/6.906)", "(234/3.905)", "Cácmốchạn")]

    for (page, _, low), (after, top, _) in pairwise(order):
        assert page < after or low < top
