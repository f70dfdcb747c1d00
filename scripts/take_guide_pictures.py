"""The pictures of the guides, of invented people, in both languages: `python -m scripts.take_guide_pictures [NAME…]`.

They are written where the guides show them, as small as a page of paper needs them.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.portal.guides.guide import TALL, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright, ViewportSize

LANGUAGES = ("vi", "en")
LOCALES = {"vi": "vi-VN", "en": "en-GB"}
_PAGE_ALONE = ".head, .rail, .foot { display: none !important } .portal { display: block !important }"
"""What stands around every page is known, and takes the room that its own words need on paper."""
_BRINGS_TO_THE_TOP = "element => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 12)"
COLOURS = 96
POST = "Tân Trào"
VISITORS = ("Lò Thị Én", "Hoàng Văn Thụ", "Mai Thanh Thảo")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of the demonstration's office."""

    name: str
    person: str
    """Of the demonstration (`tests/support/portal/people.py`)."""
    path: str
    is_wide: bool = True
    near: str = ""
    """The element that is brought to the top; the page's own top where nothing is said."""
    opens: str = ""
    """A link's words, of the page at the path: it is followed first. Addresses of people are drawn anew each time."""
    press: str = ""
    """A button of the page, whose answer is what the picture shows."""


HEALTH = (
    Shot("health-today", "lan", "/"),
    Shot("health-confirm", "lan", "/cases/CA-2026-00004", near="main h1"),
    Shot("health-code", "lan", "/cases/CA-2026-00001", press="form[action$='/code'] button"),
    Shot("health-meeting", "lan", "/tracing/inbox/6"),
)
INTERVIEW = (
    Shot("interview-who", "lan", "/interview/CA-2026-00004", is_wide=False, near="nav.asks"),
    Shot("interview-where", "lan", "/interview/CA-2026-00001?step=places", is_wide=False, near="nav.asks"),
    Shot("interview-missing", "lan", "/interview/CA-2026-00001?step=end", is_wide=False, near="nav.asks"),
    Shot("interview-round", "lan", "/followup", is_wide=False, near="nav.chips"),
)
EPIDEMIOLOGIST = (
    Shot("epidemiologist-day", "duc", "/situation"),
    Shot("epidemiologist-level", "duc", "/tracing", opens="Lý Văn Đông"),
    Shot("epidemiologist-curve", "duc", "/tracing/outbreaks/1/seen", near="main .card"),
    Shot("epidemiologist-regimes", "duc", "/tracing/regimes?outbreak=1", near="main form"),
    Shot("epidemiologist-files", "duc", "/tracing/export"),
)
ADMINISTRATOR = (
    Shot("administrator-today", "quantri", "/"),
    Shot("administrator-colleague", "quantri", "/staff/duc"),
    Shot("administrator-key", "quantri", "/reports/key"),
    Shot("administrator-list", "quantri", "/lists/sent/2", near="#cells"),
    Shot("administrator-works", "quantri", "/works"),
)
_DIRECTIVE = "/directives/son-duong-2020"
REPORTER = (
    Shot("reporter-form", "tu", f"{_DIRECTIVE}/mine/ubnd-truong-sinh", near=".wide-and-side"),
    Shot("reporter-evidence", "thao", f"{_DIRECTIVE}/mine/ubnd-son-duong/evidence", is_wide=False, near="aside form"),
    Shot("reporter-team", "thao", "/teams/1"),
    Shot("reporter-place", "thao", "/premises/new"),
)
CONSOLIDATOR = (
    Shot("consolidator-today", "nga", "/"),
    Shot("consolidator-late", "nga", f"{_DIRECTIVE}/late"),
    Shot("consolidator-reports", "nga", f"{_DIRECTIVE}/reports?show=waiting", near=".funnel"),
    Shot("consolidator-figure", "nga", f"{_DIRECTIVE}/sums/broadcasts", near="main"),
    Shot("consolidator-papers", "nga", f"{_DIRECTIVE}/papers", is_wide=False, near="#draft"),
)
PAPERS = (
    Shot("papers-draft", "huyen", "/papers/2"),
    Shot("papers-read", "khanh", "/papers/1/read"),
    Shot("papers-elsewhere", "huyen", "/papers/1"),
    Shot("papers-approve", "khanh", "/announcements/2"),
    Shot("papers-loudspeakers", "huyen", "/broadcasts"),
)
OFFICE = (
    Shot("sheet", "hung", "/posts/sheets", is_wide=False),
    *HEALTH,
    *INTERVIEW,
    *EPIDEMIOLOGIST,
    *ADMINISTRATOR,
    *REPORTER,
    *CONSOLIDATOR,
    *PAPERS,
)
DOOR = Shot("door", "", "/door/", is_wide=False)
PICTURES = (*OFFICE, DOOR)


