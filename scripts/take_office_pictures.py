"""The README's pictures of the office, of the demonstration: `python -m scripts.take_office_pictures DIR`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

WIDTH, HEIGHT = 1_280, 860
PICTURES = (
    ("office-today-vi", "nga", "/", "vi", "light"),
    ("office-progress-vi", "binh", "/directives/son-duong-2020/progress", "vi", "light"),
    ("office-sums-en", "nga", "/directives/son-duong-2020/sums", "en", "dark"),
    ("office-paper-vi", "huyen", "/papers/1", "vi", "light"),
    ("office-cases-vi", "lan", "/cases?reach=province", "vi", "light"),
    ("office-places-vi", "hung", "/places/08-202507?on=2020-08-18", "vi", "light"),
)
"""File, who looks, where, in which language and scheme."""
README = ("office-progress-vi", "office-paper-vi")
TOGETHER = """<style>body { margin: 0; padding: 36px; display: flex; gap: 36px; background: #e9eef4; }
img { width: 646px; border-radius: 12px; border: 1px solid #b3c2d2; }</style>"""


def take_office_pictures(target: Path) -> None:
    """1280 x 860 each, as a screen on a desk shows them; and the README's two side by side."""
    from playwright.sync_api import sync_playwright

    from scripts.take_pictures import image_of
    from tests.support.citizen.showcase import CHROMIUM
    from tests.support.portal.looks import carried
    from tests.support.portal.people import sign_everybody_in
    from tests.support.portal.served_portal import demo_portal
    from tests.support.scenario.towns import a_town

    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        data = demo_portal(Path(scratch) / "portal")
        with a_town(Path(scratch), data) as town, town.portal(data) as portal:
            browser = play.chromium.launch(executable_path=str(CHROMIUM))
            visitors = sign_everybody_in(portal, browser)
            for name, person, path, language, scheme in PICTURES:
                size = {"width": WIDTH, "height": HEIGHT}
                with carried(browser, portal, visitors[person], language, viewport=size) as context:
                    page = context.new_page()
                    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                    page.goto(portal.origin + path, wait_until="networkidle")
                    page.screenshot(path=target / f"{name}.png")
            page = browser.new_page(viewport={"width": 1_400, "height": 520})
            page.set_content(TOGETHER + "".join(image_of(target / f"{name}.png") for name in README))
            page.screenshot(path=target / "office.png", full_page=True)
            for visitor in visitors.values():
                visitor.close()
            browser.close()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop beside us; nobody else asks this database
    import django

    django.setup()
    take_office_pictures(Path(sys.argv[1]))
