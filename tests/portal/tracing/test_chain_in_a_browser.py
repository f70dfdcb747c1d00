"""The picture of a chain in a real browser: keys go through it in the order of the table, and every step is said."""

from __future__ import annotations

from importlib.resources import files

import pytest
from django.urls import reverse
from playwright.sync_api import Route, expect, sync_playwright

from bluezone.webui.assets import STATIC
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.offices import Office
from tests.support.portal.tracing import TracingOffice, ago

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(300),
    pytest.mark.slow,
]
HOST = "http://portal.example"
OWN = files("bluezone.portal.tracing").joinpath("static")
FILES = {
    "chain.css": ("text/css", OWN.joinpath("chain.css")),
    "chain.js": ("text/javascript", OWN.joinpath("chain.js")),
    "tokens.css": ("text/css", STATIC / "tokens.css"),
}
_INK = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.querySelector("canvas");
  const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(new Uint32Array(all.buffer)).size;
}"""


_FIRST_F1 = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.querySelector("canvas"), context = canvas.getContext("2d");
  const brand = getComputedStyle(document.querySelector(".chain__box")).getPropertyValue("--brand").trim();
  const all = context.getImageData(0, 0, canvas.width, canvas.height).data;
  context.fillStyle = brand;
  const wanted = [1, 3, 5].map(at => parseInt(context.fillStyle.slice(at, at + 2), 16));
  const found = [];
  for (let at = 0; at < all.length; at += 4) {
    if (wanted.every((value, place) => Math.abs(value - all[at + place]) < 3)) {
      found.push([(at / 4) % canvas.width, Math.floor(at / 4 / canvas.width)]);
    }
  }
  const left = Math.min(...found.map(one => one[0])), mark = found.filter(one => one[0] < left + 12);
  const across = Math.max(...mark.map(one => one[0])) - left + 1;
  const rows = mark.map(one => one[1]);
  return mark.length / (across * (Math.max(...rows) - Math.min(...rows) + 1));
}"""
"""How much of the square around the first F1 has its colour."""


@pytest.fixture(scope="module")
def answers(kept) -> dict[str, tuple[dict[str, str], str]]:
    """The page of a chain of four with nobody chosen, and with the third: what a portal answers."""
    tracing = TracingOffice(Office(), people=4)
    tracing.confirm(0)
    for source, target, days in ((0, 1, 2), (1, 2, 1), (0, 3, 1)):
        tracing.meet(source, target, ago(days), ago(days))
    client, keys = tracing.office.client(tracing.officer), [tracing.node(at).person.pseudonym for at in range(4)]
    way = reverse("chain_picture", args=[keys[0]])
    found = {}
    for asked in (way, f"{way}?at={keys[2]}"):
        answer = client.get(asked)
        found[asked] = dict(answer.items()), answer.content.decode()
    return found


def test_keys_go_through_the_chain_and_enter_opens_whoever_is_chosen(answers):
    heard: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).split("#")[0]
        parts = path.split("/")[-1].split(".")
        name = f"{parts[0]}.{parts[-1]}"  # between them stands a hash, or nothing
        if path in answers:
            headers, body = answers[path]
            route.fulfill(status=200, headers=headers, body=body)
        elif name in FILES:
            kind, file = FILES[name]
            route.fulfill(status=200, content_type=kind, body=file.read_text(encoding="utf-8"))
        else:
            route.fulfill(status=200, content_type="text/css", body="")

    first, chosen = answers
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.route("**/*", answer)
        page.goto(HOST + first)
        said, box = page.locator("#chain-said"), page.get_by_role("application")

        expect(box).to_be_visible(timeout=60_000)
        assert page.evaluate(_FIRST_F1) < 0.9, "a dot, as the legend says, fills less of its square than a square"
        assert box.bounding_box()["height"] < 200, "three generations need no box for a hundred"
        box.focus()
        for key, place in (("ArrowDown", 1), ("ArrowRight", 2), ("ArrowDown", 3), ("ArrowRight", 4), ("ArrowUp", 1)):
            page.keyboard.press(key)
            expect(said).to_contain_text(f"{place} of 4", timeout=60_000)
        for key in ("+", "-", "0", "ArrowRight", "ArrowDown"):
            page.keyboard.press(key)
        expect(said).to_contain_text("3 of 4", timeout=60_000)
        expect(said).to_contain_text("F2, generation 2", timeout=60_000)
        assert page.evaluate(_INK) > 3, "people, lines, words and the ground"
        page.keyboard.press("Enter")
        page.wait_for_url(f"{HOST}{chosen}#chosen", timeout=60_000)
        expect(page.locator("#chosen")).to_be_visible(timeout=60_000)
        expect(said).to_contain_text("3 of 4", timeout=60_000)
        browser.close()

    assert [] == heard
