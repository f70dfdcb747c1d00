"""The page on which a paper sheet is keyed, in a real browser: by the keyboard alone, sealed before anything leaves."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from importlib.resources import files
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from nacl.public import PrivateKey, SealedBox
from PIL import Image
from playwright.sync_api import Page, Route, expect, sync_playwright

from bluezone.portal.posts.models import DoorRow
from bluezone.portal.posts.photos import MOST_PHOTO_BYTES
from bluezone.webui import CONTENT_SECURITY_POLICY
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.doorposts import PRIVATE
from tests.support.portal.offices import NOW
from tests.support.portal.sheets import a_sheet

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine")
SITE = "http://localhost:9"
LONG_MS = 45_000
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
YESTERDAY = NOW.date() - dt.timedelta(days=1)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NAMES = ("Lò Thị Kín Đáo", "Bùi Văn Dấu", "22B-98765")
LANDLINE = "02073 822 123"
"""A number whose last digit leads on."""


@dataclass
class Site:
    """The sheet's page as the portal drew it, what the page sent, and what it is told."""

    html: str
    is_away: bool = False
    sent: list[str] = field(default_factory=list)
    photos: list[bytes] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if route.request.method == "POST" and self.is_away:
            route.abort()
        elif route.request.method == "POST":
            self.sent.append(part_in(route, "rows").decode())
            self.photos.append(part_in(route, "photo"))
            lines = sorted({row["paper"]["line"] for row in json.loads(self.sent[-1])["rows"]})
            route.fulfill(json={"kept": lines, "stood": [], "photo": True})
        elif path.startswith("/static/"):
            route.fulfill(path=Path(str(finders.find(path.removeprefix("/static/")))))
        else:
            headers = {"content-security-policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers=headers)


def part_in(route: Route, name: str) -> bytes:
    """A field of the form that was sent."""
    kind = route.request.headers["content-type"].encode()
    body = route.request.post_data_buffer or b""
    form = BytesParser(policy=HTTP).parsebytes(b"content-type: " + kind + b"\r\n\r\n" + body)
    parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
    return bytes(parts[name].get_payload(decode=True))


def photograph(path: Path) -> Path:
    """A photograph that says which telephone took it."""
    exif = Image.Exif()
    exif[0x0110] = "Telephone of Lò Thị Chụp"
    Image.effect_noise((2400, 1200), 60).save(path, "JPEG", exif=exif, quality=95)
    return path


def keyed_by_hand(page: Page, *strokes: str) -> None:
    """Types texts, and presses what stands in angles, wherever the page has put the cursor."""
    for stroke in strokes:
        if stroke.startswith("<"):
            page.keyboard.press(stroke.strip("<>"))
        else:
            page.keyboard.type(stroke)


def test_a_sheet_is_keyed_by_the_keyboard_sealed_in_the_page_and_counts_once(gate, tmp_path):
    """Beside its photograph, which is made small and sealed with it. Two keys beyond the text for a line that is filled
    in, one for a line of a time and a name. Without a network what was typed stays; what was sent is gone from the
    page, and is sealed in what was sent."""
    type(gate.post).objects.update(asks_phone=True)
    sheet, client = a_sheet(gate), gate.office.client(gate.officer)
    way = reverse("sheet", args=[sheet.number])
    site = Site(client.get(way).content.decode())
    filled = ("0815", "0930", NAMES[0], "<Enter>", LANDLINE, NAMES[2], "<Enter>", "k", "c", "x", "3")
    short = ("<ArrowDown>", "0840", "<Enter>", NAMES[1])

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        page = browser.new_page()
        page.route("**/*", site.answer)
        page.goto(SITE + way)
        expect(page.locator("body[data-ready]")).to_be_attached(timeout=LONG_MS)
        page.fill("#day", YESTERDAY.isoformat())
        page.set_input_files("[data-photo]", photograph(tmp_path / "photo.jpg"))
        expect(page.locator("[data-photo-said]")).to_contain_text("stands here only for you", timeout=LONG_MS)
        expect(page.locator("[data-photo-canvas]")).to_be_visible(timeout=LONG_MS)
        page.focus("[data-line='1'] [data-of=in]")
        keyed_by_hand(page, *filled, *short, "<ArrowDown>", "2561", "<Control+Enter>")
        expect(page.locator("[data-said-text]")).to_contain_text("Line 3", timeout=LONG_MS)
        expect(page.locator("[data-line='3'] [data-of=in]")).to_be_focused(timeout=LONG_MS)
        page.fill("[data-line='3'] [data-of=in]", "")
        site.is_away = True
        keyed_by_hand(page, "<Control+Enter>")
        expect(page.locator("[data-said-text]")).to_contain_text("still stands here", timeout=LONG_MS)
        site.is_away = False
        page.evaluate(AXE)
        found = page.evaluate("async () => (await axe.run(document)).violations.map(one => one.id)")
        keyed_by_hand(page, "<Control+Enter>")
        expect(page.locator("[data-line='2'] [data-state]")).to_have_text("kept", timeout=LONG_MS)
        expect(page.locator("[data-photo-said]")).to_have_text("The photograph is kept, sealed.", timeout=LONG_MS)
        values = page.locator("[data-of]").evaluate_all("all => all.map(one => one.value).join('')")
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate(OVERFLOW)
        browser.close()

    (sent,), (photo,) = site.sent, site.photos
    jpeg = SealedBox(PrivateKey(PRIVATE)).decrypt(photo)
    small = Image.open(io.BytesIO(jpeg))
    assert ((1600, 800), {}) == (small.size, dict(small.getexif()))
    assert len(photo) <= MOST_PHOTO_BYTES
    assert ([], "", 0) == (found, values, wide)
    for name in (*NAMES, *map(json.dumps, NAMES)):
        assert name not in sent
    posted = [client.post(reverse("sheet_rows", args=[sheet.number]), {"rows": sent}).json() for _ in range(2)]
    assert [([1, 2], []), ([], [1, 2])] == [(one["kept"], one["stood"]) for one in posted]
    rows = list(DoorRow.objects.order_by("line", "way"))
    assert [(1, "in", 1, 3), (1, "out", 2, 3), (2, "in", 1, 1)] == [
        (one.line, one.way, one.hour.hour, one.party) for one in rows
    ]
    assert [NAMES[0], NAMES[1]] == [opened(one)["name"] for one in rows if one.way == "in"]
    assert (NAMES[2], "yes") == (opened(rows[0])["plate"], opened(rows[0])["symptoms"])
    assert LANDLINE == opened(rows[0])["phone"]


def opened(row: DoorRow) -> dict[str, str]:
    """What the health unit reads."""
    return dict(json.loads(SealedBox(PrivateKey(PRIVATE)).decrypt(bytes(row.sealed))))


def test_every_word_that_the_script_says_stands_on_the_page(gate):
    page = gate.office.client(gate.officer).get(reverse("sheet", args=[a_sheet(gate).number])).content.decode()
    scripts = "".join(Path(str(finders.find(name))).read_text() for name in ("sheet.js", "sheet-lines.js"))

    said = set(re.findall(r'data-word="([^"]+)"', page))

    assert said == {word for word in re.findall(r'"([a-z][a-z-]+)"', scripts) if word in said}
    asked = set(re.findall(r'word\("([a-z-]+)"', scripts)) | set(re.findall(r'word: "([a-z-]+)"', scripts))
    assert set() == asked - said


def test_a_portal_without_the_seal_takes_nothing_and_says_so(gate, monkeypatch):
    monkeypatch.setattr("bluezone.portal.posts.views.sheets.has_parts", lambda: False)

    page = gate.office.client(gate.officer).get(reverse("sheet", args=[a_sheet(gate).number])).content.decode()

    assert "installed without the seal" in page
    assert "sheet.js" not in page
