"""Guides on A4: each on four sheets at most in either language, with every picture on them and no sideways cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import reverse
from playwright.sync_api import Route, sync_playwright

from bluezone.portal.guides.reading import guides
from bluezone.portal.identity.roles import Role
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.offices import Office

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(300),
    pytest.mark.slow,
    pytest.mark.in_turn(of=2),
]
SITE = "http://portal.example"
GUIDES = sorted(guides())
MOST_SHEETS = 4
ALL_CAME = "[...document.images].every(one => one.complete && one.naturalWidth > 0)"
Printed = Callable[[str, str], pdfium.PdfDocument]


@pytest.fixture(scope="module")
def shown(kept) -> dict[tuple[str, str], HttpResponse]:
    """Each guide as the portal shows it to somebody who works there, and what it allows the page to load."""
    office = Office()
    reader = office.staff("Tô Thị Nga", Role.HEALTH_OFFICER)
    found = {}
    for language in ("vi", "en"):
        client = office.client(reader, language=language)
        found |= {(key, language): client.get(reverse("guide", args=[key])) for key in GUIDES}
    return found


@pytest.fixture(scope="module")
def printed(shown) -> Iterator[Printed]:
    """Any guide as a browser prints it, with the portal's styles and pictures. It begins once the portal was asked:
    nobody asks a database while it runs."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            route.fulfill(path=Path(str(finders.find(path.removeprefix("/static/")))))
        else:
            _, key, language = path.split("/")
            page = shown[key, language]
            route.fulfill(body=page.content, headers=dict(page.headers))

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        page = browser.new_page()
        page.route("**/*", answer)

        def on_paper(key: str, language: str) -> pdfium.PdfDocument:
            page.goto(f"{SITE}/{key}/{language}")
            assert page.evaluate(ALL_CAME), "where a picture did not come, its place is printed with a picture, too"
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
