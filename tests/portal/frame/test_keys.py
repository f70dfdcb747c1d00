"""The arrow keys in a list, in a real browser: from row to row, to the same kind of thing, and no further."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import engines
from playwright.sync_api import Page, sync_playwright

from bluezone.portal.frame.listing import Column, Empty, Listed, Listing
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.sources import PACKAGE

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")
SCRIPT = PACKAGE / "portal" / "frame" / "static" / "portal.js"
NUMBERS = Listing(
    caption="Numbers", columns=(Column("name", "Name"), Column("act", "Act")), empty=Empty("list", "None")
)
PAGE = """{% import "frame/listing.html" as listing with context %}<a id="above" href="#above">above</a>
{% call(row, column) listing.of(found) %}
  {% if column == "name" %}<a id="link{{ row }}" href="#">{{ row }}</a>{% endif %}
  {% if column == "act" %}<button id="act{{ row }}">Act</button>{% endif %}
{% endcall %}"""


@pytest.fixture
def page() -> Iterator[Page]:
    found = Listed(NUMBERS.part_of({}), (1, 2, 3))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        page = browser.new_page()
        page.set_content(next(iter(engines.all())).from_string(PAGE).render({"found": found}))
        page.add_script_tag(path=SCRIPT)
        yield page
        browser.close()


def test_arrows_go_from_row_to_row_and_stay_at_the_ends(page):
    page.focus("#link1")
    at = []

    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        at.append(page.evaluate("document.activeElement.id"))

    assert ["link2", "link3", "link3", "link2", "link1", "link1"] == at


def test_from_a_button_to_the_next_button_and_nowhere_from_outside(page):
    page.focus("#act1")
    page.keyboard.press("ArrowDown")
    of_buttons = page.evaluate("document.activeElement.id")
    page.focus("#above")
    page.keyboard.press("ArrowDown")

    assert ["act2", "above"] == [of_buttons, page.evaluate("document.activeElement.id")]