def take_guide_pictures(target: Path, names: Collection[str]) -> None:
    """Takes the pictures of these names, or all."""
    from playwright.sync_api import sync_playwright

    wanted = [shot for shot in OFFICE if not names or shot.name in names]
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        if wanted:
            _take_office(Path(scratch), play, target, wanted)
        if not names or DOOR.name in names:
            _take_door(Path(scratch), play, target)


def _take_office(scratch: Path, play: Playwright, target: Path, wanted: Collection[Shot]) -> None:
    from tests.support.citizen.showcase import CHROMIUM
    from tests.support.portal.looks import carried
    from tests.support.portal.people import sign_everybody_in
    from tests.support.portal.served_portal import demo_portal
    from tests.support.scenario.towns import a_town

    data = demo_portal(scratch / "portal")
    with a_town(scratch, data) as town, town.portal(data) as portal:
        browser = play.chromium.launch(executable_path=str(CHROMIUM))
        visitors = sign_everybody_in(portal, browser)
        for shot in wanted:
            for language in LANGUAGES:
                options = {"viewport": _size(shot), "locale": LOCALES[language], "bypass_csp": True}
                with carried(browser, portal, visitors[shot.person], language, **options) as context:
                    page = context.new_page()
                    page.goto(portal.origin + shot.path, wait_until="networkidle")
                    if shot.opens:
                        page.get_by_role("link", name=shot.opens).first.click()
                        page.wait_for_load_state("networkidle")
                    if shot.press:
                        page.locator(shot.press).first.click()
                        page.wait_for_load_state("networkidle")
                    _keep(page, shot, language, target)
        for visitor in visitors.values():
            visitor.close()
        browser.close()


def _take_door(scratch: Path, play: Playwright, target: Path) -> None:
    """A shift that has begun, with three people inside."""
    from tests.support.portal.door_browser import DoorDevice
    from tests.support.portal.door_portal import door_portal

    with door_portal(scratch / "doors", POST) as portal:
        for language in LANGUAGES:
            path = DOOR.path if language == "vi" else f"{DOOR.path}{language}"
            with DoorDevice(play, scratch / f"device-{language}").on() as keeper:
                keeper.page.set_viewport_size(_size(DOOR))
                keeper.enrol(portal.link(POST, path))
                keeper.begin()
                for name in VISITORS:
                    keeper.new_visitor(name)
                keeper.page.wait_for_timeout(5_000)
                _keep(keeper.page, DOOR, language, target)


def _size(shot: Shot) -> ViewportSize:
    width, height = WIDE if shot.is_wide else TALL
    return {"width": width, "height": height}


def _keep(page: Page, shot: Shot, language: str, target: Path) -> None:
    from PIL import Image

    if shot is not DOOR:
        page.add_style_tag(content=_PAGE_ALONE)
    if shot.near:
        page.locator(shot.near).first.evaluate(_BRINGS_TO_THE_TOP)
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(target / f"guide-{shot.name}-{language}.png", optimize=True)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop beside us; nobody else asks this database
    import django

    django.setup()
    from tests.support.portal.guides import STATIC

    take_guide_pictures(STATIC, sys.argv[1:])
